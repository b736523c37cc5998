import Daemons
import Foundation
import Reports
import SyncProtocol
import TestSupport
import Testing
import ZeroMQ

@Suite("Hostile peers of an aggregator")
struct HostileTests {
  private func waitUntilRefused(_ count: Int, by city: TestCity) async throws {
    try await waitUntil("\(count) messages are refused") {
      try await city.aggregatorStatus().refusedMessages >= count
    }
  }

  @Test(
    "Failure 12: a valid key that speaks for another area is refused and counted, on both channels")
  func foreignArea() async throws {
    try await TestCity.with(areas: [.zhenlai, .tongyu]) { city in
      try await city.startAggregator()
      var journal = TestJournal(of: .tongyu)
      let entry = try journal.append(recipients: 666)
      let control = try RawPeer(.dealer, keyOf: .zhenlai, port: city.controlPort, in: city)
      try control.send(journal.hello, as: .tongyu)
      try await waitUntilRefused(1, by: city)
      try control.send(journal.replay, as: .tongyu)
      try await waitUntilRefused(2, by: city)
      let live = try RawPeer(.xpub, keyOf: .zhenlai, port: city.livePort, in: city)
      try await waitUntil("the aggregator subscribes") { try live.hasReceived() }
      try live.send(LiveMessage.entry(entry).frames(origin: .tongyu))
      try await waitUntilRefused(3, by: city)
      #expect(try await city.aggregatorStatus().observationCount == 0)
      #expect(try await city.aggregatorStatus(of: .tongyu).state == "never-heard")
      #expect(try city.aggregator().errors.contains("refused"))

      for area in city.areas {
        try await city.startNode(area)
        try await city.push(recipients: 100, at: area)
      }
      try await city.waitUntilEqual()
      #expect(try await city.recipients() == 200)
    }
  }

  @Test(
    "Failure 12: an entry that is another area's on the inside is kept as evidence and changes nothing"
  )
  func foreignRows() async throws {
    try await TestCity.with(areas: [.zhenlai, .tongyu]) { city in
      try await city.startAggregator()
      var journal = TestJournal(of: .zhenlai)
      try journal.append(recipients: 666, about: .tongyu)
      let control = try RawPeer(.dealer, keyOf: .zhenlai, port: city.controlPort, in: city)
      try control.send(journal.replay, as: .zhenlai)
      try await waitUntil("the entry is put aside") {
        try await city.aggregatorStatus(of: .zhenlai).cursor == 1
      }
      #expect(try await city.aggregatorStatus(of: .zhenlai).counts?.poisoned == 1)
      #expect(try await city.aggregatorStatus().observationCount == 0)
      try await city.startNode(.tongyu)
      try await city.push(recipients: 100, at: .tongyu)
      try await city.waitUntilEqual([.tongyu])
      #expect(try await city.recipients() == 100)
    }
  }

  @Test("Garbage, oversized frames and bytes of no protocol do no harm")
  func garbage() async throws {
    try await TestCity.with(areas: [.zhenlai, .tongyu]) { city in
      try await city.startAggregator()
      var generator = SeededGenerator(seed: 2)
      for port in [city.livePort, city.controlPort, city.totalsPort] {
        let raw = try (0..<8).map { _ in try RawConnection(port: port) }
        for connection in raw {
          connection.send((0..<4096).map { _ in UInt8(truncatingIfNeeded: generator.next()) })
        }
        try RawConnection(port: port).send(Array("GET / HTTP/1.1\r\n\r\n".utf8))
      }
      let control = try RawPeer(.dealer, keyOf: .zhenlai, port: city.controlPort, in: city)
      for count in 1...300 {
        try control.send([
          (0..<(count % 130)).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
        ])
        try control.send(Array(repeating: [], count: count))
      }
      try await waitUntilRefused(600, by: city)
      // libzmq cuts the connection, and takes the client back when it comes again.
      try control.send([Array(repeating: 1, count: Limits.frameBytes + 1)])
      let live = try RawPeer(.xpub, keyOf: .zhenlai, port: city.livePort, in: city)
      try await waitUntil("the aggregator subscribes") { try live.hasReceived() }
      try live.send([LiveMessage.topic(of: .zhenlai), [1, 2, 3], [], []])
      try live.send([LiveMessage.topic(of: .zhenlai)])
      try await waitUntilRefused(602, by: city)
      try live.send([
        LiveMessage.topic(of: .zhenlai), Array(repeating: 1, count: Limits.frameBytes + 1),
      ])

      #expect(try city.aggregator().isRunning)
      for area in city.areas {
        try await city.startNode(area)
        try await city.push(recipients: 100, at: area)
      }
      try await city.waitUntilEqual()
      #expect(try await city.recipients() == 200)
    }
  }

  @Test("Hundreds of connections without a handshake keep nobody out, and are cut")
  func withoutHandshake() async throws {
    try await TestCity.with { city in
      try await city.startAggregator()
      let silent = try [city.livePort, city.controlPort, city.totalsPort].flatMap { port in
        try (0..<100).map { _ in try RawConnection(port: port) }
      }
      try await city.startNode(.zhenlai)
      try await city.waitUntilLive()
      try await city.push(recipients: 100, at: .zhenlai)
      try await city.waitUntilEqual()
      try await waitUntil("all are cut") { silent.allSatisfy(\.isCut) }
      #expect(try await city.aggregatorStatus(of: .zhenlai).state == "live")
    }
  }
}
