import ArgumentParser
import Daemons
import Glibc

/// The command line: each command asks a daemon or runs one, and prints.
struct UnionSync: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unionsync",
    abstract: "工会统计直报：从工作总结到全市汇总。 Union reports, synced into live city totals.",
    discussion: """
      县区节点读取工作总结，识别统计数字，把变化发给市级；市级实时汇总，每个数都能查到原文。
      A node reads an office's reports and publishes what changed; the city's
      aggregator adds up, and every total can be followed to its words.

      EXAMPLES
        unionsync demo                                 看一次完整演示 / see it work
        unionsync parse report.txt --area 220821       看看能读出什么 / what would be read
        unionsync node push report.txt                 提交报告 / push a report
        unionsync totals --year 2017                   全市汇总 / the city's totals

      EXIT CODES
        0   完成 / done                      1   失败 / failed
        3   核对不一致 / differs             64  命令用法 / usage
        65  文件读不了 / unreadable          66  没有这个文件 / no such file
        69  守护进程没有应答 / no daemon     73  无法创建或被占用 / can't create
        74  读写失败 / input or output       77  密钥或权限 / key or permission
        78  配置有误 / configuration
      """,
    version: Version.number,
    subcommands: [
      DemoCommand.self, ParseCommand.self, TemplateCommand.self, NodeCommand.self,
      AggregatorCommand.self, TotalsCommand.self, ExplainCommand.self, HistoryCommand.self,
      FindingsCommand.self, ReviewCommand.self, WatchCommand.self, ExportCommand.self,
      BackupCommand.self, RestoreCommand.self,
      KeysCommand.self, TokensCommand.self, ConfigCommand.self, DoctorCommand.self,
      VerifyCommand.self, SimulateCommand.self,
      FuzzCommand.self,
      BenchCommand.self,
    ])
}

@main
enum Program {
  static func main() async {
    do {
      var command = try UnionSync.parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch let error as DaemonError {
      Output.error("错误：\(error.messageZh)\nerror: \(error.messageEn)")
      DaemonRunner.announce(error)
      exit(error.exitCode.rawValue)
    } catch {
      UnionSync.exit(withError: error)
    }
  }
}
