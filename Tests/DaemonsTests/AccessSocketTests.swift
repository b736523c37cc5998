import Foundation
import Reports
import SyncProtocol
import Testing
import ZeroMQ

@testable import Daemons

@Suite("Nobody unauthorised gets in")
struct AccessSocketTests {
  private let zhenlai: CurveKeyPair
  private let second: CurveKeyPair
  private let tongyu: CurveKeyPair

  init() throws {
    zhenlai = try CurveKeyPair.generate()
    second = try CurveKeyPair.generate()
    tongyu = try CurveKeyPair.generate()
  }

  private func grant(_ keys: CurveKeyPair, _ area: AreaCode) -> AccessList.Grant {
    .init(holder: .area(area), key: keys.publicKey, note: "")
  }

  private func identity(_ keys: CurveKeyPair, _ area: AreaCode) -> String {
    grant(keys, area).identity.description
  }

  @Test("An unknown key and a connection without keys are refused, a listed key is answered")
  func unknownKey() async throws {
    try await GuardedCity.with([grant(zhenlai, .zhenlai)]) { city in
      let stranger = try ControlPeer(try CurveKeyPair.generate(), of: city)
      let naked = try ControlPeer(nil, of: city)
      try await ControlPeer(zhenlai, of: city).isAnswered(as: .zhenlai)
      try await waitUntil("both are refused") {
        !city.log.refusals(.unknownKey).isEmpty && !city.log.refusals(.handshake).isEmpty
      }
      #expect(try !stranger.tryGreeting(as: .zhenlai))
      #expect(try !naked.tryGreeting(as: .zhenlai))
      #expect(city.log.refusals(.unknownKey).first?["address"] == "127.0.0.1")
      #expect(try await city.status().refusedMessages == 0)
    }
  }

  @Test(
    "Where the ZAP handler is missing nobody gets in, with the sockets as an aggregator has them")
  func noHandler() async throws {
    let server = try CurveKeyPair.generate()
    let context = try Context()
    for (kind, peerKind, base) in [
      (Socket.Kind.router, Socket.Kind.dealer, SyncSockets.control),
      (.sub, .xpub, SyncSockets.live),
    ] {
      var options = base
      options.zapDomain = SyncSockets.zapDomain
      let socket = try Socket(context, kind, options: options)
      try socket.configureCurveServer(secretKey: server.secretKey)
      if kind == .sub { try socket.subscribe("") }
      try socket.bind("tcp://127.0.0.1:*")
      let reactor = Reactor(name: "test")
      let (failures, note) = AsyncStream.makeStream(of: SocketEvent.Kind.self)
      let client = try Socket(try Context(), peerKind, options: base)
      try client.configureCurveClient(
        serverKey: server.publicKey, publicKey: zhenlai.publicKey, secretKey: zhenlai.secretKey)
      let peer = MonitoredPeer(on: reactor, client)
      try await peer.connect(to: socket.lastEndpoint) { note.yield($0.kind) }
      var outcome: SocketEvent.Kind?
      for await kind in failures
      where [.disconnected, .handshakeSucceeded, .handshakeFailed].contains(kind) {
        outcome = kind
        break
      }
      #expect(outcome != .handshakeSucceeded)
      #expect(try socket.receive(upTo: 1).isEmpty)
      Self.stop(reactor)
    }
  }

  @Test("A key of another area: the message is refused, counted and told, and changes nothing")
  func foreignArea() async throws {
    try await GuardedCity.with([grant(zhenlai, .zhenlai), grant(tongyu, .tongyu)]) { city in
      let thief = try ControlPeer(zhenlai, of: city)
      for _ in 0..<5 { try await thief.greet(as: .tongyu) }
      try await waitUntil("all are counted") { try await city.status().refusedMessages == 5 }
      let lines = city.log.refusals(.foreignArea)
      #expect(lines.count == RepeatLimiter.linesPerWindow)
      #expect(lines.first?["identity"] == identity(zhenlai, .zhenlai))
      #expect(lines.first?["detail"] == "it speaks for 220822")
      #expect(try await !city.isHeard(.tongyu))
      try await thief.isAnswered(as: .zhenlai)
    }
  }

