import ArgumentParser
import Daemons
import Reports

extension NodeCommand {
  /// `unionsync node push`
  struct Push: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "push",
      abstract: "提交报告，说明读到了什么、改了什么。 Push reports; see what was found and changed.",
      discussion: """
        再次提交同一时期的报告就是更正：只发送变化。给出文件夹即依次提交其中的文件，读不了的跳过并说明；
        按 Ctrl-C 在当前文件之后停止。
        Pushing the report of a period again corrects it: only what changed is sent. Of a folder its
        files are pushed one by one; what can't be read is told and passed over; Ctrl-C stops after
        the file in hand.

        EXAMPLES
          unionsync node push 2017年工作总结.txt
          unionsync node push 女职工工作总结.txt --series 女职工 --period 2017
          unionsync node push 历年总结/
        """)

    @Argument(help: "文件或文件夹。 Files or folders.")
    var files: [String]

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
      let options = DocumentOptions(
        series: try series.map(Arguments.series) ?? .annual,
        period: try period.map(Arguments.period), published: try published.map(Arguments.date))
      let path = try control.nodePath()
      let documents = DaemonClient.documents(at: files)
      guard documents.count != 1 else {
        return try show(
          try await DaemonClient.push(file: documents[0], options: options, controlPath: path))
      }
      try await push(documents, options, path)
    }

    private func show(_ receipt: PushReceipt) throws {
      guard format == .table else {
        return Output.line(try Output.json(receipt, pretty: true))
      }
      for line in ReceiptText(receipt).lines { Output.line(line) }
    }

    /// Pushes one after the other and tells of each in a line.
    private func push(
      _ documents: [String], _ options: DocumentOptions, _ controlPath: String
    ) async throws {
      Interruption.watch()
      var sources: [ReportID: String] = [:]
      var failures = 0
      for (index, document) in documents.enumerated() {
        guard !Interruption.isWished else {
          throw DaemonError(
            .failure, zh: "已停止：提交了 \(index) 份，还有 \(documents.count - index) 份没有提交。",
            en: "Stopped: \(index) were pushed, \(documents.count - index) were not.")
        }
        let count = "[\(index + 1)/\(documents.count)] \(document)："
        do {
          let receipt = try await DaemonClient.push(
            file: document, options: options, controlPath: controlPath)
          if format == .table {
            Output.line(count + ReceiptText(receipt).summary)
          } else {
            Output.line(try Output.json(receipt, pretty: false))
          }
          if let before = sources.updateValue(document, forKey: receipt.report) {
            Output.error(
              "与 \(before) 是同一份报告（\(receipt.report)），已作为它的更正；如为另一份，请用 --series 分开提交。\n"
                + "It is the same report as \(before) and was taken for its correction; if it is"
                + " another, push it with --series.")
          }
        } catch let error as DaemonError where Self.isOfDocument(error) {
          failures += 1
          Output.error("\(count)\(error)")
        }
        Output.flush()
      }
      guard failures == 0 else {
        throw DaemonError(
          .unreadableDocument, zh: "\(documents.count) 份中有 \(failures) 份没有提交，原因见上。",
          en: "\(failures) of \(documents.count) were not taken; the reasons stand above.")
      }
    }

    /// Whether the next document may fare better.
    private static func isOfDocument(_ error: DaemonError) -> Bool {
      error.exitCode == .unreadableDocument || error.exitCode == .missingInput
    }
  }
}

/// A node's answer to a report, in lines for people.
struct ReceiptText {
  private let receipt: PushReceipt

  init(_ receipt: PushReceipt) {
    self.receipt = receipt
  }

  /// What changed, in one line.
  var summary: String {
    guard !receipt.isUnchanged else { return "没有变化，未发送。 unchanged: nothing was sent" }
    return "第 \(receipt.revision) 版：不变 \(receipt.unchangedCount)，新增 \(receipt.added.count)，"
      + "更正 \(receipt.corrected.count)，撤回 \(receipt.withdrawn.count)。"
  }

  var lines: [String] {
    var lines = [
      "\(receipt.report)：读到 \(receipt.quantityCount) 个数字，采用 \(receipt.observations.count) 个，"
        + "未编码 \(receipt.uncodedCount) 个。",
      "  \(receipt.quantityCount) quantities, \(receipt.observations.count) observations,"
        + " \(receipt.uncodedCount) without an indicator",
    ]
    lines.append(summary)
    if !receipt.isUnchanged {
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
