import TestSupport
import Testing

@testable import SyncProtocol

@Suite("Frame headers")
struct FrameHeaderTests {
  private let header = FrameHeader(
    type: .delta, flags: [.lastInBatch, .historical], origin: 220_821, logID: logID(7),
    sequence: 0x0102_0304_0506_0708, previousHash: entryHash(9), clock: 0x1112_1314_1516_1718,
    body: [1, 2, 3])

  @Test("The checksum is the Castagnoli one")
  func checksum() {
    #expect(CRC32C.checksum(of: Array("123456789".utf8)) == 0xE306_9283)
    #expect(CRC32C.checksum(of: []) == 0)
    // 32 zero bytes, as RFC 3720 gives them.
    #expect(CRC32C.checksum(of: Array(repeating: 0, count: 32)) == 0x8A91_36AA)
  }

  @Test("SHA-256 is the one of FIPS 180-4")
  func sha256() {
    #expect(
      EntryHash.sha256(of: Array("abc".utf8)).description
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }

  @Test("A header survives the wire, and every field has its place")
  func roundTrip() throws {
    let bytes = header.encoded
    #expect(bytes.count == 128)
    #expect(try FrameHeader(decoding: bytes) == header)
    #expect(Array(bytes[0..<8]) == [0x55, 0x53, 0x59, 1, 1, 0b110, 0, 0])
    #expect(Array(bytes[8..<16]) == [0, 0x03, 0x5E, 0x95, 0, 0, 0, 3])
    #expect(Array(bytes[16..<32]) == logID(7).bytes)
    #expect(Array(bytes[32..<40]) == [1, 2, 3, 4, 5, 6, 7, 8])
    #expect(Array(bytes[40..<72]) == entryHash(9).bytes)
    #expect(Array(bytes[76..<84]) == [0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18])
    #expect(Array(bytes[84..<116]) == EntryHash.sha256(of: [1, 2, 3]).bytes)
    #expect(Array(bytes[116...]) == Array(repeating: 0, count: 12))
  }

  @Test("Random headers survive the wire")
  func randomRoundTrips() throws {
    var generator = SeededGenerator(seed: 10)
    for _ in 0..<1_000 {
      let header = FrameHeader(
        type: MessageType(rawValue: UInt8(truncatingIfNeeded: generator.next())),
        flags: generator.pick([[], .historical, .lastInBatch, .mustUnderstand]),
        origin: UInt32(truncatingIfNeeded: generator.next()),
        logID: .random(using: &generator), sequence: generator.hostileNumber(),
        previousHash: entryHash(UInt8(truncatingIfNeeded: generator.next())),
        clock: generator.next(), body: generator.bytes(generator.number(0...40)))
      #expect(try FrameHeader(decoding: header.encoded) == header)
    }
  }

  @Test("Any single damaged bit is seen")
  func damagedBits() {
    let bytes = header.encoded
    for bit in 0..<(bytes.count * 8) {
      var damaged = bytes
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(throws: ProtocolError.self, "bit \(bit)") { try FrameHeader(decoding: damaged) }
    }
  }

  @Test("A header of another length is refused", arguments: [0, 1, 72, 127, 129, 256, 100_000])
  func lengths(count: Int) {
    let bytes = Array((header.encoded + Array(repeating: 0, count: 100_000)).prefix(count))
    let error = #expect(throws: ProtocolError.self) { try FrameHeader(decoding: bytes) }
    #expect(error?.code == .malformedFrame)
  }

  @Test("Another magic, version or mark has its own error")
  func kinds() {
    func code(_ change: (inout [UInt8]) -> Void) -> ProtocolError.Code? {
      var bytes = header.encoded
      change(&bytes)
      return #expect(throws: ProtocolError.self) { try FrameHeader(decoding: bytes) }?.code
    }
    #expect(code { $0[0] = 0x54 } == .malformedFrame)
    #expect(code { $0[3] = 2 } == .unsupportedVersion)
    #expect(code { $0[75] ^= 1 } == .malformedFrame)
    #expect(code { $0 = resealed($0) { $0[5] = 0b1000_0001 } } == .unsupportedVersion)
  }

  @Test("An unknown mark or reserved byte is no error where it need not be understood")
  func unknownMarks() throws {
    let bytes = resealed(header.encoded) {
      $0[5] = 0b1000_0000
      $0[6] = 0xFF
      $0[127] = 0xFF
    }
    #expect(try FrameHeader(decoding: bytes).flags.rawValue == 0b1000_0000)
  }

  @Test("A body is held against the header")
  func bodies() throws {
    try header.check(body: [1, 2, 3])
    for body in [[], [1, 2], [1, 2, 4], [1, 2, 3, 0]] as [[UInt8]] {
      let error = #expect(throws: ProtocolError.self) { try header.check(body: body) }
      #expect(error?.code == .damagedBody)
    }
    let largest = [UInt8](repeating: 0, count: Limits.bodyBytes)
    try FrameHeader(type: .bye, origin: 1, body: largest).check(body: largest)
    let error = #expect(throws: ProtocolError.self) {
      try FrameHeader(type: .bye, origin: 1, body: largest + [0]).check(body: largest + [0])
    }
    #expect(error?.code == .oversized)
  }
}

/// Changes a header's bytes and makes its checksum fit again.
func resealed(_ header: [UInt8], _ change: (inout [UInt8]) -> Void) -> [UInt8] {
  var bytes = header
  change(&bytes)
  let checksum = CRC32C.checksum(of: bytes[..<72] + bytes[76...])
  for offset in 0..<4 {
    bytes[72 + offset] = UInt8(truncatingIfNeeded: checksum >> UInt32(24 - 8 * offset))
  }
  return bytes
}
