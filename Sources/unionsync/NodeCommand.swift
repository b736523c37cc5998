import ArgumentParser
import Daemons
import Reports

/// `unionsync node`
struct NodeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "node", abstract: "县区节点。 The node of an area's office.",
    subcommands: [Init.self, Run.self, Push.self, Status.self])

  /// `unionsync node run`
  struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "run", abstract: "运行节点守护进程。 Run the node's daemon.",
      discussion: "EXAMPLE\n  unionsync node run --config /etc/unionsync/node.yaml")

    @Option(help: "配置文件。 The configuration.")
    var config = NodeConfiguration.defaultPath

    @Flag(help: .hidden)
    var untilInputEnds = false

    func run() async throws {
      let configuration = try NodeConfiguration(path: config, areas: .builtIn)
      let log = DaemonRunner.logger(label: "node")
      try await DaemonRunner.run(
        try NodeDaemon(configuration: configuration, log: log).services,
        untilInputEnds: untilInputEnds,
        log: log)
    }
  }

  /// `unionsync node push`
  struct Push: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "push",
      abstract: "提交一份报告，说明读到了什么、改了什么。 Push a report; see what was found and changed.",
      discussion: """
        再次提交同一时期的报告就是更正：只发送变化。
        Pushing the report of a period again corrects it: only what changed is sent.

        EXAMPLES
          unionsync node push 2017年工作总结.txt
          unionsync node push 女职工工作总结.txt --series 女职工 --period 2017
        """)

    @Argument(help: "文件。 The file.")
    var file: String

    @Option(help: "报告系列，默认为年度总结。 Which of the area's reports it is.")
    var series: String?

    @Option(help: "报告所属时期，默认由正文判断。 The period it is about, such as 2017.")
    var period: String?

    @Option(help: "发布日期，“去年”“今年”以此为准；默认今天。 The day of publication, YYYY-MM-DD.")
    var published: String?

    @Option(help: "输出格式。 How to print.")
    var format = AnswerFormat.table

    @OptionGroup var control: ControlOption

    func run() async throws {
      let receipt = try await DaemonClient.push(
        file: file,
        options: DocumentOptions(
          series: try series.map(Arguments.series) ?? .annual,
          period: try period.map(Arguments.period),
          published: try published.map(Arguments.date)),
        controlPath: try control.nodePath())
      guard format == .table else {
        return Output.line(try Output.json(receipt, pretty: true))
      }
      for line in ReceiptText(receipt).lines { Output.line(line) }
    }
  }

  /// `unionsync node status`
  struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "status", abstract: "节点的状态。 How the node stands.")

    @Option(help: "输出格式。 How to print.")
    var format = AnswerFormat.table

    @OptionGroup var control: ControlOption

    func run() async throws {
      let status = try await DaemonClient.nodeStatus(controlPath: try control.nodePath())
      guard format == .table else {
        return Output.line(try Output.json(status, pretty: true))
      }
      Output.line(
        "\(status.areaName) \(status.area)  日志 \(status.head) 条 / journal \(status.head) entries")
      var table = TextTable([
        ("市级", .left), ("状态", .left), ("已确认", .right), ("待确认", .right), ("秒", .right),
        ("重发", .right), ("缓发", .right), ("退回", .right), ("最近的错误", .left),
      ])
      for peer in status.peers {
        table.add([
          peer.endpoint, peer.state, peer.acknowledged.map(String.init) ?? "未知",
          peer.lag.map(String.init) ?? "未知", Self.seconds(of: peer), "\(peer.replayed)",
          "\(peer.heldBack)", "\(peer.rejected)", peer.lastError ?? "",
        ])
      }
      for line in table.lines { Output.line(line) }
      if status.waitingFiles > 0 { Output.line("收件箱中待处理：\(status.waitingFiles)") }
      if let rejected = status.lastRejected { Output.line("最近退回：\(rejected)") }
    }

    /// For how long entries have lain; what is not known is not nothing.
    private static func seconds(of peer: NodeStatus.Peer) -> String {
      peer.lag == nil ? "未知" : "\((peer.lagMs ?? 0) / 1000)"
    }
  }
}

/// A node's answer to a report, in lines for people.
struct ReceiptText {
  private let receipt: PushReceipt

  init(_ receipt: PushReceipt) {
    self.receipt = receipt
  }

  var lines: [String] {
    var lines = [
      "\(receipt.report)：读到 \(receipt.quantityCount) 个数字，采用 \(receipt.observations.count) 个，"
        + "未编码 \(receipt.uncodedCount) 个。",
      "  \(receipt.quantityCount) quantities, \(receipt.observations.count) observations,"
        + " \(receipt.uncodedCount) without an indicator",
    ]
    if receipt.isUnchanged {
      lines.append("没有变化，未发送。 unchanged: nothing was sent")
    } else {
      lines.append(
        "第 \(receipt.revision) 版：不变 \(receipt.unchangedCount)，新增 \(receipt.added.count)，"
          + "更正 \(receipt.corrected.count)，撤回 \(receipt.withdrawn.count)。")
      lines.append(
        "  revision \(receipt.revision): unchanged \(receipt.unchangedCount),"
          + " new \(receipt.added.count), corrected \(receipt.corrected.count),"
          + " withdrawn \(receipt.withdrawn.count)")
    }
    if receipt.revision > 1 {
      lines += receipt.added.map { "  + \($0.label)  \($0.figure)" }
    }
    for correction in receipt.corrected {
      lines.append(
        "  ~ \(correction.after.label)  \(correction.before.figure) → \(correction.after.figure)")
    }
    lines += receipt.withdrawn.map { "  - \($0.label)  \($0.figure)" }
    for warning in receipt.warnings {
      lines.append("注意：\(warning.messageZh)")
      lines.append("  \(warning.messageEn)")
    }
    return lines
  }
}
