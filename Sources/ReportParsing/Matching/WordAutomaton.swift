/// Finds all words of a vocabulary in one pass over a text (Aho and Corasick 1975).
///
/// Work is proportional to the text and what is found in it, however large the vocabulary. The
/// transitions lie in one table for all states (Aoe 1989): a step is two look-ups.
struct WordAutomaton: Sendable {
  /// Where a word was found.
  struct Hit: Hashable, Sendable {
    /// Its number in the vocabulary.
    let word: Int32
    /// Where it begins in the folded text.
    let start: Int32
    /// Where it ends, exclusive.
    let end: Int32

    var range: Range<Int> { Int(start)..<Int(end) }
    var length: Int { Int(end - start) }
  }

  /// For each scalar its number among those that words have, or 0: most texts have few others.
  private var letters: [UInt16] = Array(repeating: 0, count: 0x1_0000)
  /// For each state, where its transitions begin in ``owners`` and ``targets``.
  private var bases: [Int32] = []
  /// For each slot, the state whose transition stands there, or -1.
  private var owners: [Int32] = []
  private var targets: [Int32] = []
  private var failures: [Int32] = []
  /// The word that ends in a state, or -1.
  private var words: [Int32] = []
  /// The state itself or the next one on the failure path in which a word ends, or 0.
  private var outputs: [Int32] = []
  private let lengths: [Int32]

  /// Builds the automaton; word numbers are the places in the list, empty words are never found.
  init(_ vocabulary: [[UInt16]]) {
    lengths = vocabulary.map { Int32($0.count) }
    var children: [[UInt16: Int32]] = [[:]]
    words = [-1]
    var letterCount: UInt16 = 0
    for (number, word) in vocabulary.enumerated() where !word.isEmpty {
      var state = 0
      for scalar in word {
        if letters[Int(scalar)] == 0 {
          letterCount += 1
          letters[Int(scalar)] = letterCount
        }
        let letter = letters[Int(scalar)]
        if let next = children[state][letter] {
          state = Int(next)
        } else {
          children.append([:])
          words.append(-1)
          children[state][letter] = Int32(children.count - 1)
          state = children.count - 1
        }
      }
      if words[state] < 0 { words[state] = Int32(number) }
    }
    lay(children, letterCount: Int(letterCount))
    link(children)
  }

  /// Lays the transitions of all states into one table, each where its slots are free.
  private mutating func lay(_ children: [[UInt16: Int32]], letterCount: Int) {
    bases = Array(repeating: 0, count: children.count)
    let room = letterCount + 1
    owners = Array(repeating: -1, count: room)
    targets = Array(repeating: 0, count: room)
    var firstFree = 0
    // States with many transitions find room easily while the table is empty.
    let order = children.indices.sorted {
      (children[$1].count, $0) < (children[$0].count, $1)
    }
    for state in order where !children[state].isEmpty {
      let letters = children[state].keys.sorted()
      while firstFree < owners.count, owners[firstFree] >= 0 { firstFree += 1 }
      var base = max(0, firstFree - Int(letters[0]))
      while true {
        let missing = base + room - owners.count
        if missing > 0 {
          owners += Array(repeating: -1, count: missing)
          targets += Array(repeating: 0, count: missing)
        }
        if letters.allSatisfy({ owners[base + Int($0)] < 0 }) { break }
        base += 1
      }
      bases[state] = Int32(base)
      for (letter, target) in children[state] {
        owners[base + Int(letter)] = Int32(state)
        targets[base + Int(letter)] = target
      }
    }
    let last = (bases.max() ?? 0) + Int32(room)
    owners += Array(repeating: -1, count: max(0, Int(last) - owners.count))
    targets += Array(repeating: 0, count: max(0, Int(last) - targets.count))
  }

  private mutating func link(_ children: [[UInt16: Int32]]) {
    failures = Array(repeating: 0, count: children.count)
    outputs = failures
    var queue = children[0].values.map(Int.init).sorted()
    for state in queue where words[state] >= 0 { outputs[state] = Int32(state) }
    var next = 0
    while next < queue.count {
      let state = queue[next]
      next += 1
      for (letter, target) in children[state] {
        let failure = step(from: Int(failures[state]), over: Int(letter))
        failures[Int(target)] = Int32(failure)
        outputs[Int(target)] = words[Int(target)] >= 0 ? target : outputs[failure]
        queue.append(Int(target))
      }
    }
  }

  private func step(from state: Int, over letter: Int) -> Int {
    var state = state
    while true {
      let slot = Int(bases[state]) + letter
      if owners[slot] == state { return Int(targets[slot]) }
      if state == 0 { return 0 }
      state = Int(failures[state])
    }
  }

  /// All hits, in the order of their ends; of hits with one end the longest comes first.
  func hits(in text: [UInt16]) -> [Hit] {
    var found: [Hit] = []
    found.reserveCapacity(text.count / 2)
    var state = 0
    for place in text.indices {
      let letter = Int(letters[Int(text[place])])
      guard letter != 0 else {
        state = 0
        continue
      }
      state = step(from: state, over: letter)
      var output = Int(outputs[state])
      while output != 0 {
        let word = words[output]
        let end = Int32(truncatingIfNeeded: place + 1)
        found.append(Hit(word: word, start: end - lengths[Int(word)], end: end))
        output = Int(outputs[Int(failures[output])])
      }
    }
    return found
  }
}
