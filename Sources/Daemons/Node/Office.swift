internal import Crypto
internal import DocumentReading
internal import ReportParsing
internal import Reports
internal import Storage
internal import SyncProtocol
internal import Web

/// What an office's pages show and do, on the node's journal.
///
/// Drafts and corrections are the journal's; a draft's document lies in a folder beside it until it
/// is published or discarded.
actor Office: OfficeData {
  nonisolated let area: AreaCode
  nonisolated let areas: AreaList
  private let journal: NodeJournal
  private let intake: ReportIntake
  private let folder: DraftFolder
  private let clock: Clock
  private let node: Node
  /// The document that was read last: a page is often asked for again.
  private var last: (draft: Draft.ID, document: ReadDocument)?

  /// Makes an office on a journal; `folder` is where the documents of drafts lie, `node` the rest
  /// of the daemon.
  init(
    journal: NodeJournal, intake: ReportIntake, folder: DraftFolder, areas: AreaList, clock: Clock,
    node: Node
  ) {
    area = journal.area
    self.journal = journal
    self.intake = intake
    self.folder = folder
    self.areas = areas
    self.clock = clock
    self.node = node
  }

  /// What the pages need of the rest of the daemon.
  struct Node: Sendable {
    /// Sends what was committed.
    let announce: @Sendable (ReportIntake.Outcome) async -> Void
    /// How the conversations with the aggregators stand.
    let peers: @Sendable () async -> [NodeStatus.Peer]
    /// The last file that was put aside, and why.
    let lastRejected: @Sendable () async -> String?
  }

  nonisolated var maximumDocumentBytes: Int { DocumentText.maximumBytes }

  var indicators: IndicatorList {
    get async { await intake.indicators }
  }

  // MARK: What stands

  func reports() throws(DaemonError) -> [PublishedReport] {
    try ask { () throws(StorageError) in try journal.reports() }
  }

  func drafts() throws(DaemonError) -> [Draft] {
    try ask { () throws(StorageError) in try journal.drafts() }
  }

  func deliveries() async -> [Delivery] {
    await node.peers().map { peer in
      Delivery(
        endpoint: peer.endpoint, state: peer.state, acknowledged: peer.acknowledged, lag: peer.lag,
        lastError: peer.lastError)
    }
  }

  func lastRejected() async -> String? { await node.lastRejected() }

  func corrections(of report: ReportID) throws(DaemonError) -> [Correction] {
    try ask { () throws(StorageError) in try journal.corrections(of: report).reversed() }
  }

  // MARK: Drafts

  func open(
    _ bytes: [UInt8], name: String, options: DocumentOptions
  ) async throws(DaemonError) -> Draft {
    var options = options
    // 去年 means the same tomorrow.
    options.published = options.published ?? clock.today
    let document = try await intake.read(bytes, name: name, options: options)
    guard !document.parsed.quantities.isEmpty else {
      throw DaemonError(
        .unreadableDocument, zh: "没有读到任何数字：请检查是否选错了文件，或正文是否完整。",
        en: "No figures were found: check that it is the right file and that it is whole.")
    }
    try expire()
    guard try drafts().count < NodeJournal.maximumDrafts else {
      throw DaemonError(
        .usage, zh: "待核对的文件已有 \(NodeJournal.maximumDrafts) 份，请先发布或放弃一些。",
        en: "\(NodeJournal.maximumDrafts) documents wait already; publish or discard some first.")
    }
    try folder.keep(bytes, sha256: document.sha256)
    let draft = try ask { () throws(StorageError) in
      try journal.openDraft(
        documentName: document.name, sha256: document.sha256, options: options,
        wallClockMs: clock.wallMs())
    }
    last = (draft.id, document)
    return draft
  }

  func reopen(_ report: ReportID) async throws(DaemonError) -> Draft {
    guard let published = try reports().first(where: { $0.report == report }) else {
      throw DaemonError(.usage, zh: "没有这份报告。", en: "There is no such report.")
    }
    let bytes: [UInt8]
    do throws(DaemonError) {
      bytes = try await intake.archived(published.document)
    } catch {
      throw DaemonError(
        .missingInput, zh: "归档中找不到“\(published.document.name)”，请重新上传这份报告。",
        en: "'\(published.document.name)' is gone from the archive; upload the report again.")
    }
    return try await open(
      bytes, name: published.document.name,
      options: DocumentOptions(
        series: report.series, period: report.period, published: published.readAsOf))
  }

  func reading(of draft: Draft.ID) async throws(DaemonError) -> DraftReading? {
    guard let draft = try drafts().first(where: { $0.id == draft }) else { return nil }
    let document = try await document(of: draft)
    let checked = document.checked(with: try decisions(on: document.report))
    let published = try reports().first { $0.report == document.report }
    let diff = try difference(to: checked)
    return DraftReading(
      draft: draft, report: document.report, publishedRevision: published?.document.revision,
      text: document.text, figures: checked.figures, diff: diff,
      warnings: checked.warnings + ReportIntake.warnings(about: diff),
      lostCorrections: checked.lostCorrections, fingerprint: fingerprint(of: checked, diff))
  }

  func discard(_ draft: Draft.ID) throws(DaemonError) {
    guard let draft = try drafts().first(where: { $0.id == draft }) else { return }
    try end(draft)
  }

  // MARK: Decisions

  func correct(_ request: CorrectionRequest) async throws(DaemonError) {
    let draft = try draft(request.draft)
    let document = try await document(of: draft)
    let decisions = try decisions(on: document.report)
    guard decisions.count < Correction.maximumPerReport else {
      throw DaemonError(
        .usage, zh: "这份报告的更正已达 \(Correction.maximumPerReport) 次，请直接修改原文后重新提交。",
        en: "This report has had \(Correction.maximumPerReport) corrections; change the document"
          + " itself and submit it again.")
    }
    let correction = try request.correction(
      of: document, after: decisions, atMs: clock.wallMs())
    _ = try ask { () throws(StorageError) in try journal.append(correction) }
  }

  func publish(
    _ id: Draft.ID, fingerprint: String
  ) async throws(DaemonError) -> PublishedReport {
    let draft = try draft(id)
    let document = try await document(of: draft)
    let bytes = try folder.bytes(of: draft)
    let checked = document.checked(with: try decisions(on: document.report))
    guard try self.fingerprint(of: checked, difference(to: checked)) == fingerprint else {
      throw DaemonError(
        .usage, zh: "您查看之后内容有了变化，请再核对一遍后发布。",
        en: "Something has changed since you looked; check again, then publish.")
    }
    let outcome = try await intake.commit(document, bytes)
    await node.announce(outcome)
    try end(draft)
    guard let published = try reports().first(where: { $0.report == document.report }) else {
      throw DaemonError(
        .unreadableDocument, zh: "所有数字都已删除，没有可发布的内容；草稿已关闭。",
        en: "All figures were dropped and nothing was published before: there is nothing to send,"
          + " and the draft was closed.")
    }
    return published
  }

  // MARK: -

  /// How long a draft waits: a month's reports are published within the month.
  private static let draftDays: Int64 = 30
  private static let dayMs: Int64 = 86_400_000

  private func expire() throws(DaemonError) {
    let oldestMs = clock.wallMs() - Self.draftDays * Self.dayMs
    for draft in try drafts() where draft.openedAtMs < oldestMs { try end(draft) }
  }

  private func end(_ draft: Draft) throws(DaemonError) {
    let isLast = try ask { () throws(StorageError) in try journal.endDraft(draft.id) }
    if isLast { folder.remove(sha256: draft.sha256) }
    if last?.draft == draft.id { last = nil }
  }

  private func draft(_ id: Draft.ID) throws(DaemonError) -> Draft {
    guard let draft = try drafts().first(where: { $0.id == id }) else {
      throw DaemonError(
        .usage, zh: "这份草稿已发布或已放弃。", en: "This draft was published or discarded.")
    }
    return draft
  }

  private func document(of draft: Draft) async throws(DaemonError) -> ReadDocument {
    let version = await intake.catalogueVersion
    if let last, last.draft == draft.id, last.document.catalogue.version == version {
      return last.document
    }
    let document = try await intake.read(
      try folder.bytes(of: draft), name: draft.documentName, options: draft.options)
    last = (draft.id, document)
    return document
  }

  private func decisions(on report: ReportID) throws(DaemonError) -> [Correction] {
    try ask { () throws(StorageError) in try journal.corrections(of: report) }
  }

  private func difference(to checked: CheckedDocument) throws(DaemonError) -> ReportDiff {
    let report = checked.reading.report
    let before = try ask { () throws(StorageError) in try journal.observations(of: report) }
    return ReportDiff(from: before, to: checked.observations)
  }

  /// Another wherever what is sent would be another.
  private func fingerprint(of checked: CheckedDocument, _ diff: ReportDiff) -> String {
    SHA256.hash(data: checked.reading.delta(of: diff, revision: 0).encoded).hexadecimal
  }

  private func ask<Answer>(
    _ question: () throws(StorageError) -> Answer
  ) throws(DaemonError) -> Answer {
    do throws(StorageError) {
      return try question()
    } catch {
      throw DaemonError(journal: error)
    }
  }
}
