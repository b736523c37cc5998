import ArgumentParser
import Daemons
import Exports
import Reports

/// `unionsync export`
struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "导出全市数据：Excel、CSV、JSON Lines、SDMX。 Take the city's figures away as files.",
    discussion: """
      xlsx 给人看：汇总（指标在下、单位在上，附合计、可能范围、完整度、上年、同比）、明细（附原文）、缺报、说明。
      csv 和 jsonl 给程序用：每个数字一行，附原文；csv 是不带 BOM 的 UTF-8，要用 Excel 打开请选 xlsx。
      sdmx 写两个文件：数据 .csv（SDMX-CSV 2.0）和结构 .xml（SDMX-ML 2.1）。
      市级守护进程可以正在运行。文件要么完整，要么没有；已有的同名文件会被替换。
      xlsx is for people: matrix, figures with their words, what is missing, notes. csv (UTF-8 without \
      a BOM; for Excel take xlsx) and jsonl are for programs, a figure a line. sdmx writes data and \
      structure. The aggregator may run. A file is there whole or not at all, and replaces an older one.

      EXAMPLES
        unionsync export --format xlsx --year 2017
        unionsync export --format sdmx --year 2017 --output baicheng
        unionsync export --format jsonl --as-of 2018-01-31 --output 截至一月.jsonl
      """)

  /// What can be written.
  enum Kind: String, CaseIterable, ExpressibleByArgument {
    case xlsx, csv, jsonl, sdmx

    var formats: [ExportFormat] {
      switch self {
      case .xlsx: [.xlsx]
      case .csv: [.csv]
      case .jsonl: [.jsonl]
      case .sdmx: [.sdmxStructure, .sdmxData]
      }
    }
  }

  @Option(help: "格式。 The format.")
  var format = Kind.xlsx

  @Option(help: "年份，默认所有年份。 The year; all years by default.")
  var year: Int?

  @Option(help: "过去某一时刻的数据，如 2026-11-20T08:30。 The figures as they were then.")
  var asOf: String?

  @Option(help: "要写的文件；sdmx 会换上 .csv 和 .xml 的扩展名。 The file to write; sdmx puts .csv and .xml.")
  var output: String?

  @Option(help: "市级守护进程的配置文件。 The aggregator's configuration.")
  var config = AggregatorConfiguration.defaultPath

  func run() async throws {
    if let year, !Period.years.contains(year) {
      throw DaemonError(.usage, zh: "年份 \(year) 有误。", en: "\(year) is no year to report on.")
    }
    let moment = try asOf.map { text throws(DaemonError) in try Moment(text) }
    let configuration = try AggregatorConfiguration(path: config)
    defer { ReplayLine.end() }
    let export = try await CityExport(
      configuration: configuration, years: year.map { [$0] }, asOfMs: moment?.ms
    ) { ReplayLine.show($0, of: $1) }
    ReplayLine.end()
    Interruption.watch()
    for format in self.format.formats {
      let path = path(of: format)
      let progress = ExportProgressLine(path)
      defer { progress.end() }
      do {
        try export.write(format, to: path) { state in
          Interruption.check()
          try Task.checkCancellation()
          progress.show(state)
        }
      } catch is CancellationError {
        throw DaemonError(
          .failure, zh: "已中断，没有写出 \(path)。", en: "Interrupted; \(path) is not written.")
      }
      Output.line("已写入 \(path)。 \(path) is written.")
    }
    Output.line("共 \(export.data.figures.count) 个数字。 \(export.data.figures.count) figures.")
  }

  private func path(of format: ExportFormat) -> String {
    let name = output ?? "unionsync-\(year.map(String.init) ?? "all").\(format.fileExtension)"
    guard self.format == .sdmx else { return name }
    let stem = [".csv", ".xml"].first(where: name.hasSuffix).map { name.dropLast($0.count) }
    return "\(stem ?? name[...]).\(format.fileExtension)"
  }
}

/// How far a long export has come, on one line of a terminal; nothing elsewhere.
private struct ExportProgressLine {
  private let path: String

  init(_ path: String) {
    self.path = path
  }

  func show(_ progress: ExportProgress) {
    guard Output.errorIsTerminal, progress.count > 0 else { return }
    Output.errorText("\r\(path)  \(progress.done * 100 / progress.count) %")
  }

  func end() {
    if Output.errorIsTerminal { Output.errorText("\r\u{1B}[K") }
  }
}
