internal import DocumentReading
internal import ReportParsing
internal import Reports

/// Documents of every kind as the parser takes them.
struct ReportDocument {
  private let parser: ReportParser
  private let formParser: FormParser

  /// Reads with the indicators of a catalogue.
  init(catalogue: Catalogue, areas: AreaList) {
    parser = ReportParser(catalogue: catalogue, areas: areas)
    formParser = FormParser(catalogue: catalogue, areas: areas)
  }

  /// What a document of any kind states.
  ///
  /// - Throws: ``DaemonError`` with the code `unreadableDocument`, or `failure` where a tool that
  ///   reads the kind is missing on this machine.
  func parse(
    _ bytes: [UInt8], context: ParsingContext
  ) async throws(DaemonError) -> (parsed: ParsedReport, text: String) {
    let document: Document
    do throws(DocumentError) {
      document = try await Document.read(bytes)
    } catch {
      let isMachine = error.code == .toolMissing || error.code == .toolFailed
      throw DaemonError(
        isMachine ? .failure : .unreadableDocument, zh: error.messageZh, en: error.messageEn)
    }
    switch document {
    case .text(let document):
      let context = ParsingContext(
        defaultArea: context.defaultArea, published: context.published,
        linesAreParagraphs: document.format.linesAreParagraphs, explains: context.explains)
      return (parser.parse(document.text, context: context), document.text)
    case .sheet(let sheet):
      return try parse(sheet, context: context)
    }
  }

  private func parse(
    _ sheet: TemplateSheet, context: ParsingContext
  ) throws(DaemonError) -> (parsed: ParsedReport, text: String) {
    let form = Form(
      heading: sheet.heading.map { $0.joined(separator: " ") }.joined(separator: "\n"),
      rows: sheet.rows.map { row in
        Form.Row(
          number: row.number, code: row.code, name: row.name, unit: row.unit, value: row.value,
          part: row.part)
      })
    do throws(FormError) {
      return try formParser.parse(form, context: context)
    } catch {
      let shown = error.problems.prefix(Self.shownProblems)
      let more = error.problems.count - shown.count
      throw DaemonError(
        .unreadableDocument,
        zh: shown.map { "第 \($0.row) 行：\($0.zh)" }.joined(separator: "\n")
          + (more > 0 ? "\n另有 \(more) 行。" : ""),
        en: shown.map { "row \($0.row): \($0.en)" }.joined(separator: "\n")
          + (more > 0 ? "\nand \(more) rows more" : ""))
    }
  }

  /// How many rows of a form an error names; more would fill the screen.
  private static let shownProblems = 20
}
