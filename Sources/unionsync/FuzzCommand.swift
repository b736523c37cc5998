import ArgumentParser
import Foundation
import Simulation

/// `unionsync fuzz`
struct FuzzCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fuzz",
    abstract: "模糊测试：用损坏的和恶意的输入试协议。 Try the protocol with damaged and hostile input.",
    discussion: """
      frames、bodies 是被改坏的报文，node、aggregator 是任意次序的恶意事件。程序崩溃时会打印种子和序号。
      frames and bodies are damaged messages, node and aggregator hostile events in any order. Seed
      and index of the input are printed where a promise is broken, and where the program traps.

      EXAMPLES
        unionsync fuzz --count 100000
        unionsync fuzz bodies --seed 7 --from 4711 --count 1
      """)

  @Argument(
    help: "frames, bodies, node, aggregator, all",
    transform: { name in
      guard name != "all" else { return FuzzTarget.allCases }
      guard let target = FuzzTarget(rawValue: name) else {
        throw ValidationError("没有 '\(name)'。 There is no target '\(name)'.")
      }
      return [target]
    })
  var target = FuzzTarget.allCases

  @Option(help: "每个目标的输入数。 How many inputs for each target.")
  var count: UInt64 = 100_000

  @Option(help: "种子。 The seed.")
  var seed: UInt64 = 1

  @Option(help: "从第几个输入开始。 The index to begin with.")
  var from: UInt64 = 0

  func validate() throws {
    guard count <= 1 << 40, from <= 1 << 40 else {
      throw ValidationError("--count 或 --from 太大。 --count or --from is too large.")
    }
  }

  func run() async throws {
    TrapReport.install(seed: seed)
    Interruption.watch()
    var table = TextTable([
      ("target", .left), ("inputs", .right), ("taken", .right), ("refused", .right),
      ("deep", .right), ("failed", .right), ("inputs/s", .right),
    ])
    var failures = 0
    for target in target {
      let started = ContinuousClock.now
      let summary = await FuzzRun(
        fuzzer: Fuzzer(target: target, seed: seed), indices: from..<(from + count)
      ).run(
        parallelism: ProcessInfo.processInfo.activeProcessorCount + 1,
        willTry: { TrapReport.willTry($0) },
        report: { summary in
          Interruption.check()
          guard summary.inputs.isMultiple(of: 100_000) else { return }
          Output.error("\(target.rawValue) \(summary.inputs) / \(count)")
        })
      let seconds = max((ContinuousClock.now - started) / .seconds(1), 0.001)
      for failure in summary.failures {
        Output.line("\(target.rawValue)：\(failure.reason)")
        Output.line(
          "  unionsync fuzz \(target.rawValue) --seed \(seed) --from \(failure.index) --count 1")
      }
      failures += summary.failures.count
      table.add([
        target.rawValue, "\(summary.inputs)", "\(summary.counts.taken)",
        "\(summary.counts.refused)", "\(summary.counts.deep)", "\(summary.failures.count)",
        "\(Int(Double(summary.inputs) / seconds))",
      ])
    }
    for line in table.lines { Output.line(line) }
    guard failures == 0 else { throw ExitCode.failure }
  }
}
