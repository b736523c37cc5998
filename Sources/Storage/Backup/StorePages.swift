internal import GRDB
internal import Synchronization

/// Copies stores page by page.
enum StorePages {
  /// Pages of one step, 16 MiB: it is looked after each whether somebody wishes to end it.
  private static let pagesPerStep: Int32 = 4_096

  /// Copies one state of a store into another file, while its daemon may write.
  ///
  /// - Throws: What SQLite says, and `CancellationError` where the task was cancelled.
  static func copy(
    _ source: DatabaseQueue, to target: DatabaseQueue,
    progress: @escaping @Sendable (BackupProgress) -> Void
  ) async throws {
    let cancellation = Cancellation()
    try await withTaskCancellationHandler {
      try await copy(source, to: target, unless: cancellation, progress: progress)
    } onCancel: {
      cancellation.note()
    }
  }

  @concurrent
  private static func copy(
    _ source: DatabaseQueue, to target: DatabaseQueue, unless cancellation: Cancellation,
    progress: @escaping @Sendable (BackupProgress) -> Void
  ) async throws {
    try copyWaiting(source, to: target, unless: cancellation, progress: progress)
  }

  private static func copyWaiting(
    _ source: DatabaseQueue, to target: DatabaseQueue, unless cancellation: Cancellation,
    progress: @escaping @Sendable (BackupProgress) -> Void
  ) throws {
    try source.read { source in
      // The state is that of the first reading; without one each step would see another, and begin
      // anew.
      _ = try Int.fetchOne(source, sql: "SELECT count(*) FROM sqlite_schema")
      try target.writeWithoutTransaction { target in
        try source.backup(to: target, pagesPerStep: pagesPerStep) { step in
          progress(
            BackupProgress(
              donePages: step.completedPageCount, totalPages: step.totalPageCount))
          try cancellation.check()
        }
      }
    }
    try cancellation.check()
  }
}

/// Whether the work is to end, for work on threads of SQLite's own.
private final class Cancellation: Sendable {
  private let isNoted = Atomic<Bool>(false)

  func note() {
    isNoted.store(true, ordering: .relaxed)
  }

  func check() throws {
    if isNoted.load(ordering: .relaxed) { throw CancellationError() }
  }
}