  @Test("A revoked key's connection ends and gets no other, while others come back by themselves")
  func revoked() async throws {
    try await GuardedCity.with([grant(zhenlai, .zhenlai), grant(tongyu, .tongyu)]) { city in
      let revoked = try ControlPeer(zhenlai, of: city)
      let other = try ControlPeer(tongyu, of: city)
      try await revoked.isAnswered(as: .zhenlai)
      try await other.isAnswered(as: .tongyu)
      try city.file.revokeOne(zhenlai.publicKey)
      try await waitUntil("the key is refused anew") {
        city.log.refusals(.unknownKey).contains {
          $0["identity"] == KeyFingerprint(of: zhenlai.publicKey).description
        }
      }
      #expect(try !revoked.tryGreeting(as: .zhenlai))
      try await other.isAnswered(as: .tongyu)
    }
  }

  @Test("The next message of a revoked key is refused on the connection that it has")
  func nextMessage() async throws {
    try await withFolder { folder in
      let file = AccessFile(path: "\(folder)/access.list")
      try file.authorize(grant(zhenlai, .zhenlai))
      try file.authorize(grant(second, .zhenlai))
      let log = LogLines().logger
      let gate = try AccessGate(
        path: file.path, audit: RefusalAudit(log: log), log: log)
      let server = try CurveKeyPair.generate()
      let context = try Context()
      let reactor = Reactor(name: "test")
      let handler = try await ZAPHandler(context, on: reactor) { gate.decide($0) }
      var options = SyncSockets.control
      options.zapDomain = SyncSockets.zapDomain
      let router = try Socket(context, .router, options: options)
      try router.configureCurveServer(secretKey: server.secretKey)
      try router.bind("tcp://127.0.0.1:*")
      let dealers = try Dealers([zhenlai, second], of: server, to: router.lastEndpoint)
      for index in 0...1 {
        try await dealers.send(index)
        let message = try #require(try router.receive(withinMs: 20_000))
        #expect(gate.refusal(of: message, speakingFor: .zhenlai) == nil)
      }
      try file.revokeOne(zhenlai.publicKey)
      #expect(gate.reload() == .revoked)
      for (index, expected) in [(0, RefusalLog.Reason.revokedKey), (1, nil)] {
        try await dealers.send(index)
        let message = try #require(try router.receive(withinMs: 20_000))
        #expect(gate.refusal(of: message, speakingFor: .zhenlai) == expected)
      }
      #expect(await handler.counts.allowed == 2)
      Self.stop(reactor)
    }
  }

  @Test("While a key takes the other's place both are let in; then only the new one")
  func rotation() async throws {
    try await GuardedCity.with([grant(zhenlai, .zhenlai), grant(second, .zhenlai)]) { city in
      let old = try ControlPeer(zhenlai, of: city)
      let new = try ControlPeer(second, of: city)
      try await old.isAnswered(as: .zhenlai)
      try await new.isAnswered(as: .zhenlai)
      try city.file.revokeOne(zhenlai.publicKey)
      try await waitUntil("the old key is refused") {
        !city.log.refusals(.unknownKey).isEmpty
      }
      try await new.isAnswered(as: .zhenlai)
      #expect(try !old.tryGreeting(as: .zhenlai))
    }
  }

  @Test("A node that a wrong list keeps out gets in by itself once the list is mended")
  func mended() async throws {
    try await GuardedCity.with([grant(second, .zhenlai)]) { city in
      _ = try KeyFile.generate(at: "\(city.folder)/node.key")
      try write(
        """
        area: 220821
        state: node
        key: node.key
        control: node.sock
        aggregators:
          - live: tcp://127.0.0.1:\(city.ports[0])
            control: tcp://127.0.0.1:\(city.ports[1])
            key: city.key.pub
        """, to: "\(city.folder)/node.yaml")
      let node = try NodeDaemon(
        configuration: NodeConfiguration(path: "\(city.folder)/node.yaml", areas: .builtIn),
        log: LogLines().logger)
      let running = Task { try await node.run() }
      func state() async -> String? {
        try? await DaemonClient.nodeStatus(controlPath: "\(city.folder)/node.sock").peers[0].state
      }
      try await waitUntil("the key is refused") { await state() == "key-refused" }
      try city.file.authorize(
        .init(
          holder: .area(.zhenlai),
          key: try KeyFile.readPublic(at: "\(city.folder)/node.key.pub"), note: ""))
      try await waitUntil("the node is let in") { await state() == "live" }
      running.cancel()
      try await running.value
    }
  }

