/// What becomes of a figure, as people are told: each has a word and a sign, so that colour is never
/// alone.
enum FigureKind: String, CaseIterable {
  case stated
  case uncoded
  case repeated
  case otherArea = "other"
  case dropped
  case corrected

  /// - Parameter figure: A figure; one that was corrected and states something is of that kind.
  init(of figure: ReadFigure) {
    switch figure.standing {
    case .dropped: self = .dropped
    case .otherArea: self = .otherArea
    case .uncoded: self = .uncoded
    case .repeated: self = .repeated
    case .stated: self = figure.correction == nil ? .stated : .corrected
    }
  }

  /// The key of its word.
  var word: String { "kind" + rawValue.prefix(1).uppercased() + rawValue.dropFirst() }

  /// A sign beside its words in the text; empty for a figure that is as one expects.
  var sign: String {
    switch self {
    case .stated: ""
    case .uncoded: "？"
    case .repeated: "重"
    case .otherArea: "他"
    case .dropped: "删"
    case .corrected: "改"
    }
  }

  /// The look of its mark.
  var look: String {
    switch self {
    case .stated, .corrected: "good"
    case .uncoded: "warn"
    case .repeated, .otherArea: "plain"
    case .dropped: "absent"
    }
  }
}
