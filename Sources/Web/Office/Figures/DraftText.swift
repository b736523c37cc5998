internal import Reports

/// A document's text, cut at its figures.
struct DraftText {
  /// A run of words.
  struct Piece {
    let text: String
    /// What is read from the words; nil where nothing is.
    var mark: Mark?
    /// In the place of words that are left out, how many.
    var gapText: String?
  }

  /// Words that figures were read from.
  struct Mark {
    /// The name by which links find the words.
    let id: String
    /// Names of other figures that were read from the same words.
    let otherIDs: [String]
    /// The figure's line in the table, on this page or another.
    let path: String
    let figure: String
    let kind: String
    let kindText: String
    let sign: String
  }

  let pieces: [Piece]

  /// The longest text that is shown whole, in Unicode scalars: some sixty pages.
  static let wholeLength = 30_000
  /// In a longer one, how much stands before and after a figure of the page.
  static let contextLength = 600

  /// - Parameters:
  ///   - reading: The document.
  ///   - kinds: What becomes of each of its figures.
  ///   - window: Which figures the page shows.
  ///   - path: The address of a figure's line in the table.
  ///   - words: The words of the page's language.
  init(
    _ reading: DraftReading, kinds: [FigureKind], window: DraftWindow, path: (Int) -> String,
    words: PageWords
  ) {
    let scalars = Array(reading.text.unicodeScalars)
    var pieces: [Piece] = []
    var place = 0
    for stretch in Self.stretches(of: reading, scalars.count, window) {
      Self.gap(place..<stretch.lowerBound, words, into: &pieces)
      place = stretch.lowerBound
      for spot in Self.spots(of: reading.figures, within: stretch) {
        Self.plain(scalars[place..<spot.range.lowerBound], into: &pieces)
        let (first, kind) = (spot.figures[0], kinds[spot.figures[0]])
        let mark = Mark(
          id: OfficeLink.words(first), otherIDs: spot.figures.dropFirst().map(OfficeLink.words),
          path: path(first), figure: "\(first)", kind: kind.rawValue, kindText: words[kind.word],
          sign: kind.sign)
        pieces.append(Piece(text: Self.text(scalars[spot.range]), mark: mark))
        place = spot.range.upperBound
      }
      Self.plain(scalars[place..<stretch.upperBound], into: &pieces)
      place = stretch.upperBound
    }
    Self.gap(place..<scalars.count, words, into: &pieces)
    self.pieces = pieces
  }

  /// What of a text is shown: all, or what stands around the page's figures.
  private static func stretches(
    of reading: DraftReading, _ length: Int, _ window: DraftWindow
  ) -> [Range<Int>] {
    guard length > wholeLength else { return [0..<length] }
    var stretches: [Range<Int>] = []
    for span in window.shown.map({ reading.figures[$0].span.clamped(to: 0..<length) }) {
      let lower = max(0, span.lowerBound - contextLength)
      let upper = min(length, span.upperBound + contextLength)
      if let last = stretches.last, lower <= last.upperBound {
        stretches[stretches.count - 1] = last.lowerBound..<max(last.upperBound, upper)
      } else {
        stretches.append(lower..<upper)
      }
    }
    return stretches.isEmpty ? [0..<min(length, wholeLength)] : stretches
  }

  private struct Spot {
    var range: Range<Int>
    var figures: [Int]
  }

  /// Where figures stand; those that overlap have one spot.
  private static func spots(of figures: [ReadFigure], within stretch: Range<Int>) -> [Spot] {
    var spots: [Spot] = []
    for (index, figure) in figures.enumerated() where figure.span.overlaps(stretch) {
      let range = figure.span.clamped(to: stretch)
      if let last = spots.last, range.lowerBound < last.range.upperBound {
        spots[spots.count - 1].range =
          last.range.lowerBound..<max(last.range.upperBound, range.upperBound)
        spots[spots.count - 1].figures.append(index)
      } else {
        spots.append(Spot(range: range, figures: [index]))
      }
    }
    return spots
  }

  private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    return String(text)
  }

  private static func plain(_ scalars: ArraySlice<Unicode.Scalar>, into pieces: inout [Piece]) {
    guard !scalars.isEmpty else { return }
    pieces.append(Piece(text: text(scalars)))
  }

  private static func gap(_ range: Range<Int>, _ words: PageWords, into pieces: inout [Piece]) {
    guard !range.isEmpty else { return }
    pieces.append(Piece(text: "", gapText: words.fill("textGap", "\(range.count)")))
  }
}