  @Test("An aggregator without an access list lets nobody in until there is one")
  func missingList() async throws {
    try await GuardedCity.with(nil) { city in
      let early = try ControlPeer(zhenlai, of: city)
      try await waitUntil("the key is refused") { !city.log.refusals(.unknownKey).isEmpty }
      #expect(try !early.tryGreeting(as: .zhenlai))
      try city.file.authorize(grant(zhenlai, .zhenlai))
      try await waitUntil("the list is read") {
        city.log.all.contains { $0["admitted"] == identity(zhenlai, .zhenlai) }
      }
      try await ControlPeer(zhenlai, of: city).isAnswered(as: .zhenlai)
    }
  }

  @Test("Silent connections, garbage and oversized frames do not disturb others, and are counted")
  func garbage() async throws {
    try await GuardedCity.with([grant(zhenlai, .zhenlai), grant(tongyu, .tongyu)]) { city in
      let steady = try ControlPeer(zhenlai, of: city)
      try await steady.isAnswered(as: .zhenlai)
      let raw = RawConnections()
      for port in city.ports {
        try raw.open(60, to: port)
        try raw.open(20, to: port, sending: (0..<4096).map { UInt8(truncatingIfNeeded: $0 * 31) })
        try raw.open(20, to: port, sending: Array("GET / HTTP/1.1\r\n\r\n".utf8))
      }
      let oversized = try ControlPeer(tongyu, of: city)
      try await oversized.send([Array(repeating: 1, count: Limits.frameBytes + 1)])
      try await steady.isAnswered(as: .zhenlai)
      try await ControlPeer(tongyu, of: city).isAnswered(as: .tongyu)
      try await waitUntil("handshakes are given up") { !city.log.refusals(.handshake).isEmpty }
      try await steady.isAnswered(as: .zhenlai)
    }
  }

  private static func stop(_ reactor: Reactor) {
    reactor.stop()
  }
}

/// Clients with keys of their own.
private final class Dealers {
  private let contexts: [Context]
  private let sockets: [Box]

  private final class Box {
    let socket: Socket
    init(_ socket: consuming Socket) { self.socket = socket }
  }

  init(_ keys: [CurveKeyPair], of server: CurveKeyPair, to endpoint: String) throws {
    contexts = try keys.map { _ in try Context() }
    sockets = try zip(contexts, keys).map { context, keys in
      let socket = try Socket(context, .dealer, options: SyncSockets.control)
      try socket.configureCurveClient(
        serverKey: server.publicKey, publicKey: keys.publicKey, secretKey: keys.secretKey)
      try socket.connect(endpoint)
      return Box(socket)
    }
  }

  func send(_ index: Int) async throws {
    try await waitUntil("there is a connection") {
      try sockets[index].socket.send(Message(frames: [[1]])) == .sent
    }
  }
}

/// A client that tells what happens to its connection.
private actor MonitoredPeer {
  private let reactor: Reactor
  private let socket: Socket
  private var monitor: SocketMonitor?

  nonisolated var unownedExecutor: UnownedSerialExecutor {
    reactor.asUnownedSerialExecutor()
  }

  init(on reactor: Reactor, _ socket: consuming sending Socket) {
    self.reactor = reactor
    self.socket = socket
  }

  func connect(
    to endpoint: String, _ handler: @escaping @Sendable (SocketEvent) -> Void
  ) throws {
    monitor = try SocketMonitor(socket, on: reactor, handler: handler)
    try socket.connect(endpoint)
  }
}
