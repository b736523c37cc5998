internal import Storage

/// Gives room that a daemon's store no longer needs back to the file system, step by step while it
/// runs: a whole `VACUUM` would hold up whoever writes.
struct StoreRoom: Sendable {
  /// Gives back one step of at most 1 MiB, and says whether there is more.
  typealias Step = @Sendable () throws(StorageError) -> Bool

  /// The most steps at a time; what is left waits for an hour.
  static let maximumSteps = 64
  /// How often it is looked whether there is room to give back.
  static let every = Duration.seconds(3_600)

  private let step: Step

  /// Makes it of a store's step.
  init(_ step: @escaping Step) {
    self.step = step
  }

  /// Gives back what there is, as far as the steps go.
  func giveBack() async throws(StorageError) {
    for _ in 0..<Self.maximumSteps {
      guard try step() else { return }
      await Task.yield()
    }
  }
}
