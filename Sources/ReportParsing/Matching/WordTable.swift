/// Words to be looked for at one place of a text: by their first character, the longest first.
struct WordTable: Sendable {
  /// For each first character, the place of its words in ``order``, plus one; 0 where it has none.
  private var firsts: [UInt16] = Array(repeating: 0, count: 0x1_0000)
  /// Word numbers by first character, longest first.
  private var order: [[Int32]] = []
  private var words: [[UInt16]] = []

  init(_ words: [String] = []) {
    for word in words { _ = add(Array(word.utf16)) }
  }

  /// Adds a word; false where it is empty or there already.
  mutating func add(_ word: [UInt16]) -> Bool {
    guard let first = word.first, !words.contains(word) else { return false }
    words.append(word)
    if firsts[Int(first)] == 0 {
      order.append([])
      firsts[Int(first)] = UInt16(truncatingIfNeeded: order.count)
    }
    let row = Int(firsts[Int(first)]) - 1
    order[row].append(Int32(words.count - 1))
    order[row].sort { words[Int($0)].count > words[Int($1)].count }
    return true
  }

  func length(of word: Int) -> Int { words[word].count }

  /// The number of the longest word that stands at a place.
  func longest(at place: Int, of text: NormalisedText) -> Int? {
    longest(from: place, by: 1, of: text)
  }

  /// The same for words that were added backwards and end before a place.
  func longest(before place: Int, of text: NormalisedText) -> Int? {
    longest(from: place - 1, by: -1, of: text)
  }

  /// Whether one of the words begins in a range.
  func standsSomewhere(in range: Range<Int>, of text: NormalisedText) -> Bool {
    let firsts = firsts
    let scalars = text.scalars
    for place in range.clamped(to: scalars.indices)
    where firsts[Int(scalars[place])] != 0 && longest(at: place, of: text) != nil {
      return true
    }
    return false
  }

  /// The numbers of the words that stand in a text.
  func found(in text: NormalisedText) -> Set<Int> {
    let firsts = firsts
    let scalars = text.scalars
    var found: Set<Int> = []
    for place in scalars.indices where firsts[Int(scalars[place])] != 0 {
      if let word = longest(at: place, of: text) { found.insert(word) }
    }
    return found
  }

  private func longest(from place: Int, by step: Int, of text: NormalisedText) -> Int? {
    let row = Int(firsts[Int(text[place])])
    guard row > 0 else { return nil }
    for number in order[row - 1] where stands(Int(number), from: place, by: step, of: text) {
      return Int(number)
    }
    return nil
  }

  private func stands(_ number: Int, from place: Int, by step: Int, of text: NormalisedText) -> Bool
  {
    for offset in 1..<max(words[number].count, 1)
    where text[place + offset * step] != words[number][offset] {
      return false
    }
    return true
  }
}
