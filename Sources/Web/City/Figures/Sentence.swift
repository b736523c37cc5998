internal import Reports

/// A sentence of a report, cut at the figures in it.
struct Sentence {
  /// A run of words.
  struct Piece {
    let text: String
    let isMarked: Bool
    /// The name by which links find the words; empty where they are plain.
    let id: String
    /// Names of other figures that were read from the same words.
    let otherIDs: [String]
  }

  let pieces: [Piece]

  /// - Parameters:
  ///   - rows: What the sentence states; all have the same sentence.
  ///   - isNamed: Whether links lead to the words.
  init(_ rows: [Dataset.Row], isNamed: Bool) {
    guard let first = rows.first else {
      pieces = []
      return
    }
    let scalars = Array(first.observation.evidence.sentence.unicodeScalars)
    var spots: [(range: Range<Int>, ids: [String])] = []
    for row in rows.sorted(by: Self.comesFirst) {
      let evidence = row.observation.evidence
      let start = min(max(evidence.offsetInSentence, 0), scalars.count)
      let end = min(start + max(evidence.mention.unicodeScalars.count, 0), scalars.count)
      guard start < end else { continue }
      let id = isNamed ? [Link.anchor(of: row.observation.key)] : []
      if let last = spots.last, start < last.range.upperBound {
        spots[spots.count - 1].range = last.range.lowerBound..<max(last.range.upperBound, end)
        spots[spots.count - 1].ids += id
      } else {
        spots.append((start..<end, id))
      }
    }
    var pieces: [Piece] = []
    var place = 0
    func add(_ range: Range<Int>, isMarked: Bool, ids: [String] = []) {
      var text = String.UnicodeScalarView()
      // The page's line breaks are not the sentence's.
      text.append(contentsOf: scalars[range].filter { !$0.properties.isWhitespace || $0 == " " })
      guard !text.isEmpty else { return }
      pieces.append(
        Piece(
          text: String(text), isMarked: isMarked, id: ids.first ?? "",
          otherIDs: Array(ids.dropFirst())))
    }
    for spot in spots {
      add(place..<spot.range.lowerBound, isMarked: false)
      add(spot.range, isMarked: true, ids: spot.ids)
      place = spot.range.upperBound
    }
    add(place..<scalars.count, isMarked: false)
    self.pieces = pieces
  }

  private static func comesFirst(_ left: Dataset.Row, _ right: Dataset.Row) -> Bool {
    (left.observation.evidence.offsetInSentence, left.observation.key)
      < (right.observation.evidence.offsetInSentence, right.observation.key)
  }
}
