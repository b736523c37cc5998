internal import Crypto
internal import DocumentReading
internal import Logging
internal import ReportParsing
internal import Reports
internal import Storage
internal import SyncProtocol

/// Turns documents into journal entries: text → observations → difference → one commit.
actor ReportIntake {
  private let journal: NodeJournal
  private var documents: ReportDocument
  private var catalogue: Catalogue
  private let areas: AreaList
  private let archiveFolder: String
  private let clock: Clock

  /// Makes an intake for one area's journal.
  init(
    journal: NodeJournal, catalogue: Catalogue, areas: AreaList, archiveFolder: String, clock: Clock
  ) {
    self.journal = journal
    self.catalogue = catalogue
    self.areas = areas
    self.archiveFolder = archiveFolder
    self.clock = clock
    documents = ReportDocument(catalogue: catalogue, areas: areas)
  }

  /// Reads the next documents with another catalogue.
  func use(_ catalogue: Catalogue) {
    self.catalogue = catalogue
    documents = ReportDocument(catalogue: catalogue, areas: areas)
  }

  /// What an accepted document came to.
  struct Outcome: Sendable {
    /// The answer to who pushed it.
    let receipt: PushReceipt
    /// The new entry, to be published; nil where nothing changed.
    let entry: JournalEntry?
  }

  /// The indicators that documents are read with.
  var indicators: IndicatorList { catalogue.indicators }
  /// The version of their catalogue.
  var catalogueVersion: String { catalogue.version }

  /// Takes one document: reads it, applies what people have decided about its words, and commits.
  ///
  /// - Throws: ``DaemonError``; its code is `unreadableDocument` where the document is at fault.
  func take(
    _ bytes: [UInt8], name: String, options: DocumentOptions
  ) async throws(DaemonError) -> Outcome {
    try commit(try await read(bytes, name: name, options: options), bytes)
  }

  /// Reads one document; nothing is kept of it.
  ///
  /// - Throws: As ``take(_:name:options:)``.
  func read(
    _ bytes: [UInt8], name: String, options: DocumentOptions
  ) async throws(DaemonError) -> ReadDocument {
    // Another one may be put in its place meanwhile.
    let catalogue = catalogue
    let readAsOf = options.published ?? clock.today
    let (parsed, text) = try await documents.parse(
      bytes, context: ParsingContext(defaultArea: journal.area, published: readAsOf))
    return ReadDocument(
      name: Self.shortened(name), sha256: SHA256.hash(data: bytes).hexadecimal,
      report: ReportID(
        area: journal.area, period: options.period ?? parsed.period, series: options.series),
      readAsOf: readAsOf, text: text, parsed: parsed, catalogue: catalogue)
  }

  /// Makes a document its report's next revision.
  ///
  /// The document is in the archive before its figures are in the journal, so that evidence always
  /// has its document.
  ///
  /// - Throws: As ``take(_:name:options:)``.
  func commit(_ document: ReadDocument, _ bytes: [UInt8]) throws(DaemonError) -> Outcome {
    guard document.statesAnything else { throw nothingFound(in: document.parsed) }
    let checked: CheckedDocument
    let commit: NodeJournal.Commit
    do throws(StorageError) {
      checked = document.checked(with: try journal.corrections(of: document.report))
    } catch {
      throw DaemonError(journal: error)
    }
    try archive(bytes, name: document.name, sha256: document.sha256)
    do throws(StorageError) {
      commit = try journal.commit(checked.reading, wallClockMs: clock.wallMs())
    } catch {
      throw DaemonError(journal: error)
    }
    let quantities = document.parsed.quantities
    return Outcome(
      receipt: PushReceipt(
        report: document.report, revision: commit.revision,
        sequence: commit.entry?.header.sequence, quantityCount: quantities.count,
        uncodedCount: quantities.count { $0.indicator == nil },
        observations: checked.observations, added: commit.diff.added,
        corrected: commit.diff.corrected, withdrawn: commit.diff.withdrawn,
        unchangedCount: commit.diff.unchangedCount,
        warnings: checked.warnings + Self.warnings(about: commit.diff)),
      entry: commit.entry)
  }

  private func nothingFound(in parsed: ParsedReport) -> DaemonError {
    let own = areas.name(of: journal.area)
    let others = parsed.areas.filter { $0 != journal.area }.map { areas.name(of: $0) }
    guard others.isEmpty || parsed.areas.contains(journal.area) else {
      let names = others.joined(separator: "、")
      return DaemonError(
        .unreadableDocument, zh: "这份报告写的是\(names)，而本节点属于\(own)：请交给相应单位提交。",
        en: "The report is of \(names), and this node is \(own)'s: give it to the office it is of.")
    }
    return DaemonError(
      .unreadableDocument, zh: "没有读到\(own)的任何统计数字：请检查是否选错了文件，或正文是否完整。",
      en: "No figures of \(own) were found: check that it is the right file and that it is whole.")
  }

  /// How much of its hash an archived document's name begins with.
  static let hashPrefix = 16

  /// Where a document is kept that was committed.
  private func archivePath(name: String, sha256: String) -> String {
    "\(archiveFolder)/\(sha256.prefix(Self.hashPrefix))-\(name)"
  }

  /// The bytes of a document that was committed.
  ///
  /// - Throws: ``DaemonError`` where it is gone from the archive.
  func archived(_ document: DocumentReference) throws(DaemonError) -> [UInt8] {
    try FileSystem.read(
      archivePath(name: document.name, sha256: document.sha256), atMost: DocumentText.maximumBytes)
  }

  /// Keeps the document under its hash; one that is there already is the same.
  private func archive(_ bytes: [UInt8], name: String, sha256: String) throws(DaemonError) {
    let path = archivePath(name: name, sha256: sha256)
    guard !FileSystem.exists(path) else { return }
    try FileSystem.write(bytes, to: path, mode: 0o640)
  }

  /// A file's name without folders, short enough for the archive's prefix and every file system.
  private static func shortened(_ name: String) -> String {
    let last = FileSystem.name(of: name)
    let limit = DocumentReference.maximumNameLength - 32
    guard last.utf8.count > limit else { return last }
    var kept = last[...]
    while kept.utf8.count > limit { kept = kept.dropFirst() }
    return String(kept)
  }

  static func warnings(about diff: ReportDiff) -> [ReviewWarning] {
    let before = diff.withdrawn.count + diff.corrected.count + diff.unchangedCount
    guard diff.withdrawn.count * 2 > before else { return [] }
    return [
      ReviewWarning(
        kind: .manyWithdrawn,
        messageZh: "上一版的 \(before) 个数字中有 \(diff.withdrawn.count) 个在这一版里没有了；"
          + "如果这是另一份报告，请用 --series 另起名称提交。",
        messageEn: "\(diff.withdrawn.count) of the last revision's \(before) figures are gone; if "
          + "this is another report, push it under a name of its own with --series.",
        places: diff.withdrawn.prefix(3).map(\.evidence))
    ]
  }
}

extension DaemonError {
  /// Why a node's journal does not take or tell something.
  init(journal error: StorageError) {
    self.init(
      error.code == .tooLarge ? .unreadableDocument : .inputOutput,
      zh: error.code == .tooLarge ? "报告中的数字太多，请分成几份提交。" : "无法读写日志库：\(error)",
      en: error.message)
  }
}
