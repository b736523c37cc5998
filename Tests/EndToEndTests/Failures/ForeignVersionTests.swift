import Daemons
import Reports
import SyncProtocol
import Testing
import ZeroMQ

/// Failures 14 and 15: entries that nobody can read, and peers that are newer. Invariant I3.
@Suite("Failures of understanding")
struct ForeignVersionTests {
  private let area = AreaCode.zhenlai

  /// Greets and waits for the answer.
  private func greet(
    _ peer: RawPeer, _ hello: [[UInt8]]
  ) async throws -> ControlMessage.Welcome {
    try peer.send(hello)
    return try await peer.answer("WELCOME") { if case .welcome(let it) = $0 { it } else { nil } }
  }

  private func acknowledgement(of sequence: UInt64, to peer: RawPeer) async throws {
    try await peer.answer("ACK of \(sequence)") {
      if case .ack(let cursor, _) = $0, cursor?.sequence == sequence { true } else { nil }
    }
  }

  /// A field that this version does not know, as protobuf encodes it: number 200, some text.
  private let unknownField: [UInt8] = [0xC2, 0x0C, 5] + Array("later".utf8)

  @Test("Failure 14: a poison entry is put aside and told of, and what follows it is merged")
  func poison() async throws {
    try await TestCity.with(areas: [area, .tongyu]) { city in
      try await city.startAggregator()
      try await city.startNode(.tongyu)
      var journal = TestJournal(of: area)
      try journal.append(recipients: 1300)
      try journal.append(body: [0xFF, 0xFF, 0xFF])
      try journal.append(recipients: 1301)
      let peer = try RawPeer(.dealer, keyOf: area, port: city.controlPort, in: city)
      _ = try await greet(peer, journal.hello.frames(origin: area))
      try peer.send(journal.replay, as: area)
      let rejected: UInt64 = try await peer.answer("REJECT") {
        if case .reject(_, let sequence, _) = $0 { sequence } else { nil }
      }
      #expect(rejected == 2)
      try await acknowledgement(of: 3, to: peer)

      #expect(try await city.recipients() == 1301)
      #expect(try await city.aggregatorStatus().poisonedEntries == 1)
      #expect(try await city.aggregatorStatus(of: area).counts?.poisoned == 1)
      #expect(
        try rows(of: city.site.store, "SELECT hex(body) FROM entry WHERE poison IS NOT NULL")
          == ["FFFFFF"])
      // The dead letter is counted after a restart too, and hinders nobody.
      try await city.stopAggregator()
      try await city.startAggregator()
      #expect(try await city.aggregatorStatus().poisonedEntries == 1)
      try await city.push(recipients: 100, at: .tongyu)
      try await city.waitUntilEqual([.tongyu])
      #expect(try await city.recipients() == 1401)
    }
  }

  @Test("Failure 15: features and fields of a later version are taken, in HELLO and in entries")
  func laterVersion() async throws {
    try await TestCity.with { city in
      try await city.startAggregator()
      var journal = TestJournal(of: area)
      let body = TestJournal.delta(1300, of: area, revision: 1).encoded + unknownField
      try journal.append(body: body)
      try journal.append(recipients: 1301)
      let hello = ControlMessage.hello(
        .init(
          versions: 1...7, features: ["snapshots-in-colour"], head: journal.head,
          software: "later/9"))
      let bytes = hello.frames(origin: area)[1] + unknownField
      let header = FrameHeader(type: .hello, origin: area.number, body: bytes)
      let peer = try RawPeer(.dealer, keyOf: area, port: city.controlPort, in: city)
      let welcome = try await greet(peer, [header.encoded, bytes])
      #expect(welcome.version == 1)
      #expect(welcome.features.isEmpty)

      try peer.send(journal.replay, as: area)
      try await acknowledgement(of: 2, to: peer)
      #expect(try await city.recipients() == 1301)
      #expect(try await city.aggregatorStatus().poisonedEntries == 0)
      #expect(try await city.aggregatorStatus().refusedMessages == 0)
      // The very bytes are kept, so that a later version can read them.
      let kept = body.map { byte in
        let digits = String(byte, radix: 16, uppercase: true)
        return digits.count == 1 ? "0" + digits : digits
      }
      #expect(
        try rows(of: city.site.store, "SELECT hex(body) FROM entry ORDER BY id LIMIT 1")
          == [kept.joined()])
    }
  }

  @Test("Failure 15: a node without a common version is told so, and the others go on")
  func noCommonVersion() async throws {
    try await TestCity.with(areas: [area, .tongyu]) { city in
      try await city.startAggregator()
      try await city.startNode(.tongyu)
      let journal = TestJournal(of: area)
      let peer = try RawPeer(.dealer, keyOf: area, port: city.controlPort, in: city)
      try peer.send(
        .hello(.init(versions: 8...9, head: journal.head, software: "later/9")), as: area)
      let error: ProtocolError = try await peer.answer("FAIL") {
        if case .fail(let error) = $0 { error } else { nil }
      }
      #expect(error.code == .unsupportedVersion)
      #expect(try await city.aggregatorStatus(of: area).state == "refused")
      try await city.push(recipients: 100, at: .tongyu)
      try await city.waitUntilEqual([.tongyu])
    }
  }
}
