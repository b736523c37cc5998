internal import SyncProtocol

extension SeededGenerator {
  /// Damages a run of bytes as networks, disks and attackers do: flipped bits, cuts, insertions,
  /// runs copied elsewhere, and numbers at their edges where a length may stand.
  mutating func mutate(_ bytes: inout [UInt8]) {
    for _ in 0..<number(1...4) { mutateOnce(&bytes) }
  }

  private mutating func mutateOnce(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else {
      bytes = self.bytes(number(0...16))
      return
    }
    let place = number(0...(bytes.count - 1))
    switch number(0...6) {
    case 0: bytes[place] ^= 1 << UInt8(number(0...7))
    case 1: bytes[place] = UInt8(truncatingIfNeeded: next())
    case 2: bytes.removeLast(bytes.count - place)
    case 3: bytes.insert(contentsOf: self.bytes(number(1...9)), at: place)
    case 4: lieAboutLength(&bytes, at: place)
    case 5:
      let end = number(place...(bytes.count - 1))
      bytes.insert(contentsOf: bytes[place...end], at: number(0...(bytes.count - 1)))
    default: bytes.removeSubrange(place...number(place...(bytes.count - 1)))
    }
  }

  /// Writes a number of chance or at an edge over what may be a length: as protobuf writes it, or
  /// big-endian as the header does.
  private mutating func lieAboutLength(_ bytes: inout [UInt8], at place: Int) {
    var rest = hostileNumber()
    var written: [UInt8] = []
    if chance(50) {
      while rest >= 0x80 {
        written.append(UInt8(truncatingIfNeeded: rest) | 0x80)
        rest >>= 7
      }
      written.append(UInt8(rest))
    } else {
      written = (0..<4).map { UInt8(truncatingIfNeeded: rest >> (24 - 8 * $0)) }
    }
    bytes.replaceSubrange(place..<min(bytes.count, place + written.count), with: written)
  }

  /// Damages a message's frames: their bytes, their number and their order, or some come from
  /// another message.
  mutating func mutate(_ frames: inout [[UInt8]], with other: [[UInt8]]) {
    for _ in 0..<number(1...3) {
      guard !frames.isEmpty else { return frames = other }
      let place = number(0...(frames.count - 1))
      switch number(0...6) {
      case 0: frames.remove(at: place)
      case 1: frames.insert(frames[place], at: place)
      case 2: frames.swapAt(place, number(0...(frames.count - 1)))
      case 3 where !other.isEmpty: frames[place] = pick(other)
      case 4 where !other.isEmpty: frames += other
      default: mutate(&frames[place])
      }
    }
  }
}
