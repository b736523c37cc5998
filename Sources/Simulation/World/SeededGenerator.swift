internal import SyncProtocol

/// All chance of a simulated world comes from one seed.
typealias SeededGenerator = SplitMix64

extension SplitMix64 {
  /// A number of a range. The bias of the multiplication is far below what a simulation could tell.
  mutating func number(_ range: ClosedRange<Int>) -> Int {
    let width = UInt64(range.upperBound - range.lowerBound) + 1
    return range.lowerBound + Int(next().multipliedFullWidth(by: width).high)
  }

  /// A number of a range, as milliseconds.
  mutating func milliseconds(_ range: ClosedRange<Int>) -> Int64 {
    Int64(number(range))
  }

  /// Whether something happens that happens so many times of a hundred.
  mutating func chance(_ percent: Int) -> Bool {
    percent > 0 && number(0...99) < percent
  }

  /// Whether something happens that happens so many times of a thousand.
  mutating func strikes(_ perMille: Int) -> Bool {
    perMille > 0 && number(0...999) < perMille
  }

  /// One of several.
  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[number(0...(elements.count - 1))]
  }

  /// So many bytes of chance.
  mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) }
  }

  /// A number as an attacker would send it: mostly small, often at an edge.
  mutating func hostileNumber() -> UInt64 {
    switch number(0...13) {
    case 0: 0
    case 1: 1
    case 2: 2
    case 3: 63
    case 4: 64
    case 5: 65
    case 6: 256
    case 7: 257
    case 8: next()
    case 9: .max / 2
    case 10: .max - 1
    case 11: .max
    case 12: UInt64(UInt32.max)
    default: UInt64(number(0...100))
    }
  }
}
