import Reports

/// What a figure was taken for.
struct FigureLink {
  /// The indicator's place in the catalogue; nil where none fits.
  var indicator: Int?
  /// The label of a part; nil for a total.
  var part: String?
  /// The kind of part, where the catalogue has it.
  var partKind: Int?
  /// Whether the figure only says in how many places something is done.
  var isPlace = false
  /// Whether the part was told by words that the catalogue does not have.
  var isOwnPart = false
  /// Whether the figure before is another part of the same.
  var isInBreakdown = false
  /// Whether the part goes on over the figures after it in the clause.
  var isCarried = false
  /// Whether it is a share of the money before: 其中中央财政126万元.
  var isShare = false
  /// Whether the figure goes on a list: 省级2个、市级5个.
  var isListed = false
  /// Where no indicator fits, the one that was counted before in the sentence.
  var listIndicator: Int?
  /// The figure's measure word.
  var unit: MeasureTable.UnitNumber?
  /// Intention and not fact: such figures are no quantities.
  var isPlan = false
  /// An amount for each one.
  var isForEach = false
  /// After 分别, the place of what else was named before the list and is still to be given its
  /// figure.
  var rest: Range<Int>?
  /// Whether what is in ``rest`` are parts of one indicator.
  var restAreParts = false
  /// The words that decided.
  var decision: [Decision] = []

  typealias Decision = (role: Quantity.Decision.Role, range: Range<Int>)

  /// The longest name before the label of a part that still leaves room for it.
  private static let longestLabel = ObservationKey.maximumPartLength / 2

  /// Makes the figure one of a union below the reporting one: its total there, or its part.
  mutating func add(partOf name: String) {
    let label = part ?? ""
    part = label.utf8.count <= Self.longestLabel ? name + label : name
  }
}

/// Where a figure stands among its neighbours.
struct FigurePlace {
  let clause: Range<Int>
  let sentence: Range<Int>
  /// Where the item of the sentence ends in which the clause stands: at the next semicolon.
  let item: Int
  /// The end of the figure before in the sentence, or the sentence's beginning. Figures that stand
  /// together have one.
  let before: Int
  /// The end of the figure before, however near it stands.
  let last: Int
  /// The beginning of the figure after.
  let after: Int

  /// How far back the words of earlier clauses may lie, in characters.
  private static let reach = 40
  /// How far the words of the own clause may lie, and the names of a list: no clause that a person
  /// wrote is as long.
  static let clauseReach = 200

  /// From the figure before to the figure after, within the clause.
  func beside(_ figure: Figure) -> Range<Int> {
    let first = max(before, clause.lowerBound, figure.range.lowerBound - Self.clauseReach)
    let last = min(after, clause.upperBound, figure.range.upperBound + Self.clauseReach)
    return min(first, figure.range.lowerBound)..<max(last, figure.range.upperBound)
  }

  /// The own clause before the figure before.
  var list: Range<Int> {
    min(max(clause.lowerBound, before - Self.clauseReach), before)..<before
  }

  /// The words of the sentence before a place, as far as a list may reach.
  func listed(before place: Int) -> Range<Int> {
    min(max(sentence.lowerBound, place - Self.clauseReach), place)..<place
  }

  /// What money was spent on stands behind it: up to the noun of the next figure.
  var ahead: Range<Int> {
    // Behind a semicolon something else is told.
    let end = min(
      item, after < sentence.upperBound ? after : clause.upperBound + Self.reach)
    let last = min(item, end + Self.noun)
    return min(clause.upperBound, last)..<max(min(clause.upperBound, last), last)
  }

  /// How far behind a figure its noun may end.
  private static let noun = 8

  /// The clauses between the figure before and this one's clause.
  var earlier: Range<Int> {
    min(max(before, clause.lowerBound - Self.reach), clause.lowerBound)..<clause.lowerBound
  }
}

/// The figures beside each, by number; spans of time stand between others without parting them.
struct Neighbours {
  private(set) var before: [Int?]
  private(set) var after: [Int?]

  init(of figures: [Figure], in measures: MeasureTable) {
    before = Array(repeating: nil, count: figures.count)
    after = before
    let isTime = figures.map { measures.isTime($0.unit) }
    for index in figures.indices.dropFirst() {
      before[index] = isTime[index - 1] ? before[index - 1] : index - 1
    }
    for index in figures.indices.dropLast().reversed() {
      after[index] = isTime[index + 1] ? after[index + 1] : index + 1
    }
  }
}
