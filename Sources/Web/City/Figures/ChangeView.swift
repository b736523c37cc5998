internal import Reports

/// One thing that changed, as the templates show it.
struct ChangeView {
  /// A figure that was put or taken back.
  struct Item {
    let name: String
    let path: String
    let valueText: String
    let aboutText: String
    /// Who corrected or dropped the figure, when and why; nil where nobody did.
    let noteText: String?
  }

  let timeText: String
  let areaName: String
  let areaPath: String
  let headText: String
  let headPath: String
  let hasHeadPath: Bool
  let countText: String
  let puts: [Item]
  let retracts: [Item]
  let hasItems: Bool

  init(_ change: ChangePage.Change, timeText: String, _ words: PageWords) {
    self.timeText = timeText
    areaName = words.name(of: change.area)
    let delta = change.delta
    let year = delta?.report.period.year ?? change.review?.key.period.year
    areaPath = year.map { Link.area(change.area, $0) } ?? "/areas/\(change.area)"
    if let delta {
      headText = words.fill(
        "reportShort", words.name(of: delta.report.period), words.name(of: delta.report.series),
        "\(delta.document.revision)")
      headPath = Link.report(delta.report)
      countText = words.fill("putsAndRetracts", "\(delta.puts.count)", "\(delta.retracts.count)")
    } else if let review = change.review {
      headText = words.review(review)
      headPath = Link.indicator(review.key.indicator, review.key.period.year)
      countText = words.name(of: review.key.indicator)
    } else {
      headText = words["causeSnapshot"]
      headPath = ""
      countText = words.fill("figureCount", "\(change.snapshotObservations ?? 0)")
    }
    hasHeadPath = !headPath.isEmpty
    puts = (delta?.puts ?? []).map { put in
      Item(
        put.key, FigureView.value(of: put, words), change.area,
        note: delta.flatMap { words.correction(of: put, in: $0.report) }, words)
    }
    let notes = Dictionary(
      (delta?.retractReasons ?? []).map { ($0.key, $0.note) }, uniquingKeysWith: { $1 })
    retracts = (delta?.retracts ?? []).map { key in
      Item(key, words["retracted"], change.area, note: notes[key].map(words.note), words)
    }
    hasItems = !puts.isEmpty || !retracts.isEmpty
  }
}

extension ChangeView.Item {
  fileprivate init(
    _ key: ObservationKey, _ value: String, _ area: AreaCode, note: String?, _ words: PageWords
  ) {
    name = words.name(of: key.indicator)
    path = Link.figures(of: area, on: key.indicator, key.period.year)
    valueText = value
    aboutText = words.about(key)
    noteText = note
  }
}
