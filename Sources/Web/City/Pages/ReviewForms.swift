internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Reports

/// Takes the forms by which people decide, and leads back to where they came from.
struct ReviewForms {
  let data: any CityData
  let indicatorPage: IndicatorPage
  let findingsPage: FindingsPage

  /// A form with the longest name, reason, series and part, as a browser encodes them.
  private static let maximumBody = 16 * 1024

  private struct Form: Decodable {
    let form: String
    let decision: String
    let figure: String
    let indicator: String
    let period: String
    let part: String?
    let unit: String
    let person: String?
    let reason: String?
    let back: String
  }

  func addRoutes(to router: Router<WebContext>) {
    router.get("reviews") { _, _ in Response.redirect(to: "/findings", type: .normal) }
    router.post("reviews") { request, context in
      guard context.permission >= .review else {
        throw WebError(
          .forbidden, zh: "这个令牌只能查看，不能复核。", en: "This token may look, but not decide.")
      }
      let buffer = try await request.body.collect(upTo: Self.maximumBody)
      guard
        let form = try? URLEncodedFormDecoder().decode(Form.self, from: String(buffer: buffer)),
        let back = Back(form.back)
      else {
        throw WebError(
          .badRequest, zh: "表单不完整，请返回上一页重试。", en: "The form is not complete; go back and try again."
        )
      }
      do {
        let wanted = try Self.request(form)
        _ = try await data.add(wanted)
        return Response.redirect(to: back.path + "#" + back.fragment(form.form), type: .normal)
      } catch let error as any ExplainedError where error.fault == .request {
        let problem = DecisionProblem(
          formID: form.form,
          message: context.language == .zh ? error.messageZh : error.messageEn,
          person: form.person ?? "", reason: form.reason ?? "")
        switch back {
        case .indicator(let code, let year):
          return try await indicatorPage.page(
            code, year: year, problem: problem, request, context)
        case .findings(let year, let from):
          return try await findingsPage.page(
            year: year, from: from, problem: problem, request, context)
        }
      }
    }
  }

  private static func request(_ form: Form) throws -> ReviewRequest {
    let figure = form.figure.split(separator: "|", omittingEmptySubsequences: false)
    let report = figure.dropLast().joined(separator: "|")
      .split(separator: "/", omittingEmptySubsequences: false)
    guard let decision = Review.Decision(rawValue: form.decision),
      let value = figure.last, let expected = FixedDecimal(value), report.count == 3,
      let area = AreaCode(report[0]), let reportPeriod = Period(report[1]),
      let series = ReportSeries(rawValue: String(report[2])), let period = Period(form.period)
    else {
      throw WebError(
        .badRequest, zh: "表单不完整，请返回上一页重试。", en: "The form is not complete; go back and try again.")
    }
    let part = form.part.flatMap { $0.isEmpty ? nil : $0 }
    return ReviewRequest(
      report: ReportID(area: area, period: reportPeriod, series: series),
      key: ObservationKey(
        period: period, indicator: IndicatorCode(rawValue: form.indicator), part: part,
        unit: Reports.Unit(rawValue: form.unit)),
      decision: decision, person: form.person ?? "", reason: form.reason ?? "",
      expected: decision == .reopen ? nil : expected)
  }

  /// The pages that have forms; nothing else is led back to.
  private enum Back {
    case indicator(IndicatorCode, year: Int?)
    case findings(year: Int?, from: Int)

    init?(_ text: String) {
      guard let parts = URLComponents(string: text), parts.host == nil, parts.scheme == nil else {
        return nil
      }
      func number(_ name: String) -> Int? {
        parts.queryItems?.first { $0.name == name }?.value.flatMap { Int($0) }
      }
      let year = number("year").flatMap { Period.years.contains($0) ? $0 : nil }
      if parts.path == "/findings" {
        self = .findings(year: year, from: number("from") ?? 0)
      } else if parts.path.hasPrefix("/indicators/"), parts.path.split(separator: "/").count == 2 {
        let code = IndicatorCode(rawValue: String(parts.path.dropFirst("/indicators/".count)))
        guard code.isWellFormed else { return nil }
        self = .indicator(code, year: year)
      } else {
        return nil
      }
    }

    var path: String {
      switch self {
      case .indicator(let code, let year):
        "/indicators/\(code)" + (year.map { "?year=\($0)" } ?? "")
      case .findings(let year, let from):
        "/findings?from=\(from)" + (year.map { "&year=\($0)" } ?? "")
      }
    }

    /// Where on the page to go on: at the figure, and among the findings at those that are left.
    func fragment(_ form: String) -> String {
      guard case .indicator = self else { return "findings" }
      let figure = form.drop { $0 != "-" }.dropFirst()
      let isPlain = figure.utf8.allSatisfy { byte in
        byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
          || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
          || (0x61...0x7A).contains(byte)
      }
      return isPlain ? String(figure) : "main"
    }
  }
}
