import ArgumentParser
import Daemons
import Reports

extension NodeCommand {
  /// `unionsync node corrections`
  struct Corrections: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "corrections",
      abstract: "本单位对读数的更正，最近的在前。 What the office corrected, the newest first.",
      discussion: """
        更正在办事员网页上作出，随报告的每一版自动应用，从不修改或删除。
        Corrections are made on the office's page, apply to every revision, and are never changed.

        EXAMPLE
          unionsync node corrections --limit 20
        """)

    @Option(help: "最多几条。 How many at most.")
    var limit = 100

    @Option(help: "输出格式。 How to print.")
    var format = AnswerFormat.table

    @OptionGroup var control: ControlOption

    func run() async throws {
      let corrections = try await DaemonClient.corrections(
        limit: limit, controlPath: try control.nodePath())
      guard format == .table else {
        return Output.line(try Output.json(corrections, pretty: true))
      }
      guard !corrections.isEmpty else {
        return Output.line("还没有更正。 Nothing was corrected yet.")
      }
      var table = TextTable([
        ("时间", .left), ("报告", .left), ("原文", .left), ("更正为", .left), ("更正人", .left), ("理由", .left),
      ])
      for correction in corrections {
        table.add([
          "\(Moment(ms: correction.note.correctedAtMs))", "\(correction.report)",
          correction.anchor.mention, Self.text(of: correction.change), correction.note.author,
          correction.note.reason,
        ])
      }
      for line in table.lines { Output.line(line) }
    }

    private static func text(of change: Correction.Change) -> String {
      switch change {
      case .drop: "删除 / dropped"
      case .asRead: "按原文 / as read"
      case .figure(let change):
        [
          change.figure?.written, change.indicator?.rawValue, part(change.part),
          change.period?.description,
        ].compactMap(\.self).joined(separator: " ")
      }
    }

    private static func part(_ part: FigureChange.Part?) -> String? {
      switch part {
      case nil: nil
      case .total: "合计 / total"
      case .part(let label): label
      }
    }
  }
}
