internal import Reports

/// A figure of a draft as a line of its table.
struct FigureRow {
  let lineID: String
  let figure: String
  let number: String
  /// The words in the text, where they are not the value as it is written here.
  let mention: String?
  let wordsPath: String
  let name: String
  let isUncoded: Bool
  let aboutText: String?
  let valueText: String
  let rangeText: String?
  let kind: String
  let kindText: String
  let look: String
  /// Whose figure it is, where it is another area's.
  let areaText: String?
  /// What was read before somebody corrected it; nil where nothing differs.
  let wasText: String?
  /// Who decided, when and why; nil where nobody did.
  let noteText: String?
  let editPath: String
  let isDropped: Bool
  let form: CorrectionForm?

  init(
    _ figure: ReadFigure, at index: Int, of reading: DraftReading, _ view: DraftView,
    _ words: PageWords, form: CorrectionForm?
  ) {
    let kind = FigureKind(of: figure)
    lineID = OfficeLink.line(index)
    self.figure = "\(index)"
    number = "\(index + 1)"
    let mention = figure.mention.filter { !$0.isNewline }
    self.mention = Self.bare(mention) == Self.bare(words.written(figure.now)) ? nil : mention
    wordsPath = "#" + OfficeLink.words(index)
    name = words.name(of: figure.now.indicator)
    isUncoded = figure.now.indicator == nil
    aboutText = words.about(figure.now, in: reading.report).nonEmpty
    valueText = words.written(figure.now)
    let bounds = Bounds(
      value: figure.now.value, qualifier: figure.now.qualifier,
      isPercentage: figure.now.writtenUnit == .percent)
    rangeText = bounds.lower == bounds.upper ? nil : words.range(bounds.lower, bounds.upper)
    self.kind = kind.rawValue
    kindText = words[kind.word]
    look = kind.look
    areaText =
      if case .otherArea(let area?) = figure.standing { words.name(of: area) } else { nil }
    wasText = Self.was(figure, in: reading.report, words)
    noteText = figure.correction.map { correction in
      words.fill("decided.\(correction.change.word)", words.note(correction.note))
    }
    editPath = view.path(reading.draft.id, editing: index)
    isDropped = figure.standing == .dropped
    self.form = form
  }

  /// A number as written, without what only parts its digits.
  private static func bare(_ text: String) -> String {
    text.filter { !$0.isWhitespace && $0 != "," && $0 != "，" }
  }

  /// What was read, as far as it differs from what is stated now.
  private static func was(
    _ figure: ReadFigure, in report: ReportID, _ words: PageWords
  ) -> String? {
    let (read, now) = (figure.read, figure.now)
    guard read != now else { return nil }
    let value = words.written(read)
    let about = words.about(read, in: report)
    var differences: [String] = []
    if read.indicator != now.indicator { differences.append(words.name(of: read.indicator)) }
    if read.part != now.part || read.period != now.period {
      differences.append(about.nonEmpty ?? words["wholeOfReport"])
    }
    if value != words.written(now) { differences.append(value) }
    return differences.isEmpty ? value : words.list(differences)
  }
}

extension Correction.Change {
  /// What of it stands in the key of its sentence.
  var word: String {
    switch self {
    case .figure: "figure"
    case .drop: "drop"
    case .asRead: "asRead"
    }
  }
}
