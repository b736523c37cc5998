/// A set of folded scalars: a bit for each of the basic plane.
struct ScalarSet: Sendable {
  private var bits: [UInt64] = Array(repeating: 0, count: 0x1_0000 / 64)

  init(_ scalars: String) {
    for scalar in scalars.utf16 { bits[Int(scalar >> 6)] |= 1 << UInt64(scalar & 63) }
  }

  func contains(_ scalar: UInt16) -> Bool {
    bits[Int(scalar >> 6)] & (1 << UInt64(scalar & 63)) != 0
  }
}
