import ArgumentParser
import Daemons
import Reports

/// `unionsync aggregator`
struct AggregatorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "aggregator", abstract: "市级汇总。 The city's aggregator.",
    subcommands: [Run.self, Status.self])

  /// `unionsync aggregator run`
  struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "run", abstract: "运行市级守护进程。 Run the aggregator's daemon.",
      discussion: "EXAMPLE\n  unionsync aggregator run --config /etc/unionsync/aggregator.yaml")

    @Option(help: "配置文件。 The configuration.")
    var config = AggregatorConfiguration.defaultPath

    @Flag(help: .hidden)
    var untilInputEnds = false

    func run() async throws {
      let configuration = try AggregatorConfiguration(path: config)
      let log = DaemonRunner.logger(label: "aggregator")
      try await DaemonRunner.run(
        try AggregatorDaemon(configuration: configuration, log: log).services,
        untilInputEnds: untilInputEnds, log: log)
    }
  }

  /// `unionsync aggregator status`
  struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "status", abstract: "各县区的状态。 How the areas stand.")

    @Option(help: "输出格式。 How to print.")
    var format = AnswerFormat.table

    @OptionGroup var control: ControlOption

    func run() async throws {
      let status = try await DaemonClient.aggregatorStatus(
        controlPath: try control.aggregatorPath())
      guard format == .table else {
        return Output.line(try Output.json(status, pretty: true))
      }
      var table = TextTable([
        ("单位", .left), ("区划", .left), ("状态", .left), ("日志", .right), ("已合并", .right),
        ("待合并", .right), ("静默秒数", .right), ("最近的错误", .left),
      ])
      for origin in status.origins {
        table.add([
          origin.name, origin.area.description, origin.state,
          origin.head.map(String.init) ?? "未知", "\(origin.cursor)",
          origin.lag.map(String.init) ?? "未知",
          origin.silentMs.map { "\($0 / 1000)" } ?? "从未", origin.lastError ?? "",
        ])
      }
      for line in table.lines { Output.line(line) }
      Output.line()
      Output.line(
        "观测值 \(status.observationCount) 个，拒收消息 \(status.refusedMessages) 条。"
          + " \(status.observationCount) observations, \(status.refusedMessages) messages refused.")
    }
  }
}
