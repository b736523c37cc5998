internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import NIOCore
internal import Reports

/// What is typed in the form that opens a report.
struct OpenFields {
  var text = ""
  var series = ""
  var year = ""
  var span = ""
  var published = ""

  /// Whether nothing is said beside the text.
  var isPlain: Bool { series.isEmpty && year.isEmpty && span.isEmpty && published.isEmpty }
}

/// Takes a report, as a file or as text, and leads to its draft.
struct OpenForms {
  let data: any OfficeData
  let home: OfficeHomePage

  /// What a form has beside the document: boundaries, headers and short fields.
  private static let maximumOverhead = 64 * 1024

  /// Why a form can't be taken.
  private struct Problem: Error {
    let zh: String
    let en: String
  }

  func addRoutes(to router: Router<WebContext>) {
    router.get("drafts") { _, _ in Response.redirect(to: "/", type: .normal) }
    router.post("drafts") { request, context in
      try context.checkMayChange()
      var fields = OpenFields()
      do {
        let form = try await form(request)
        fields = try Self.fields(form)
        let (bytes, name) = try Self.document(form, fields)
        let draft = try await data.open(bytes, name: name, options: try options(fields))
        return Response.redirect(to: OfficeLink.draft(draft.id), type: .normal)
      } catch let problem as Problem {
        return try await home.page(
          request, context, typed: fields,
          problem: context.language == .zh ? problem.zh : problem.en)
      } catch let error as any ExplainedError where error.fault == .request {
        return try await home.page(
          request, context, typed: fields,
          problem: context.language == .zh ? error.messageZh : error.messageEn)
      }
    }
  }

  private func form(_ request: Request) async throws -> MultipartForm {
    guard let type = request.headers[.contentType],
      let boundary = MultipartForm.boundary(of: type)
    else { throw WebError.incompleteForm }
    let limit = data.maximumDocumentBytes
    let buffer: ByteBuffer
    do {
      buffer = try await request.body.collect(upTo: limit + Self.maximumOverhead)
    } catch is NIOTooManyBytesError {
      throw tooLarge
    }
    let form: MultipartForm
    do {
      form = try MultipartForm(Array(buffer: buffer), boundary: boundary)
    } catch {
      throw WebError.incompleteForm
    }
    guard form.parts.allSatisfy({ $0.content.count <= limit }) else { throw tooLarge }
    return form
  }

  private var tooLarge: Problem {
    let megabytes = data.maximumDocumentBytes / (1024 * 1024)
    return Problem(
      zh: "文件超过 \(megabytes) MB：请去掉图片，或另存为纯文本后再提交。",
      en: "The file is larger than \(megabytes) MB: leave out pictures, or save it as plain text.")
  }

  private static func fields(_ form: MultipartForm) throws -> OpenFields {
    func text(_ name: String) throws -> String {
      guard let part = form[name] else { return "" }
      guard part.fileName == nil, let text = part.text else { throw WebError.incompleteForm }
      return text
    }
    return OpenFields(
      text: try text("text"), series: try text("series").trimmed,
      year: try text("year").trimmed, span: try text("span"),
      published: try text("published").trimmed)
  }

  /// The file, or the text where there is no file.
  private static func document(
    _ form: MultipartForm, _ fields: OpenFields
  ) throws(Problem) -> (bytes: [UInt8], name: String) {
    let text = fields.text.trimmed
    guard let file = form["file"], let name = file.fileName, !name.isEmpty else {
      guard !text.isEmpty else {
        throw Problem(
          zh: "请先选择一个文件，或把报告全文粘贴到文本框里。",
          en: "Choose a file first, or paste the report's whole text.")
      }
      return (Array(fields.text.utf8), DocumentName.pasted(fields.text))
    }
    guard text.isEmpty else {
      throw Problem(
        zh: "文件和粘贴的文字只能提交一样：请清空文本框后重新选择文件，或不选文件直接提交文字。",
        en: "Hand in either a file or a text: empty the text and choose the file again, or hand in"
          + " the text without a file.")
    }
    guard !file.content.isEmpty else {
      throw Problem(zh: "这个文件是空的，请重新选择。", en: "The file is empty; choose another.")
    }
    return (Array(file.content), DocumentName.uploaded(name) ?? "报告")
  }

  private func options(_ fields: OpenFields) throws(Problem) -> DocumentOptions {
    var options = DocumentOptions()
    // The annual report by the name that the pages give it is no series of its own.
    let annual = [Language.zh, .en].map { home.pages.word("seriesAnnual", $0) }
    if let name = fields.series.nonEmpty, !annual.contains(name) {
      guard let series = ReportSeries(rawValue: name) else {
        throw Problem(
          zh: "报告种类请写得短一些（20 个字以内），不要带斜杠。",
          en: "The kind of report must be short, up to 64 bytes, and without slashes.")
      }
      options.series = series
    }
    if !fields.year.isEmpty || !fields.span.isEmpty {
      guard let period = PeriodChoice.period(year: fields.year, span: fields.span) else {
        throw Problem(
          zh: "年份应是四位数字，例如 2017。", en: "The year must be four digits, such as 2017.")
      }
      options.period = period
    }
    if let text = fields.published.nonEmpty {
      guard let day = CalendarDate(text) else {
        throw Problem(
          zh: "发布日期应是日历上的一天，例如 2018-01-15。",
          en: "The date of publication must be a day such as 2018-01-15.")
      }
      options.published = day
    }
    return options
  }
}
