/// The places that lie in titles and short quotations: numbers there belong to names.
struct NameRanges: Sendable {
  private let titles: [Range<Int>]
  private let quotations: [Range<Int>]
  private var title = 0
  private var quotation = 0

  /// The longest quotation that is taken for a name or slogan, in scalars.
  private static let longestQuotation = 24
  /// The longest title of a document.
  private static let longestTitle = 60

  init(_ text: NormalisedText) {
    titles = Self.ranges(
      in: text, from: Sign.openTitle, to: Sign.closeTitle, longest: Self.longestTitle)
    quotations = Self.ranges(
      in: text, from: Sign.openQuote, to: Sign.closeQuote, longest: Self.longestQuotation)
  }

  private static func ranges(
    in text: NormalisedText, from open: UInt16, to close: UInt16, longest: Int
  ) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start: Int?
    for (place, scalar) in text.scalars.enumerated() {
      if scalar == open {
        start = place
      } else if scalar == close, let first = start {
        if place - first <= longest { ranges.append(first..<place) }
        start = nil
      } else if scalar == NormalisedText.paragraphEnd {
        start = nil
      }
    }
    return ranges
  }

  /// Whether a place lies in a title; places must be asked for in ascending order.
  mutating func isTitle(_ place: Int) -> Bool {
    while title < titles.count, titles[title].upperBound <= place { title += 1 }
    return title < titles.count && titles[title].contains(place)
  }

  /// Whether a place lies in a short quotation; places must be asked for in ascending order.
  mutating func isQuoted(_ place: Int) -> Bool {
    while quotation < quotations.count, quotations[quotation].upperBound <= place { quotation += 1 }
    return quotation < quotations.count && quotations[quotation].contains(place)
  }
}
