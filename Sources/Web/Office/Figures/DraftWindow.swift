internal import Reports

/// Which of a reading's figures a page shows: a long report has thousands.
struct DraftWindow {
  /// The figures of a page, by their place in the reading.
  let shown: [Int]
  /// How many there are of the kind that was asked for.
  let count: Int
  /// Where among these the page begins.
  let from: Int
  /// Where the page before begins; nil on the first.
  let previous: Int?
  /// Where the next page begins; nil on the last.
  let next: Int?

  /// The most figures of a page. A year's narrative has about a hundred, so that it is on one.
  static let size = 200

  /// - Parameters:
  ///   - kinds: What becomes of each figure of the reading.
  ///   - view: What was asked for.
  init(_ kinds: [FigureKind], _ view: DraftView) {
    // The figure that is looked at stays, also when it is no longer of the kind.
    let figures = kinds.indices.filter {
      view.kind == nil || kinds[$0] == view.kind || $0 == view.figure
    }
    let pages = max(1, (figures.count + Self.size - 1) / Self.size)
    var page = min(max(view.from, 0) / Self.size, pages - 1)
    if let figure = view.figure, let place = figures.firstIndex(of: figure) {
      page = place / Self.size
    }
    from = page * Self.size
    count = figures.count
    shown = Array(figures.dropFirst(from).prefix(Self.size))
    previous = page > 0 ? from - Self.size : nil
    next = page < pages - 1 ? from + Self.size : nil
  }
}

/// What a draft's page was asked to show.
struct DraftView {
  /// Where the page begins among the figures.
  var from = 0
  /// The only kind of figures to show; nil for all.
  var kind: FigureKind?
  /// The figure whose page it is; nil where none was asked for.
  var figure: Int?
  /// Whether that figure's form is open.
  var isEditing = false

  /// - Parameter text: A parameter of the path by its name.
  init(_ text: (String) -> String?) {
    from = text("from").flatMap { Int($0) } ?? 0
    kind = text("show").flatMap(FigureKind.init(rawValue:))
    figure = (text("edit") ?? text("at")).flatMap { Int($0) }
    isEditing = text("edit") != nil
  }

  /// Another page of the same.
  func path(_ draft: Draft.ID, from: Int) -> String {
    OfficeLink.draft(draft) + "?from=\(from)" + (kind.map { "&show=\($0.rawValue)" } ?? "")
  }

  /// The place of a figure.
  func path(_ draft: Draft.ID, at figure: Int) -> String {
    OfficeLink.draft(draft) + "?at=\(figure)" + (kind.map { "&show=\($0.rawValue)" } ?? "")
      + "#\(OfficeLink.line(figure))"
  }

  /// The form of a figure.
  func path(_ draft: Draft.ID, editing figure: Int) -> String {
    OfficeLink.draft(draft) + "?edit=\(figure)" + (kind.map { "&show=\($0.rawValue)" } ?? "")
      + "#\(OfficeLink.line(figure))"
  }

  /// Only the figures of a kind; nil shows all.
  static func path(_ draft: Draft.ID, only kind: FigureKind?) -> String {
    OfficeLink.draft(draft) + (kind.map { "?show=\($0.rawValue)" } ?? "") + "#figures"
  }
}
