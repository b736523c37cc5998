/// Finds all words of a vocabulary in one pass over a text (Aho and Corasick 1975).
///
/// Work is proportional to the text and what is found in it, however large the vocabulary.
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

  /// Transitions of a state: its slots in ``edgeScalars`` and ``edgeTargets``, sorted by scalar.
  private var edgeStarts: [Int32] = []
  private var edgeScalars: [UInt16] = []
  private var edgeTargets: [Int32] = []
  /// The transitions of the root, by scalar.
  private var roots: [Int32]
  private var failures: [Int32] = []
  /// The word that ends in a state, or -1.
  private var words: [Int32] = []
  /// The next state on the failure path in which a word ends, or 0.
  private var outputs: [Int32] = []
  private let lengths: [Int]

  /// Builds the automaton; word numbers are the places in the list, empty words are never found.
  init(_ vocabulary: [[UInt16]]) {
    roots = Array(repeating: 0, count: 0x1_0000)
    lengths = vocabulary.map(\.count)
    var children: [[UInt16: Int32]] = [[:]]
    words = [-1]
    for (number, word) in vocabulary.enumerated() where !word.isEmpty {
      var state = 0
      for scalar in word {
        if let next = children[state][scalar] {
          state = Int(next)
        } else {
          children.append([:])
          words.append(-1)
          children[state][scalar] = Int32(children.count - 1)
          state = children.count - 1
        }
      }
      if words[state] < 0 { words[state] = Int32(number) }
    }
    for edges in children {
      edgeStarts.append(Int32(edgeScalars.count))
      for (scalar, target) in edges.sorted(by: { $0.key < $1.key }) {
        edgeScalars.append(scalar)
        edgeTargets.append(target)
      }
    }
    edgeStarts.append(Int32(edgeScalars.count))
    for (scalar, target) in children[0] { roots[Int(scalar)] = target }
    link(children)
  }

  private mutating func link(_ children: [[UInt16: Int32]]) {
    failures = Array(repeating: 0, count: children.count)
    outputs = failures
    var queue = children[0].values.map(Int.init).sorted()
    var next = 0
    while next < queue.count {
      let state = queue[next]
      next += 1
      for (scalar, target) in children[state] {
        let failure = step(from: Int(failures[state]), over: scalar)
        failures[Int(target)] = Int32(failure)
        outputs[Int(target)] =
          words[failure] >= 0 ? Int32(failure) : outputs[failure]
        queue.append(Int(target))
      }
    }
  }

  private func target(from state: Int, over scalar: UInt16) -> Int {
    if state == 0 { return Int(roots[Int(scalar)]) }
    var low = Int(edgeStarts[state])
    var high = Int(edgeStarts[state + 1])
    while low < high {
      let middle = (low + high) / 2
      if edgeScalars[middle] < scalar { low = middle + 1 } else { high = middle }
    }
    let isFound = low < Int(edgeStarts[state + 1]) && edgeScalars[low] == scalar
    return isFound ? Int(edgeTargets[low]) : 0
  }

  private func step(from state: Int, over scalar: UInt16) -> Int {
    var state = state
    while true {
      let next = target(from: state, over: scalar)
      if next != 0 || state == 0 { return next }
      state = Int(failures[state])
    }
  }

  /// All hits, in the order of their ends; of hits with one end the longest comes first.
  func hits(in text: [UInt16]) -> [Hit] {
    var found: [Hit] = []
    found.reserveCapacity(text.count / 3)
    var state = 0
    for (place, scalar) in text.enumerated() {
      state = step(from: state, over: scalar)
      var output = words[state] >= 0 ? state : Int(outputs[state])
      while output != 0 {
        let word = words[output]
        found.append(
          Hit(word: word, start: Int32(place + 1 - lengths[Int(word)]), end: Int32(place + 1)))
        output = Int(outputs[output])
      }
    }
    return found
  }
}
