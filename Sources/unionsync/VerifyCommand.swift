import ArgumentParser
import Daemons
import Reports

/// `unionsync verify`
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "核对：市级数据是否等于各节点日志之和。 Hold the city's dataset against the journals.",
    discussion: """
      两边的哈希链都逐条检查；守护进程可以正在运行。不一致时退出码为 3。
      Both sides' chains are checked link by link; the daemons may run. Exits with 3 if they differ.

      EXAMPLE
        unionsync verify --city /var/lib/unionsync/aggregator --node 220821=/backup/zhenlai
        unionsync verify --city /var/lib/unionsync/aggregator --against /backup/second-city
      """)

  @Option(help: "市级状态目录。 The aggregator's state folder.")
  var city: String

  @Option(help: "区划=节点状态目录，可重复。 AREA=FOLDER of a node; may be repeated.")
  var node: [String] = []

  @Option(help: "另一个市级状态目录，比较两者的摘要。 Another aggregator's state folder to compare with.")
  var against: String?

  @Option(help: "输出格式。 How to print.")
  var format = AnswerFormat.table

  func run() throws {
    let folders = try node.map { text throws(DaemonError) in
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        throw DaemonError(
          .usage, zh: "“\(text)”应写作 区划=目录。", en: "'\(text)' must be AREA=FOLDER.")
      }
      return (area: try Arguments.area(parts[0]), folder: parts[1])
    }
    let verification = try verify(folders)
    if format == .table {
      printTable(verification)
    } else {
      Output.line(try Output.json(verification, pretty: true))
    }
    guard verification.isEqual else { throw ExitCode(DaemonError.ExitCode.differs.rawValue) }
  }

  private func verify(
    _ folders: [(area: AreaCode, folder: String)]
  ) throws(DaemonError) -> Verification {
    defer { ReplayLine.end() }
    return try Verification(
      cityFolder: city, nodeFolders: folders, otherCity: against
    ) { ReplayLine.show($0, of: $1) }
  }

  private func printTable(_ verification: Verification) {
    var table = TextTable([
      ("单位", .left), ("日志", .right), ("已合并", .right), ("观测值", .right), ("差异", .right),
    ])
    for journal in verification.journals {
      table.add([
        AreaList.builtIn.name(of: journal.area), "\(journal.head)", "\(journal.cursor)",
        "\(journal.observations)", "\(journal.differences)",
      ])
    }
    for line in table.lines { Output.line(line) }
    Output.line("摘要 digest \(verification.digest)")
    if let other = verification.otherDigest { Output.line("对照 against \(other)") }
    Output.line(
      verification.isEqual
        ? "一致：市级数据就是各节点日志之和。 equal: the city's dataset is the fold of the journals"
        : "不一致：有的日志尚未合并，或者数据有差异。 different")
  }
}
