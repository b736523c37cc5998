import Daemons
import Foundation
import Reports
import SyncProtocol
import Testing
import ZeroMQ

@Suite("Hostile peers of an aggregator")
struct HostileTests {
  /// A client that holds an area's key and sends what it likes.
  private final class Client {
    private let context: Context
    private let socket: Socket

    init(_ kind: Socket.Kind, keyOf area: AreaCode, port: UInt16, in city: TestCity) throws {
      context = try Context()
      var options = SocketOptions()
      options.maximumMessageBytes = -1
      options.lingerMs = 1_000
      let socket = try Socket(context, kind, options: options)
      let keys = try KeyFile.readSecret(at: "\(city.folder)/\(area)/node.key")
      try socket.configureCurveClient(
        serverKey: try KeyFile.readPublic(at: "\(city.folder)/city/city.key.pub"),
        publicKey: keys.publicKey, secretKey: keys.secretKey)
      try socket.connect("tcp://127.0.0.1:\(port)")
      self.socket = socket
    }

    func send(_ frames: [[UInt8]]) throws {
      guard try socket.send(Message(frames: frames)) == .sent else {
        throw Failure("nothing could be sent")
      }
    }

    /// Whether something has come, which is what a subscription is to a publisher.
    func hasReceived() throws -> Bool {
      try !socket.receive(upTo: 16).isEmpty
    }
  }

  private func entry(of origin: AreaCode, about area: AreaCode) throws -> JournalEntry {
    var generator = SeededGenerator(seed: 1)
    let sentence = reportText(666, of: area)
    let delta = Delta(
      report: ReportID(area: area, period: .year(2017), series: .annual),
      document: DocumentReference(
        name: "x.txt", sha256: String(repeating: "0", count: 64), revision: 1),
      catalogueVersion: "1",
      puts: [
        Observation(
          key: ObservationKey(
            period: .year(2017), indicator: .recipients, part: nil, unit: .persons),
          value: 666, qualifier: .exact, writtenUnit: .persons, writtenScale: 0,
          evidence: Evidence(
            mention: "666人", start: 0, end: 4, sentence: sentence, offsetInSentence: 0))
      ], retracts: [])
    return try JournalEntry(
      after: .start(of: .random(using: &generator), origin: origin), origin: origin, clock: 0,
      body: delta.encoded)
  }

  private func waitUntilRefused(_ count: Int, by city: TestCity) async throws {
    try await waitUntil("\(count) messages are refused") {
      try await city.aggregatorStatus().refusedMessages >= count
    }
  }

  @Test("A valid key that speaks for another area is refused and counted, on both channels")
  func foreignArea() async throws {
    try await TestCity.with(areas: [.zhenlai, .tongyu]) { city in
      try await city.startAggregator()
      let entry = try entry(of: .tongyu, about: .tongyu)
      let control = try Client(.dealer, keyOf: .zhenlai, port: city.controlPort, in: city)
      try control.send(
        ControlMessage.hello(.init(head: entry.position, software: "x")).frames(origin: .tongyu))
      try await waitUntilRefused(1, by: city)
      try control.send(
        ControlMessage.replay(
          .init(logID: entry.header.logID, head: entry.position, entries: [entry])
        ).frames(origin: .tongyu))
      try await waitUntilRefused(2, by: city)
      let live = try Client(.xpub, keyOf: .zhenlai, port: city.livePort, in: city)
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

  @Test("An entry that is another area's on the inside is kept as evidence and changes nothing")
  func foreignRows() async throws {
    try await TestCity.with(areas: [.zhenlai, .tongyu]) { city in
      try await city.startAggregator()
      let entry = try entry(of: .zhenlai, about: .tongyu)
      let control = try Client(.dealer, keyOf: .zhenlai, port: city.controlPort, in: city)
      try control.send(
        ControlMessage.replay(
          .init(logID: entry.header.logID, head: entry.position, entries: [entry])
        ).frames(origin: .zhenlai))
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
      let control = try Client(.dealer, keyOf: .zhenlai, port: city.controlPort, in: city)
      for count in 1...300 {
        try control.send([
          (0..<(count % 130)).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
        ])
        try control.send(Array(repeating: [], count: count))
      }
      try await waitUntilRefused(600, by: city)
      // libzmq cuts the connection, and takes the client back when it comes again.
      try control.send([Array(repeating: 1, count: Limits.frameBytes + 1)])
      let live = try Client(.xpub, keyOf: .zhenlai, port: city.livePort, in: city)
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
}
