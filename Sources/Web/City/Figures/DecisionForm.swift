internal import Hummingbird
internal import Reports

/// A form by which a person confirms a figure, chooses between two, or takes a decision back.
struct DecisionForm {
  /// One figure that can be chosen.
  struct Choice {
    let choiceID: String
    let figure: String
    let text: String
    let isChecked: Bool
  }

  let formID: String
  let decision: String
  let isPreference: Bool
  let isTakingBack: Bool
  let figure: String
  let choices: [Choice]
  let indicator: String
  let period: String
  let part: String
  let unit: String
  let back: String
  let problem: String
  let hasProblem: Bool
  let person: String
  let reason: String

  /// What a figure's place in a page is called.
  static func id(of row: Dataset.Row) -> String {
    "fig-\(row.report.area)-\(row.report.period)-"
      + Link.escaped(row.report.series.rawValue).replacing("%", with: "_")
      + Link.anchor(of: row.observation.key).dropFirst(1)
  }

  /// A report and the value that it states, in one field.
  static func field(of row: Dataset.Row) -> String {
    "\(row.report)|\(row.observation.value)"
  }
}

/// What a page needs to offer decisions.
struct DecisionDesk {
  /// Whether whoever looks may decide.
  let mayDecide: Bool
  /// Where a decision leads back to.
  let back: String
  /// What was wrong with the last form that was sent; nil where none was.
  let problem: DecisionProblem?
  /// What sets the forms of one place of the page apart from others about the same figure.
  var place = ""

  /// The same for one place of the page.
  func at(_ place: String) -> DecisionDesk {
    var desk = self
    desk.place = place + "-"
    return desk
  }

  func confirmation(of figure: Figure) -> DecisionForm {
    form(place + "decide-" + DecisionForm.id(of: figure.row), .confirm, figure.row, choices: [])
  }

  /// A form to take back a decision on a figure that is gone.
  func takingBack(_ row: Dataset.Row) -> DecisionForm {
    form(place + "back-" + DecisionForm.id(of: row), .reopen, row, choices: [])
  }

  /// A form to choose between figures; nil where there are none to choose between.
  func preference(among rivals: [Figure], _ words: PageWords) -> DecisionForm? {
    guard let first = rivals.first, rivals.count > 1 else { return nil }
    let formID = place + "prefer-" + DecisionForm.id(of: first.row)
    let choices = rivals.enumerated().map { index, figure in
      DecisionForm.Choice(
        choiceID: "\(formID)-\(index)", figure: DecisionForm.field(of: figure.row),
        text: words.fill(
          "choiceText", FigureView.value(of: figure.row.observation, words),
          words.name(of: figure.row.report)),
        isChecked: index == 0)
    }
    return form(formID, .prefer, first.row, choices: choices)
  }

  private func form(
    _ id: String, _ decision: Review.Decision, _ row: Dataset.Row,
    choices: [DecisionForm.Choice]
  ) -> DecisionForm {
    let key = row.observation.key
    let problem = problem.flatMap { $0.formID == id ? $0 : nil }
    return DecisionForm(
      formID: id, decision: decision.rawValue, isPreference: decision == .prefer,
      isTakingBack: decision == .reopen, figure: DecisionForm.field(of: row), choices: choices,
      indicator: key.indicator.rawValue, period: key.period.description, part: key.part ?? "",
      unit: key.unit.rawValue, back: back, problem: problem?.message ?? "",
      hasProblem: problem != nil, person: problem?.person ?? "", reason: problem?.reason ?? "")
  }
}

/// Why a form was not taken, and what was written in it.
struct DecisionProblem {
  let formID: String
  let message: String
  let person: String
  let reason: String
}
