/// Many inputs for one target, on all cores.
public struct FuzzRun: Sendable {
  /// What makes and tries the inputs.
  public let fuzzer: Fuzzer
  /// The inputs to try.
  public let indices: Range<UInt64>

  /// How many inputs one task tries before it says so.
  private static let inputsPerChunk: UInt64 = 1_000
  /// How many failures are kept; the first tell most.
  public static let maximumFailures = 20

  /// Makes a run.
  public init(fuzzer: Fuzzer, indices: Range<UInt64>) {
    self.fuzzer = fuzzer
    self.indices = indices
  }

  /// An input on which a promise was broken.
  public struct Failure: Hashable, Sendable {
    /// Its index.
    public let index: UInt64
    /// What was broken.
    public let reason: FuzzFailure
  }

  /// What came of a run.
  public struct Summary: Hashable, Sendable {
    /// How many inputs were tried.
    public fileprivate(set) var inputs: UInt64 = 0
    /// What came of them.
    public fileprivate(set) var counts = FuzzCounts()
    /// The failures with the smallest indices, at most ``FuzzRun/maximumFailures``.
    public fileprivate(set) var failures: [Failure] = []

    fileprivate mutating func add(_ other: Summary) {
      inputs += other.inputs
      counts += other.counts
      failures = Array(
        (failures + other.failures).sorted { $0.index < $1.index }.prefix(FuzzRun.maximumFailures))
    }
  }

  /// Tries all inputs, or as many as are tried when the task is cancelled.
  ///
  /// - Parameters:
  ///   - parallelism: How many tasks there are at a time, a few more than cores.
  ///   - willTry: Takes the index of each input before it is tried, on the thread that tries it, so
  ///     that a trap can be told by it.
  ///   - report: Takes what has come of the inputs so far, now and then.
  /// - Returns: What came of all of them.
  public func run(
    parallelism: Int = 4,
    willTry: @escaping @Sendable (UInt64) -> Void = { _ in },
    report: (Summary) -> Void = { _ in }
  ) async -> Summary {
    var summary = Summary()
    await withTaskGroup(of: Summary.self) { group in
      var next = indices.lowerBound
      func handOut() {
        guard next < indices.upperBound, !Task.isCancelled else { return }
        let end = min(next + Self.inputsPerChunk, indices.upperBound)
        let chunk = next..<end
        next = end
        group.addTask { await play(chunk, willTry) }
      }
      for _ in 0..<parallelism { handOut() }
      while let chunk = await group.next() {
        summary.add(chunk)
        report(summary)
        handOut()
      }
    }
    return summary
  }

  @concurrent
  private func play(
    _ chunk: Range<UInt64>, _ willTry: @Sendable (UInt64) -> Void
  ) async -> Summary {
    var summary = Summary()
    for index in chunk where !Task.isCancelled {
      willTry(index)
      summary.inputs += 1
      do throws(FuzzFailure) {
        summary.counts += try fuzzer.play(index)
      } catch {
        summary.failures.append(Failure(index: index, reason: error))
      }
    }
    return summary
  }
}
