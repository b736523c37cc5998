internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Reports

/// Takes the forms of a draft: corrections, publishing, and giving it up.
struct DraftForms {
  let data: any OfficeData
  let page: DraftPage

  /// A form with the longest words, name and reason, as a browser encodes them.
  private static let maximumBody = 16 * 1024

  private struct PublishFields: Decodable {
    let fingerprint: String
  }

  /// Why a correction can't be taken.
  private struct Problem: Error {
    let zh: String
    let en: String
  }

  func addRoutes(to router: Router<WebContext>) {
    router.post("drafts/:draft/figures/:figure") { request, context in
      try context.checkMayChange()
      return try await correct(try DraftPage.id(context), request, context)
    }
    router.get("drafts/:draft/figures/:figure") { _, context in
      Response.redirect(
        to: OfficeLink.draft(try DraftPage.id(context))
          + "?edit=\(try context.parameters.require("figure", as: Int.self))", type: .normal)
    }
    router.post("drafts/:draft/publish") { request, context in
      try context.checkMayChange()
      let id = try DraftPage.id(context)
      let fields = try await request.form(PublishFields.self, upTo: Self.maximumBody)
      do {
        let published = try await data.publish(id, fingerprint: fields.fingerprint)
        return Response.redirect(
          to: OfficeLink.report(published.report)
            + "?published=\(published.document.revision)", type: .normal)
      } catch let error as any ExplainedError where error.fault == .request {
        return try await page.page(
          id, DraftView { _ in nil }, .init(problem: Self.sentence(error, context)), request,
          context)
      }
    }
    router.post("drafts/:draft/discard") { request, context in
      try context.checkMayChange()
      try await data.discard(try DraftPage.id(context))
      return Response.redirect(to: "/", type: .normal)
    }
    for path in ["drafts/:draft/publish", "drafts/:draft/discard"] {
      router.get(RouterPath(path)) { _, context in
        Response.redirect(to: OfficeLink.draft(try DraftPage.id(context)), type: .normal)
      }
    }
  }

  private static func sentence(_ error: any ExplainedError, _ context: WebContext) -> String {
    context.language == .zh ? error.messageZh : error.messageEn
  }

  private func correct(
    _ id: Draft.ID, _ request: Request, _ context: WebContext
  ) async throws -> Response {
    let index = try context.parameters.require("figure", as: Int.self)
    let fields = try await request.form(CorrectionFields.self, upTo: Self.maximumBody)
    guard let reading = try await data.reading(of: id) else { throw DraftPage.noDraft }
    guard reading.figures.indices.contains(index) else { throw WebError.incompleteForm }
    var view = DraftView { $0 == "show" ? fields.show : nil }
    view.figure = index
    view.isEditing = true
    var returned = DraftPage.Returned(figure: index, typed: fields)
    if fields.action == "find" {
      return try await page.page(id, view, returned, request, context)
    }
    do {
      let author = fields.author.trimmed
      let change = try Self.change(fields, of: reading.figures[index])
      try Self.checkNote(author, fields.reason.trimmed)
      try await data.correct(
        CorrectionRequest(
          draft: id, figure: index, mention: fields.mention, change: change, author: author,
          reason: fields.reason.trimmed))
      var response = Response.redirect(to: view.path(id, at: index), type: .normal)
      AuthorCookie.remember(author, in: &response)
      return response
    } catch let problem as Problem {
      returned.problem = context.language == .zh ? problem.zh : problem.en
    } catch let error as any ExplainedError where error.fault == .request {
      returned.problem = Self.sentence(error, context)
    }
    return try await page.page(id, view, returned, request, context)
  }

  private static func checkNote(_ author: String, _ reason: String) throws(Problem) {
    switch (author.isEmpty, reason.isEmpty) {
    case (true, true):
      throw Problem(zh: "请写上您的姓名和理由。", en: "Write your name and the reason.")
    case (true, false): throw Problem(zh: "请写上您的姓名。", en: "Write your name.")
    case (false, true): throw Problem(zh: "请写明理由。", en: "Write the reason.")
    case (false, false): break
    }
    guard author.utf8.count <= CorrectionNote.maximumAuthorLength else {
      throw Problem(zh: "姓名最多 30 个汉字。", en: "The name may have 96 bytes at most.")
    }
    guard reason.utf8.count <= CorrectionNote.maximumReasonLength else {
      throw Problem(zh: "理由最多 100 个汉字。", en: "The reason may have 300 bytes at most.")
    }
  }

  /// What is wanted: only what differs from what was read.
  private static func change(
    _ fields: CorrectionFields, of figure: ReadFigure
  ) throws -> CorrectionRequest.Change {
    switch fields.action {
    case "drop": return .drop
    case "restore": return .asRead
    case "state": break
    default: throw WebError.incompleteForm
    }
    let read = figure.read
    let value = fields.value.trimmed
    guard !value.isEmpty else {
      throw Problem(
        zh: "请填写数值；如果这不是统计数字，请用“删除这一条”。",
        en: "Write a value; if this is no figure of the report, drop it.")
    }
    guard value.utf8.count <= WrittenFigure.maximumLength else {
      throw Problem(
        zh: "数值太长：请只写数字和单位，例如 57万余人。",
        en: "The value is too long: write the number and its unit alone, such as 57万余人.")
    }
    let part = fields.part.trimmed
    guard part.utf8.count <= ObservationKey.maximumPartLength else {
      throw Problem(zh: "分项名称最多 30 个汉字。", en: "The part may have 96 bytes at most.")
    }
    guard let period = PeriodChoice.period(year: fields.year, span: fields.span) else {
      throw Problem(
        zh: "年份应是四位数字，例如 2017。", en: "The year must be four digits, such as 2017.")
    }
    let indicator = fields.indicator.nonEmpty.map(IndicatorCode.init(rawValue:))
    guard indicator?.isWellFormed ?? (read.indicator == nil) else {
      throw Problem(zh: "请选择指标。", en: "Choose an indicator.")
    }
    let written = value == figure.mention.filter { !$0.isNewline } ? nil : value
    let change = CorrectionRequest.Change.state(
      written: written, indicator: indicator == read.indicator ? nil : indicator,
      part: part.nonEmpty == read.part ? nil : part.nonEmpty.map { .part($0) } ?? .total,
      period: period == read.period ? nil : period)
    guard change == .state(written: nil, indicator: nil, part: nil, period: nil) else {
      return change
    }
    guard figure.correction != nil else {
      throw Problem(
        zh: "没有改动：请先修改数值、指标、分项或时期，再保存。",
        en: "Nothing was changed: change the value, indicator, part or period first.")
    }
    return .asRead
  }
}
