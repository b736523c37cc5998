import Daemons
import Foundation
import Reports
import SyncProtocol
import Testing
import ZeroMQ

/// Failure 9: all nodes of a province come back at once. Invariant I7.
@Suite("Failures of a crowd")
struct CrowdTests {
  /// How many nodes return: a thousand, or as many as this machine's limit of open files lets two
  /// processes have.
  private static let count = 1_000

  @Test("Failure 9: a thousand nodes return at once, at most 16 catch up together, live goes on")
  func thousand() async throws {
    let crowd = try Crowd(count: Self.count, entriesEach: 3)
    try await TestCity.with(areas: [.zhenlai], extending: crowd.grants) { city in
      try await city.start()
      let control = city.aggregatorState + "/control.sock"
      try crowd.connect(to: city)
      var mostTogether = 0
      var mergedBefore: Int?
      var polls = 0
      var pushed: UInt64?
      try await waitUntil("all have caught up", within: 150) {
        try crowd.turn()
        polls += 1
        if crowd.greeted == Self.count, pushed == nil {
          pushed = try await city.push(recipients: 1300, at: .zhenlai).sequence
        }
        guard polls % 20 == 0 else { return false }
        let origins = try await DaemonClient.aggregatorStatus(controlPath: control).origins
        let together = origins.count { $0.state == "catching-up" }
        mostTogether = max(mostTogether, together)
        let done = origins.count { $0.cursor == 3 }
        if mergedBefore == nil, origins.first(where: { $0.area == .zhenlai })?.cursor == 1 {
          mergedBefore = done
        }
        return done == Self.count && crowd.isDone
      }
      let status = try await DaemonClient.aggregatorStatus(controlPath: control)
      #expect(status.waitsAsked > 0)
      #expect(status.refusedMessages == 0)
      #expect(mostTogether <= Limits.replaysTogether)
      #expect(mostTogether > 0)
      // The live delta did not wait until the crowd was through.
      #expect(try #require(mergedBefore) < Self.count)
      #expect(status.observationCount == Self.count + 1)
      print(
        "crowd: \(Self.count) nodes, \(status.waitsAsked) were told to WAIT, at most"
          + " \(mostTogether) seen catching up together, \(mergedBefore ?? 0) were through when the"
          + " live delta was merged, aggregator VmRSS"
          + " \(try city.aggregator().residentBytes() / 1024) KiB")
    }
  }
}

/// Nodes that live in this process: real sockets and the real state machine, a journal in memory.
private final class Crowd {
  private struct Node {
    let journal: TestJournal
    let keys: CurveKeyPair
    var session: NodeSession
    var inbox: [NodeSession.Event] = [.connected]
  }

  /// Not more in one context than it takes by default.
  private static let socketsOfContext = 500

  private var nodes: [Node]
  private var lines: [Line] = []
  private let clock = ContinuousClock()
  private let begin: ContinuousClock.Instant
  private(set) var greeted = 0

  /// A connection.
  private final class Line {
    let socket: Socket

    init(_ socket: consuming Socket) {
      self.socket = socket
    }
  }

  init(count: Int, entriesEach: Int) throws {
    begin = clock.now
    nodes = try (1...count).map { number in
      guard let area = AreaCode(number: 300_000 + UInt32(number)) else {
        throw Failure("there is no area \(number)")
      }
      var journal = TestJournal(of: area)
      for revision in 1...entriesEach { try journal.append(recipients: number * 10 + revision) }
      let state = JournalState(
        head: journal.head, base: .nothing(before: journal.head.logID, origin: area))
      return Node(
        journal: journal, keys: try .generate(),
        session: NodeSession(
          origin: area, journal: state, software: "crowd", jitterSeed: UInt64(number), nowMs: 0))
    }
  }

  /// The list of areas with these and the built-in ones, and the keys of these.
  var grants: TestCity.ExtraGrants {
    let heading = "code,name_zh,name_en,aliases,parent"
    let builtIn = AreaList.builtIn.areas.map {
      "\($0.code),\($0.nameZh),\($0.nameEn),,\($0.parent.map(\.description) ?? "")"
    }
    let own = nodes.map { "\($0.journal.area),县\($0.journal.area),County,," }
    return TestCity.ExtraGrants(
      areaList: ([heading] + builtIn + own).joined(separator: "\n"),
      grants: nodes.map {
        .init(holder: .area($0.journal.area), key: $0.keys.publicKey, note: "")
      })
  }

  /// Connects all at once.
  func connect(to city: TestCity) throws {
    let server = try KeyFile.readPublic(at: city.site.key + ".pub")
    var context = try Context()
    for (number, node) in nodes.enumerated() {
      if number > 0, number % Self.socketsOfContext == 0 { context = try Context() }
      let socket = try Socket(context, .dealer)
      try socket.configureCurveClient(
        serverKey: server, publicKey: node.keys.publicKey, secretKey: node.keys.secretKey)
      try socket.connect("tcp://127.0.0.1:\(city.controlPort)")
      lines.append(Line(socket))
    }
  }

  /// Lets each node take what has come, and do what is due.
  func turn() throws {
    let elapsed = begin.duration(to: clock.now).components
    let nowMs = elapsed.seconds * 1_000 + elapsed.attoseconds / 1_000_000_000_000_000
    for index in nodes.indices {
      var events = nodes[index].inbox + [.tick]
      nodes[index].inbox = []
      for message in try lines[index].socket.receive(upTo: 16) {
        events.append(.received(try ControlMessage.decode(frames: message.frames).message))
      }
      while !events.isEmpty {
        for action in nodes[index].session.handle(events.removeFirst(), nowMs: nowMs) {
          if let event = try perform(action, at: index) { events.append(event) }
        }
      }
    }
  }

  private func perform(_ action: NodeSession.Action, at index: Int) throws -> NodeSession.Event? {
    switch action {
    case .send(let message):
      if case .hello = message { greeted += 1 }
      _ = try lines[index].socket.send(
        Message(frames: message.frames(origin: nodes[index].journal.area)))
      return nil
    case .readEntries(let range):
      return .entriesRead(
        nodes[index].journal.entries.filter { range.contains($0.header.sequence) })
    case .publish, .reconnect, .readChunk, .openLog:
      // LIVE has nothing to lose here; the others have no reason to come.
      return nil
    }
  }

  /// Whether all that the nodes hold is acknowledged to them.
  var isDone: Bool {
    nodes.allSatisfy { $0.session.acknowledged == $0.journal.head.sequence }
  }
}
