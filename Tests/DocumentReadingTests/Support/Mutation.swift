import TestSupport

/// Changes that a broken disk or an attacker makes to a file.
enum Mutation {
  /// The bytes changed at some places, cut or doubled; so many of the first stay, and the kind with
  /// them.
  static func of(
    _ bytes: [UInt8], keeping: Int, using generator: inout SeededGenerator
  ) -> [UInt8] {
    var changed = bytes
    for _ in 0..<Int.random(in: 1...4, using: &generator) where changed.count > keeping + 8 {
      let place = Int.random(in: keeping..<changed.count, using: &generator)
      let length = min(changed.count - place, Int.random(in: 1...64, using: &generator))
      switch Int.random(in: 0..<10, using: &generator) {
      case 0...3: changed[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 4...5: changed[place] = UInt8.random(in: .min ... .max, using: &generator)
      case 6: changed.removeSubrange(place..<(place + length))
      case 7: changed.insert(contentsOf: changed[place..<(place + length)], at: place)
      case 8: for index in place..<(place + length) { changed[index] = 0xFF }
      default: changed.removeLast(changed.count - place)
      }
    }
    return changed
  }
}
