internal import SyncProtocol

/// The chance of a test: one that fails can be run again with its seed.
public struct SeededGenerator: RandomNumberGenerator {
  private var generator: SplitMix64

  /// Begins with a seed.
  public init(seed: UInt64) {
    generator = SplitMix64(seed: seed)
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    generator.next()
  }

  /// One of several.
  public mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[number(0...(elements.count - 1))]
  }

  /// Whether something happens that happens so many times of a hundred.
  public mutating func chance(_ percent: Int) -> Bool {
    number(0...99) < percent
  }

  /// A number of a range.
  public mutating func number(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &self)
  }
}
