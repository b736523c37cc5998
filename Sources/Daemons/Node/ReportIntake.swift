internal import Crypto
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

  /// Takes one document.
  ///
  /// The document is in the archive before its figures are in the journal, so that evidence always
  /// has its document.
  ///
  /// - Throws: ``DaemonError``; its code is `unreadableDocument` where the document is at fault.
  func take(
    _ bytes: [UInt8], name: String, options: PushOptions
  ) async throws(DaemonError) -> Outcome {
    // Another one may be put in its place meanwhile.
    let catalogue = catalogue
    let parsed = try await parse(bytes, options: options)
    let (observations, warnings) = parsed.observations(for: journal.area, catalogue: catalogue)
    guard !observations.isEmpty else { throw nothingFound(in: parsed) }
    let report = ReportID(
      area: journal.area, period: options.period ?? parsed.period, series: options.series)
    let sha256 = SHA256.hash(data: bytes).hexadecimal
    let documentName = Self.shortened(name)
    try archive(bytes, name: documentName, sha256: sha256)
    let commit: NodeJournal.Commit
    do throws(StorageError) {
      commit = try journal.commit(
        NodeJournal.Reading(
          report: report, documentName: documentName, sha256: sha256,
          catalogueVersion: catalogue.version, observations: observations),
        wallClockMs: clock.wallMs())
    } catch {
      throw Self.translated(error)
    }
    let uncoded = parsed.quantities.count { $0.indicator == nil }
    return Outcome(
      receipt: PushReceipt(
        report: report, revision: commit.revision, sequence: commit.entry?.header.sequence,
        quantityCount: parsed.quantities.count, uncodedCount: uncoded, observations: observations,
        added: commit.diff.added, corrected: commit.diff.corrected,
        withdrawn: commit.diff.withdrawn, unchangedCount: commit.diff.unchangedCount,
        warnings: warnings + Self.warnings(about: commit.diff)),
      entry: commit.entry)
  }

  private func parse(
    _ bytes: [UInt8], options: PushOptions
  ) async throws(DaemonError) -> ParsedReport {
    var published = clock.today
    if let day = options.published {
      guard let date = CalendarDate(day) else {
        throw DaemonError(
          .usage, zh: "发布日期“\(day)”应写作 YYYY-MM-DD。",
          en: "The date of publication '\(day)' must be YYYY-MM-DD.")
      }
      published = date
    }
    return try await documents.parse(
      bytes, context: ParsingContext(defaultArea: journal.area, published: published)
    ).parsed
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

  /// Keeps the document under its hash; one that is there already is the same.
  private func archive(_ bytes: [UInt8], name: String, sha256: String) throws(DaemonError) {
    let path = "\(archiveFolder)/\(sha256.prefix(16))-\(name)"
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

  private static func warnings(about diff: ReportDiff) -> [ReviewWarning] {
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

  private static func translated(_ error: StorageError) -> DaemonError {
    let exitCode: DaemonError.ExitCode =
      error.code == .tooLarge ? .unreadableDocument : .inputOutput
    return DaemonError(
      exitCode, zh: error.code == .tooLarge ? "报告中的数字太多，请分成几份提交。" : "无法写入日志库：\(error)",
      en: error.message)
  }
}
