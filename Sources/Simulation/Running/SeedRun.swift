/// Many seeds, on all cores. Each plays by itself, so that the outcome does not depend on how many
/// cores there are.
public struct SeedRun: Sendable {
  /// The seeds to play.
  public let seeds: ClosedRange<UInt64>
  /// The scenario of all of them; nil where the scenarios take turns.
  public let scenario: Scenario?
  /// A mistake to be found; nil for none.
  public let defect: Defect?

  /// How many seeds one task plays before it says so: enough that saying so costs nothing.
  private static let seedsPerChunk: UInt64 = 16
  /// How many failures are kept; the first tell most.
  public static let maximumFailures = 100

  /// Makes a run.
  public init(seeds: ClosedRange<UInt64>, scenario: Scenario? = nil, defect: Defect? = nil) {
    self.seeds = seeds
    self.scenario = scenario
    self.defect = defect
  }

  /// A seed whose world broke a promise.
  public struct Failure: Hashable, Sendable {
    /// The seed.
    public let seed: UInt64
    /// Its scenario.
    public let scenario: Scenario
    /// What was broken.
    public let violation: Violation
  }

  /// What came of the seeds of one scenario.
  public struct Line: Hashable, Sendable {
    /// The scenario.
    public let scenario: Scenario
    /// How many seeds were played.
    public internal(set) var seeds = 0
    /// How many broke a promise.
    public internal(set) var failures = 0
    /// What happened in all of them.
    public internal(set) var counts = Outcome.Counts()
    /// The longest that everything took to arrive after the end of the faults, in milliseconds.
    public internal(set) var slowestMs: Int64 = 0
  }

  /// What came of a run.
  public struct Summary: Hashable, Sendable {
    /// By scenario, in their order; only those that were played.
    public fileprivate(set) var lines: [Line] = []
    /// The failures with the smallest seeds, at most ``SeedRun/maximumFailures``.
    public fileprivate(set) var failures: [Failure] = []
    /// How many seeds were played.
    public var seedCount: Int { lines.reduce(0) { $0 + $1.seeds } }
    /// How many broke a promise.
    public var failureCount: Int { lines.reduce(0) { $0 + $1.failures } }
  }

  /// Plays all seeds, or as many as are played when the task is cancelled.
  ///
  /// - Parameters:
  ///   - parallelism: How many tasks there are at a time. With many more than cores, what they
  ///     have done is told late, since who tells waits for its turn behind them.
  ///   - report: Takes how many seeds are done and how many of them failed, now and then.
  /// - Returns: What came of them.
  public func run(
    parallelism: Int = 4, report: (Int, Int) -> Void = { _, _ in }
  ) async -> Summary {
    var summary = Summary()
    await withTaskGroup(of: Summary.self) { group in
      var next: UInt64? = seeds.lowerBound
      func handOut() {
        guard let first = next, !Task.isCancelled else { return }
        let last = min(first + (Self.seedsPerChunk - 1), seeds.upperBound)
        next = last < seeds.upperBound ? last + 1 : nil
        group.addTask { await play(first...last) }
      }
      for _ in 0..<parallelism { handOut() }
      while let chunk = await group.next() {
        summary.add(chunk)
        report(summary.seedCount, summary.failureCount)
        handOut()
      }
    }
    summary.finish()
    return summary
  }

  @concurrent
  private func play(_ chunk: ClosedRange<UInt64>) async -> Summary {
    var summary = Summary()
    for seed in chunk where !Task.isCancelled {
      let scenario = scenario ?? Simulator.scenario(of: seed)
      summary.add(
        Simulator.run(seed: seed, scenario: scenario, defect: defect), of: seed, scenario)
    }
    return summary
  }
}

extension SeedRun.Summary {
  fileprivate mutating func add(_ outcome: Outcome, of seed: UInt64, _ scenario: Scenario) {
    var line = SeedRun.Line(scenario: scenario)
    line.seeds = 1
    line.counts = outcome.counts
    line.slowestMs = outcome.convergedAfterMs ?? 0
    if let violation = outcome.violation {
      line.failures = 1
      failures.append(SeedRun.Failure(seed: seed, scenario: scenario, violation: violation))
    }
    add(line)
  }

  private mutating func add(_ line: SeedRun.Line) {
    guard let index = lines.firstIndex(where: { $0.scenario == line.scenario }) else {
      return lines.append(line)
    }
    lines[index].seeds += line.seeds
    lines[index].failures += line.failures
    lines[index].counts += line.counts
    lines[index].slowestMs = max(lines[index].slowestMs, line.slowestMs)
  }

  fileprivate mutating func add(_ other: SeedRun.Summary) {
    for line in other.lines { add(line) }
    failures += other.failures
    // Chunks end in any order; the smallest seeds are kept.
    if failures.count > 4 * SeedRun.maximumFailures { finish() }
  }

  fileprivate mutating func finish() {
    let order = Scenario.allCases
    lines.sort {
      order.firstIndex(of: $0.scenario) ?? 0 < order.firstIndex(of: $1.scenario) ?? 0
    }
    failures.sort { $0.seed < $1.seed }
    failures = Array(failures.prefix(SeedRun.maximumFailures))
  }
}
