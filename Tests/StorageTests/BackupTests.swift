import Foundation
import Reports
import SyncProtocol
import Synchronization
import Testing

@testable import Storage

@Suite("Backups of stores")
struct BackupTests: JournalTests, CityTests {
  private struct Scene {
    let journal: NodeJournal
    let store: String
    let backup: String
    let target: String
  }

  /// A journal of six entries.
  private func with(_ body: (Scene) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "unionsync-tests-\(UUID().uuidString)", directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = folder.appending(path: "journal.sqlite").path
    let journal = try open(store)
    try fill(journal)
    try await body(
      Scene(
        journal: journal, store: store, backup: folder.appending(path: "backup").path,
        target: folder.appending(path: "target.sqlite").path))
  }

  private func begin(_ scene: Scene) async throws -> StoreBackup {
    try await StoreBackup(
      of: .node, store: scene.store, to: scene.backup, takenAtMs: 17, software: "unionsync/test"
    ) { _ in }
  }

  private func code(_ body: () async throws -> Void) async -> StorageError.Code? {
    await #expect(throws: StorageError.self) { try await body() }?.code
  }

  @Test("A backup is the store as it was, whole, while its owner writes on")
  func consistent() async throws {
    try await with { scene in
      let before = try scene.journal.fold().allRows
      let head = try scene.journal.head()
      let backup = try await begin(scene)
      _ = try scene.journal.commit(reading([observation("z", 9)]), wallClockMs: 0)
      let summary = try await backup.finish()
      #expect(
        summary
          == BackupSummary(
            subject: .node, takenAtMs: 17, software: "unionsync/test",
            schema: NodeJournal.schemaVersions.count, fileCount: 0, decisionCount: 0))
      try await StoredBackup(path: scene.backup).restore(
        .node, area: zhenlai, to: scene.target
      ) { _ in }
      let restored = try open(scene.target)
      #expect(try restored.fold().allRows == before)
      #expect(try restored.head() == head)
      #expect(try scene.journal.head().sequence == head.sequence + 1)
      // The journal goes on as if nothing had been.
      let entry = try restored.commit(reading([observation("y", 1)]), wallClockMs: 0).entry
      #expect(try #require(entry).follows(head))
    }
  }

  @Test("Corrections of people are part of a node's backup, and counted")
  func corrections() async throws {
    try await with { scene in
      let note = try #require(CorrectionNote(author: "统计员", correctedAtMs: 7, reason: "笔误"))
      let correction = Correction(
        report: report(), anchor: FigureAnchor(sentence: "救助300户", mention: "300户"),
        change: .drop, note: note)
      try scene.journal.append(correction)
      #expect(try await begin(scene).finish().decisionCount == 1)
      try scene.journal.append(correction)
      #expect(try StoredBackup.decisionCount(ofStore: scene.store) == 2)
      try await StoredBackup(path: scene.backup).restore(
        .node, area: zhenlai, to: scene.target
      ) { _ in }
      #expect(try open(scene.target).corrections(of: report()) == [correction])
    }
  }

  @Test("Files come back as they were, and the restored store has no trace of them")
  func files() async throws {
    try await with { scene in
      let backup = try await begin(scene)
      let long = BackupFile(
        name: "archive/长.docx", bytes: (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 / 7) })
      let empty = BackupFile(name: "settings/empty", bytes: [])
      for file in [long, empty] { try backup.add(file) }
      let tooLong = BackupFile(
        name: "a", bytes: [UInt8](repeating: 0, count: BackupFile.maximumBytes + 1))
      #expect(await code { try backup.add(tooLong) } == .tooLarge)
      #expect(try await backup.finish().fileCount == 2)
      let stored = StoredBackup(path: scene.backup)
      #expect(try stored.fileNames() == [long.name, empty.name])
      #expect(try stored.file(long.name) == long)
      #expect(try stored.file(empty.name) == empty)
      #expect(try stored.file("archive/other") == nil)
      try await stored.restore(.node, area: zhenlai, to: scene.target) { _ in }
      let size = try #require(
        FileManager.default.attributesOfItem(atPath: scene.target)[.size] as? Int)
      #expect(size < 200_000)
    }
  }

  @Test("A page or a file that is damaged is found, wherever it is", arguments: [1, 2, 5, 9])
  func damaged(quarter: Int) async throws {
    try await with { scene in
      let backup = try await begin(scene)
      try backup.add(
        BackupFile(name: "archive/a", bytes: [UInt8](repeating: 0xAB, count: 100_000)))
      _ = try await backup.finish()
      let size = try #require(
        FileManager.default.attributesOfItem(atPath: scene.backup)[.size] as? Int)
      for offset in stride(from: size * quarter / 10, to: size * quarter / 10 + 8_192, by: 4) {
        try overwrite(scene.backup, at: offset, with: 0x5A5A_5A5A)
      }
      let stored = StoredBackup(path: scene.backup)
      #expect(
        await code {
          try await stored.restore(.node, area: zhenlai, to: scene.target) { _ in }
        } == .damaged)
    }
  }

  @Test("What is no backup, another's, or a newer program's is refused, with what to do")
  func foreign() async throws {
    try await with { scene in
      _ = try await begin(scene).finish()
      let stored = StoredBackup(path: scene.backup)
      #expect(await code { _ = try stored.summary(.aggregator) } == .foreignFile)
      #expect(
        await code { _ = try StoredBackup(path: scene.store).summary(.node) } == .foreignFile)
      #expect(
        await code {
          try await stored.restore(.node, area: taobei, to: scene.target) { _ in }
        } == .foreignFile)
      try overwrite(scene.backup, at: SQLiteHeader.userVersion, with: 99)
      #expect(await code { _ = try stored.summary(.node) } == .newerSchema)
    }
  }

  @Test("A backup whose task is cancelled ends early")
  func cancelled() async throws {
    try await with { scene in
      let store = scene.store
      let backup = scene.backup
      let task = Task {
        try await StoreBackup(
          of: .node, store: store, to: backup, takenAtMs: 0, software: ""
        ) { _ in withUnsafeCurrentTask { $0?.cancel() } }
      }
      #expect(await code { _ = try await task.value } == .cancelled)
    }
  }

  @Test("A city's backup brings entries, cursors and decisions back under the city's own name")
  func city() async throws {
    try await withStore { store, path in
      _ = try store.append(try chain(zhenlai, count: 5), wallClockMs: 0)
      let dataset = try store.fold().dataset
      let figure = try #require(dataset.allRows.first)
      let review = try dataset.review(
        ReviewRequest(
          report: figure.report, key: figure.observation.key, decision: .confirm, person: "李",
          reason: "核对原件"), atMs: 7)
      _ = try store.append(review)
      let pages = Mutex<[BackupProgress]>([])
      let backup = try await StoreBackup(
        of: .aggregator, store: path, to: path + ".backup", takenAtMs: 0, software: ""
      ) { progress in pages.withLock { $0.append(progress) } }
      #expect(try await backup.finish().decisionCount == 1)
      let last = try #require(pages.withLock { $0.last })
      #expect(last.donePages == last.totalPages && last.totalPages > 0)
      let target = path + ".restored"
      try await StoredBackup(path: path + ".backup").restore(
        .aggregator, area: nil, to: target
      ) { _ in }
      let restored = try CityStore(path: target, newIncarnation: logID(3))
      #expect(restored.incarnation == store.incarnation)
      #expect(try restored.cursors() == store.cursors())
      #expect(try restored.fold().dataset.digest == store.fold().dataset.digest)
      #expect(try StoredBackup.decisionCount(ofStore: target) == 1)
    }
  }
}
