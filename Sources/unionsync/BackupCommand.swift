import ArgumentParser
import Daemons
import Reports
import Storage

/// `unionsync backup`
struct BackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "备份：守护进程运行时也可以。 Take a backup, also while the daemon runs.",
    discussion: """
      一个文件：数据库在同一时刻的完整副本，节点还有存档的文件；另有配置、授权名单、指标目录。\
      写好后逐页检查；文件要么完整，要么没有。默认不含私钥。
      One file: the store as it is at one moment, a node's archived documents, settings, access list \
      and catalogue. Every page is checked; the file is there whole or not at all. Secret keys are left \
      out unless asked for. Inbox and rejected files are not part of it.

      EXAMPLES
        unionsync backup aggregator --to /backup/city-$(date +%F).unionsync
        unionsync backup node --to /backup/node.unionsync
      """,
    subcommands: [Aggregator.self, Node.self])

  /// What both have in common.
  struct Options: ParsableArguments {
    @Option(help: "备份文件，已有的会被替换。 The file; one that is there is replaced.")
    var to: String

    @Flag(help: "连同私钥，请妥善保管。 Also the secret key: whoever has the file can speak for the daemon.")
    var withKeys = false

    @Option(help: "输出格式。 How to print.")
    var format = AnswerFormat.table

    func take(_ plan: BackupPlan) async throws {
      let summary = try await CopyProgress.interruptible { progress in
        try await Backup(plan, to: to).take(withKeys: withKeys, progress: progress)
      }
      guard format == .table else {
        return Output.line(try Output.json(summary, pretty: true))
      }
      Output.line("已备份并检查：\(to)，另有文件 \(summary.fileCount) 个。")
      Output.line("backed up and checked: \(to), with \(summary.fileCount) files beside the store")
    }
  }

  /// `unionsync backup aggregator`
  struct Aggregator: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "aggregator", abstract: "备份市级汇总。 Back up the city's aggregator.")

    @Option(help: "配置文件。 The configuration.")
    var config = AggregatorConfiguration.defaultPath

    @OptionGroup var options: Options

    func run() async throws {
      try await options.take(BackupPlan(try AggregatorConfiguration(path: config)))
    }
  }

  /// `unionsync backup node`
  struct Node: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "node", abstract: "备份县区节点。 Back up a node.")

    @Option(help: "配置文件。 The configuration.")
    var config = NodeConfiguration.defaultPath

    @OptionGroup var options: Options

    func run() async throws {
      try await options.take(BackupPlan(try NodeConfiguration(path: config, areas: .builtIn)))
    }
  }
}
