import ArgumentParser
import Daemons
import Reports

/// `unionsync node`
struct NodeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "node", abstract: "县区节点。 The node of an area's office.",
    subcommands: [Init.self, Run.self, Push.self, Corrections.self, Status.self])

  /// `unionsync node run`
  struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "run", abstract: "运行节点守护进程。 Run the node's daemon.",
      discussion: "EXAMPLE\n  unionsync node run --config /etc/unionsync/node.yaml")

    @Option(help: "配置文件。 The configuration.")
    var config = NodeConfiguration.defaultPath

    @OptionGroup var option: SettingsOption

    @Flag(help: .hidden)
    var untilInputEnds = false

    func run() async throws {
      let configuration = try NodeConfiguration(
        path: config, areas: .builtIn, layers: try option.layers())
      let log = DaemonRunner.logger(label: "node", level: configuration.logLevel)
      try await DaemonRunner.run(
        try NodeDaemon(configuration: configuration, log: log).services,
        untilInputEnds: untilInputEnds,
        log: log)
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
