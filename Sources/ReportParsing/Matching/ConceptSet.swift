/// A set of concepts: a bit for each.
struct ConceptSet: Sendable {
  /// How many concepts a catalogue may have: twice as many as the built-in one.
  static let capacity = 1024

  private var words = SIMD16<UInt64>(repeating: 0)

  init() {}

  init(_ concepts: some Sequence<Concept>) {
    for concept in concepts { insert(concept) }
  }

  mutating func insert(_ concept: Concept) {
    words[concept >> 6] |= 1 << UInt64(concept & 63)
  }

  func contains(_ concept: Concept) -> Bool {
    words[concept >> 6] & (1 << UInt64(concept & 63)) != 0
  }

  mutating func formUnion(_ other: ConceptSet) {
    words |= other.words
  }

  mutating func formIntersection(_ other: ConceptSet) {
    words &= other.words
  }

  mutating func subtract(_ other: ConceptSet) {
    words &= ~other.words
  }

  func intersects(_ other: ConceptSet) -> Bool {
    Self.isAny(words & other.words)
  }

  var isEmpty: Bool { !Self.isAny(words) }

  private static func isAny(_ words: SIMD16<UInt64>) -> Bool {
    let eight = words.lowHalf | words.highHalf
    let four = eight.lowHalf | eight.highHalf
    let two = four.lowHalf | four.highHalf
    return two.x | two.y != 0
  }

  /// The one concept of a set that has no more.
  var only: Concept? {
    var found: Concept?
    for index in words.indices where words[index] != 0 {
      guard found == nil, words[index].nonzeroBitCount == 1 else { return nil }
      found = index << 6 + words[index].trailingZeroBitCount
    }
    return found
  }

  /// Whether there are two or more.
  var hasSeveral: Bool { !isEmpty && only == nil }
}
