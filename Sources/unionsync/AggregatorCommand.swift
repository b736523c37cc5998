import ArgumentParser
import Daemons
import Reports

/// `unionsync aggregator`
struct AggregatorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "aggregator", abstract: "市级汇总。 The city's aggregator.",
    subcommands: [Init.self, Run.self, Status.self, Accept.self])

  /// `unionsync aggregator run`
  struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "run", abstract: "运行市级守护进程。 Run the aggregator's daemon.",
      discussion: "EXAMPLE\n  unionsync aggregator run --config /etc/unionsync/aggregator.yaml")

    @Option(help: "配置文件。 The configuration.")
    var config = AggregatorConfiguration.defaultPath

    @OptionGroup var option: SettingsOption

    @Flag(help: .hidden)
    var untilInputEnds = false

    func run() async throws {
      let configuration = try AggregatorConfiguration(path: config, layers: try option.layers())
      let log = DaemonRunner.logger(label: "aggregator", level: configuration.logLevel)
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
        ("待合并", .right), ("秒", .right), ("静默秒数", .right), ("补要", .right), ("丢弃", .right),
        ("最近的错误", .left),
      ])
      for origin in status.origins {
        table.add([
          origin.name, origin.area.description, origin.state,
          origin.head.map(String.init) ?? "未知", "\(origin.cursor)",
          origin.lag.map(String.init) ?? "未知",
          origin.lag == nil ? "未知" : "\((origin.lagMs ?? 0) / 1000)",
          origin.silentMs.map { "\($0 / 1000)" } ?? "从未", "\(origin.nacks)", "\(origin.drops)",
          origin.lastError ?? "",
        ])
      }
      for line in table.lines { Output.line(line) }
      Output.line()
      Output.line(
        "观测值 \(status.observationCount) 个，拒收消息 \(status.refusedMessages) 条，"
          + "无法读取的条目 \(status.poisonedEntries) 条。")
      Output.line(
        "\(status.observationCount) observations, \(status.refusedMessages) messages refused,"
          + " \(status.poisonedEntries) entries unreadable")
      printAccess(status)
    }

    private func printAccess(_ status: AggregatorStatus) {
      if let access = status.access {
        Output.line("授权名单 \(access.path)：\(access.keys) 把密钥。 \(access.keys) keys are let in.")
        if access.isMissing {
          Output.line("注意：名单文件不存在，谁也进不来。 The list is missing: nobody is let in.")
        }
        if let problem = access.problem {
          Output.line("注意：名单有误，仍用上一份。 The list can't be used, the last one holds: \(problem)")
        }
      }
      for refusal in status.refusals.prefix(Self.shownRefusals) {
        Output.line(
          "拒绝 refused \(refusal.count) ×  \(refusal.reason)  \(refusal.identity)  \(refusal.address)"
        )
      }
    }

    /// How many kinds of refusals are shown; the log has all.
    private static let shownRefusals = 10
  }

  /// `unionsync aggregator accept`
  struct Accept: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "accept",
      abstract: "解除隔离，接收该单位现有的日志。 Lift a quarantine and take over an area's journal.",
      discussion: """
        用于：节点重装后日志是新的；或者两台机器用了同一把密钥，已停用其中一台。该单位此后的数据\
        以节点现有的内容为准，以前的条目保留备查。
        For a node that was installed anew, or once the second of two machines with one key is shut \
        down. The area then states what its node's journal holds; earlier entries stay as history.

        EXAMPLE
          unionsync aggregator accept 220821
        """)

    @Argument(help: "区划代码。 The area's code.")
    var area: String

    @OptionGroup var control: ControlOption

    func run() async throws {
      let area = try Arguments.area(area)
      _ = try await DaemonClient.accept(area, controlPath: try control.aggregatorPath())
      Output.line("已解除 \(area) 的隔离。 \(area) is accepted.")
    }
  }
}
