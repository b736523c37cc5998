import ArgumentParser
import Foundation
import Simulation

/// `unionsync simulate`
struct SimulateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "模拟：在各种故障下检验同步协议。 Try the sync protocol in simulated worlds.",
    discussion: """
      每个种子决定一个模拟世界：丢包、乱序、断网、崩溃、磁盘写满、恢复旧备份。同一种子总是重演同样的过程。
      Each seed makes one world of lost messages, cuts, crashes, full disks and restored backups, and
      always plays the same. What the protocol promises is checked after every step.

      EXAMPLES
        unionsync simulate --seeds 1..10000
        unionsync simulate --seeds 7..7 --scenario crashes --trace
        unionsync simulate --seeds 1..100 --scenario calm --defect drops-rejects
      """)

  @Option(help: "种子范围，写作 起..止。 The seeds, FROM..TO.")
  var seeds: SeedRange

  @Option(
    help: "只试一种场景。 One scenario; by default all of them take turns.",
    transform: { try oneOf($0, "scenario") })
  var scenario: Scenario?

  @Option(
    help: "故意加入一种错误。 A mistake to build in, which is to be found.",
    transform: { try oneOf($0, "defect") })
  var defect: Defect?

  @Flag(help: "打印经过，只用于一个种子。 Print all that happens; for one seed only.")
  var trace = false

  func validate() throws {
    guard !trace || seeds.range.count == 1 else {
      throw ValidationError("--trace 只用于一个种子。 --trace is for one seed, such as 7..7.")
    }
  }

  func run() async throws {
    if trace { return try runTraced(seed: seeds.range.lowerBound) }
    let started = ContinuousClock.now
    Interruption.watch()
    let summary = await SeedRun(seeds: seeds.range, scenario: scenario, defect: defect).run(
      parallelism: ProcessInfo.processInfo.activeProcessorCount + 1,
      report: { done, failures in
        Interruption.check()
        guard done.isMultiple(of: 320) || done == seeds.range.count else { return }
        Output.error("\(done) / \(seeds.range.count)，失败 / failed \(failures)")
      })
    for failure in summary.failures { printFailure(failure) }
    printTable(summary, took: ContinuousClock.now - started)
    guard summary.failures.isEmpty else { throw ExitCode.failure }
  }

  private func runTraced(seed: UInt64) throws {
    let outcome = Simulator.run(
      seed: seed, scenario: scenario ?? Simulator.scenario(of: seed), defect: defect,
      isTracing: true)
    for line in outcome.trace { Output.line(line) }
    guard outcome.violation == nil else { throw ExitCode.failure }
    Output.line(
      "全部到达 / all has arrived: \(outcome.convergedAfterMs.map(String.init) ?? "–") ms")
  }

  private func printFailure(_ failure: SeedRun.Failure) {
    var command = "unionsync simulate --seeds \(failure.seed)..\(failure.seed)"
    command += " --scenario \(failure.scenario.rawValue)"
    if let defect { command += " --defect \(defect.rawValue)" }
    Output.line("种子 / seed \(failure.seed)，\(failure.scenario.rawValue)：\(failure.violation)")
    Output.line("  \(command) --trace")
  }

  private func printTable(_ summary: SeedRun.Summary, took: Duration) {
    var table = TextTable([
      ("scenario", .left), ("seeds", .right), ("failed", .right), ("steps", .right),
      ("entries", .right), ("crashes", .right), ("replayed", .right), ("snapshots", .right),
      ("resets", .right), ("quarantines", .right), ("poisoned", .right), ("slowest ms", .right),
    ])
    for line in summary.lines {
      let counts = line.counts
      table.add(
        [line.scenario.rawValue]
          + [
            line.seeds, line.failures, counts.steps, counts.entries, counts.crashes,
            counts.replayedEntries, counts.snapshots, counts.resets, counts.quarantines,
            counts.poisoned, Int(line.slowestMs),
          ].map(String.init))
    }
    for line in table.lines { Output.line(line) }
    let seconds = took.formatted(.units(allowed: [.seconds], fractionalPart: .show(length: 1)))
    Output.line("\(summary.seedCount) seeds, \(seconds)")
  }
}

/// A range of seeds as people write it: `1..1000`, or one number.
struct SeedRange: ExpressibleByArgument {
  let range: ClosedRange<UInt64>

  init?(argument: String) {
    let parts = argument.split(separator: "..", omittingEmptySubsequences: false)
    guard let first = parts.first.flatMap({ UInt64($0) }), parts.count <= 2,
      let last = parts.last.flatMap({ UInt64($0) }), first <= last, last - first < 1_000_000_000
    else { return nil }
    range = first...last
  }
}

/// Finds a name among those of a list, or says which there are.
func oneOf<Choice: RawRepresentable<String> & CaseIterable>(
  _ name: String, _ kind: String
) throws -> Choice {
  guard let choice = Choice(rawValue: name) else {
    let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    throw ValidationError("没有 '\(name)'。 There is no \(kind) '\(name)'; there are \(names).")
  }
  return choice
}
