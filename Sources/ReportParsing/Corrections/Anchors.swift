public import Reports

extension ParsedReport {
  /// The words of each quantity, in the order of ``quantities``, by which corrections find it.
  public var anchors: [FigureAnchor] {
    var occurrences: [Mention: Int] = [:]
    var repetitions: [String: (sentence: Range<Int>, count: Int)] = [:]
    return quantities.map { quantity in
      let mention = Self.folded(scalars[quantity.span])
      let sentence = foldedSentence(of: quantity)
      let occurrence = occurrences[Mention(sentence: quantity.sentence, words: mention), default: 0]
      occurrences[Mention(sentence: quantity.sentence, words: mention)] = occurrence + 1
      var repetition = repetitions[sentence] ?? (quantity.sentence, 0)
      if repetition.sentence != quantity.sentence {
        repetition = (quantity.sentence, repetition.count + 1)
      }
      repetitions[sentence] = repetition
      return FigureAnchor(
        sentence: sentence, mention: mention, occurrence: occurrence, repetition: repetition.count)
    }
  }

  private struct Mention: Hashable {
    let sentence: Range<Int>
    let words: String
  }

  /// The sentence of a quantity; of a long one what stands around the mention, two thirds before.
  private func foldedSentence(of quantity: Quantity) -> String {
    let room = FigureAnchor.maximumSentenceLength
    var range = quantity.sentence
    if range.count > room {
      let lower = max(range.lowerBound, quantity.span.lowerBound - room * 2 / 3)
      range = lower..<min(range.upperBound, lower + room)
    }
    return Self.folded(scalars[range])
  }

  /// As the stages fold it, and without all that page and line breaks put between the words.
  private static func folded(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var words = String.UnicodeScalarView()
    for scalar in scalars {
      let folded = ScalarFolding.standard(scalar)
      guard folded > Sign.space else { continue }
      words.append(folded == NormalisedText.unknown ? scalar : Unicode.Scalar(folded) ?? scalar)
    }
    return String(words)
  }
}
