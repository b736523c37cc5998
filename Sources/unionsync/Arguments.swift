import ArgumentParser
import Daemons
import Reports

/// Reading what people type, with sentences that say what is expected.
enum Arguments {
  /// The first two digits of GB/T 2260 codes are those of a province.
  private static let provinces: Set<UInt32> = [
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52,
    53, 54, 61, 62, 63, 64, 65, 71, 81, 82,
  ]

  static func area(_ text: String) throws(DaemonError) -> AreaCode {
    guard let code = AreaCode(text), provinces.contains(code.number / 10_000) else {
      throw DaemonError(
        .usage, zh: "没有区划代码“\(text)”，应为六位数字，如 220821。",
        en: "There is no area '\(text)'; a code has six digits, such as 220821.")
    }
    return code
  }

  static func date(_ text: String) throws(DaemonError) -> CalendarDate {
    guard let date = CalendarDate(text) else {
      throw DaemonError(
        .usage, zh: "“\(text)”不是日期，应写作 YYYY-MM-DD，如 2018-01-31。",
        en: "'\(text)' is no date; write YYYY-MM-DD, such as 2018-01-31.")
    }
    return date
  }

  static func period(_ text: String) throws(DaemonError) -> Period {
    guard let period = Period(text) else {
      throw DaemonError(
        .usage, zh: "“\(text)”不是时期，应写作 2017、2017-S1、2017-Q3 或 2017-11。",
        en: "'\(text)' is no period; write 2017, 2017-S1, 2017-Q3 or 2017-11.")
    }
    return period
  }

  static func series(_ text: String) throws(DaemonError) -> ReportSeries {
    guard let series = ReportSeries(rawValue: text) else {
      throw DaemonError(
        .usage, zh: "报告名称“\(text)”不能为空、过长或含有斜杠。",
        en: "The series '\(text)' must not be empty, long, or hold slashes.")
    }
    return series
  }
}

/// Where a daemon's control socket is.
struct ControlOption: ParsableArguments {
  @Option(name: .customLong("control"), help: "控制套接字的路径。 The path of the control socket.")
  var path: String?

  @Option(help: "守护进程的配置文件。 The daemon's configuration.")
  var config: String?

  /// The path given, or the one in a node's configuration.
  func nodePath() throws(DaemonError) -> String {
    if let path { return path }
    return try NodeConfiguration(
      path: config ?? NodeConfiguration.defaultPath, areas: .builtIn
    ).controlPath
  }

  /// The path given, or the one in an aggregator's configuration.
  func aggregatorPath() throws(DaemonError) -> String {
    if let path { return path }
    return try AggregatorConfiguration(
      path: config ?? AggregatorConfiguration.defaultPath
    ).controlPath
  }
}
