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
  /// The finished automaton, laid as a step needs it: what is looked up together lies together.
  private var slots: [Slot] = []
  private var states: [State] = []

  private struct Slot {
    let owner: Int32
    let target: Int32
  }

  private struct State {
    let base: Int32
    let failure: Int32
    let output: Int32
    /// Of a state in which a word ends: the word, its length, and the next one on the failure path.
    let word: Int32
    let length: Int32
    let next: Int32
  }

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
    slots = zip(owners, targets).map { Slot(owner: $0, target: $1) }
    states = bases.indices.map { state in
      let word = words[state]
      return State(
        base: bases[state], failure: failures[state], output: outputs[state], word: word,
        length: word < 0 ? 0 : lengths[Int(word)], next: outputs[Int(failures[state])])
    }
    // What was only needed to build it.
    (bases, owners, targets, failures, outputs, words) = ([], [], [], [], [], [])
  }

  /// Lays the transitions of all states into one table, each where its slots are free.
  ///
  /// Most states have one transition: these fill the end one by one, without a search. A process
  /// that reads one report must not spend its time here.
  private mutating func lay(_ children: [[UInt16: Int32]], letterCount: Int) {
    bases = Array(repeating: 0, count: children.count)
    let room = letterCount + 1
    let branching = children.indices.filter { children[$0].count > 1 }
    // States with many transitions find room easily while the table is empty.
    let order = branching.sorted { (children[$1].count, $0) < (children[$0].count, $1) }
    owners = Array(repeating: -1, count: room)
    targets = Array(repeating: 0, count: room)
    var base = 0
    var size = Int.max
    for state in order {
      let letters = children[state].keys.sorted().map(Int.init)
      // Fewer transitions may fit where more did not; equally many did not before the last place.
      if letters.count < size {
        size = letters.count
        base = 0
      }
      while !isFree(base, letters) { base += 1 }
      put(children[state], of: state, at: base)
    }
    var slot = max(owners.count, room)
    for state in children.indices where children[state].count == 1 {
      for letter in children[state].keys { put(children[state], of: state, at: slot - Int(letter)) }
      slot += 1
    }
    // So that a step never leaves the table.
    grow(to: Int(bases.max() ?? 0) + room)
  }

  private func isFree(_ base: Int, _ letters: [Int]) -> Bool {
    for letter in letters where base + letter < owners.count && owners[base + letter] >= 0 {
      return false
    }
    return true
  }

  private mutating func put(_ transitions: [UInt16: Int32], of state: Int, at base: Int) {
    bases[state] = Int32(base)
    for (letter, target) in transitions {
      let slot = base + Int(letter)
      grow(to: slot + 1)
      owners[slot] = Int32(state)
      targets[slot] = target
    }
  }

  private mutating func grow(to count: Int) {
    while owners.count < count {
      owners.append(-1)
      targets.append(0)
    }
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
    found.reserveCapacity(text.count)
    slots.withUnsafeBufferPointer { slots in
      states.withUnsafeBufferPointer { states in
        letters.withUnsafeBufferPointer { letters in
          var state = 0
          for (place, scalar) in text.enumerated() {
            let letter = Int(letters[Int(scalar)])
            guard letter != 0 else {
              state = 0
              continue
            }
            while true {
              let slot = slots[Int(states[state].base) + letter]
              if slot.owner == state {
                state = Int(slot.target)
                break
              }
              if state == 0 { break }
              state = Int(states[state].failure)
            }
            var output = Int(states[state].output)
            while output != 0 {
              let end = Int32(truncatingIfNeeded: place + 1)
              found.append(
                Hit(word: states[output].word, start: end - states[output].length, end: end))
              output = Int(states[output].next)
            }
          }
        }
      }
    }
    return found
  }
}
