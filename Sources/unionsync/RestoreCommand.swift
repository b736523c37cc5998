import ArgumentParser
import Daemons
import Reports
import Storage

/// `unionsync restore`
struct RestoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "从备份恢复；先停止守护进程。 Restore a backup; stop the daemon first.",
    discussion: """
      备份先逐页检查，原来的数据库改名留在旁边。恢复之后由同步协议补齐：市级缺的条目由各节点重新发来；\
      节点在新的日志里继续，并把现状发给市级，备份之后的报告要重新提交（命令会列出文件）。\
      配置、授权名单、密钥不会直接换回，只放在状态目录的 restored-settings 里供比较：备份之后撤销的密钥不能因此重新放行。
      The backup is checked page by page, and the replaced store stays beside. The protocol repairs the \
      rest: a city is sent the entries that it has lost; a node goes on in a new journal and sends the \
      city its state, and reports after the backup are pushed again (they are listed). Settings, access \
      list and keys are only laid into restored-settings in the state folder, to be compared: a key that \
      was revoked since must not be let in again. Never run a restored node beside the one it replaces.

      EXAMPLES
        systemctl stop unionsync-aggregator
        unionsync restore aggregator /backup/city.unionsync
        unionsync restore settings node /backup/node.unionsync --to /root/old-settings
      """,
    subcommands: [Aggregator.self, Node.self, Settings.self])

  /// What both have in common.
  struct Options: ParsableArguments {
    @Argument(help: "备份文件。 The backup.")
    var file: String

    @Option(help: "输出格式。 How to print.")
    var format = AnswerFormat.table

    func run(_ plan: BackupPlan) async throws {
      let outcome = try await CopyProgress.interruptible { progress in
        try await Restore(plan, from: file).run(progress: progress)
      }
      guard format == .table else {
        return Output.line(try Output.json(outcome, pretty: true))
      }
      for line in Self.lines(about: outcome) { Output.line(line) }
    }

    private static func lines(about outcome: Restore.Outcome) -> [String] {
      let taken = Moment(ms: outcome.backup.takenAtMs)
      var lines = ["已恢复到 \(taken)。 restored as of \(taken)"]
      if let replaced = outcome.replaced {
        lines.append("原数据库在 \(replaced)。 The replaced store is there.")
      }
      if let lost = outcome.decisionsLost, lost > 0 {
        lines.append("注意：备份之后的 \(lost) 项复核或更正只在原数据库里，需要重做。")
        lines.append(
          "  \(lost) reviews or corrections since the backup are only in the replaced store.")
      }
      if !outcome.settings.isEmpty {
        lines.append("备份中的配置，请与现用的比较： Settings of the backup, to be compared:")
        lines += outcome.settings.map { "  \($0)" }
      }
      if !outcome.documentsToPush.isEmpty {
        lines.append("备份之后收到的文件，请启动节点后重新提交： Push these again once the node runs:")
        lines += outcome.documentsToPush.map { "  unionsync node push \(quoted($0))" }
      }
      return lines
    }

    private static func quoted(_ path: String) -> String {
      "'" + path.replacing("'", with: "'\\''") + "'"
    }
  }

  /// `unionsync restore aggregator`
  struct Aggregator: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "aggregator", abstract: "恢复市级汇总。 Restore the city's aggregator.")

    @Option(help: "配置文件。 The configuration.")
    var config = AggregatorConfiguration.defaultPath

    @OptionGroup var options: Options

    func run() async throws {
      try await options.run(BackupPlan(try AggregatorConfiguration(path: config)))
    }
  }

  /// `unionsync restore node`
  struct Node: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "node", abstract: "恢复县区节点。 Restore a node.")

    @Option(help: "配置文件。 The configuration.")
    var config = NodeConfiguration.defaultPath

    @OptionGroup var options: Options

    func run() async throws {
      try await options.run(BackupPlan(try NodeConfiguration(path: config, areas: .builtIn)))
    }
  }

  /// `unionsync restore settings`
  struct Settings: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "settings",
      abstract: "只取出备份里的配置，用于配置已丢失的机器。 Only take the settings out of a backup.")

    @Argument(
      help: "aggregator 或 node。 What the backup is of.", transform: { try oneOf($0, "subject") })
    var subject: BackupSubject

    @Argument(help: "备份文件。 The backup.")
    var file: String

    @Option(help: "放到哪个目录。 The folder that they go to.")
    var to: String

    func run() throws {
      for path in try RestoredSettings.write(subject, from: file, to: to) { Output.line(path) }
    }
  }
}
