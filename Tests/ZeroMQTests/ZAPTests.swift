import Testing
import ZeroMQ

@Suite(.timeLimit(.minutes(1)))
struct ZAPTests {
  private let server: CurveKeyPair
  private let client: CurveKeyPair
  private let context: Context

  init() throws {
    server = try CurveKeyPair.generate()
    client = try CurveKeyPair.generate()
    context = try Context()
  }

  @Test func `A bound handler is proved, and only once per context`() async throws {
    try await withReactor { reactor in
      let handler = try await ZAPHandler(context, on: reactor) { _ in .allow(userID: "anybody") }
      try await ZAPHandler.prove(in: context, on: reactor)
      #expect(await handler.counts == ZAPCounts(allowed: 0, refused: 1, malformed: 0))
      let error = await #expect(throws: ZeroMQError.self) {
        _ = try await ZAPHandler(context, on: reactor) { _ in .deny }
      }
      #expect(error?.code == .addressInUse)
    }
  }

  @Test func `The proof fails where no handler is bound`() async throws {
    try await withReactor { reactor in
      let error = await #expect(throws: ZeroMQError.self) {
        try await ZAPHandler.prove(in: context, on: reactor, withinMs: 20)
      }
      #expect(error?.code == .timedOut)
      #expect(error?.description.hasPrefix("cannot prove the ZAP handler: ") == true)
    }
  }

  @Test func `The proof fails where the handler lets everything in`() async throws {
    try await withReactor { reactor in
      let socket = try Socket(context, .rep)
      try socket.bind("inproc://zeromq.zap.01")
      let careless = Peer(on: reactor, socket)
      await careless.watch()
      let proof = Task { [context] in
        try await ZAPHandler.prove(in: context, on: reactor, withinMs: patienceMs)
      }
      let question = await careless.take(atLeast: 1)[0]
      #expect(question.texts[0] == "1.0")
      let reply = Message("1.0", question.texts[1], "200", "OK", "anybody", "")
      _ = try await careless.use { try $0.send(reply) }
      let error = await #expect(throws: ZeroMQError.self) { try await proof.value }
      #expect(error?.code == .permissionDenied)
    }
  }

  @Test func `With option 93 and no handler nobody gets in, without it everybody does`()
    async throws
  {
    try await withReactor { reactor in
      let events = Collector<SocketEvent>()
      let (guarded, guardedEndpoint) = try await serve(on: reactor, events: events)
      let push = try clientSocket(to: guardedEndpoint)
      _ = try push.send(Message("never"))
      let failure = await events.first {
        $0.kind != .listening && $0.kind != .accepted
      }
      #expect(failure?.kind == .handshakeFailed)
      #expect(try await guarded.use { try $0.receive(upTo: 1) }.isEmpty)

      let (open, openEndpoint) = try await serve(on: reactor, enforce: false)
      let other = try clientSocket(to: openEndpoint)
      _ = try other.send(Message("let in unasked"))
      let message = await open.take(atLeast: 1)[0]
      #expect(message.userID == nil)
    }
  }

  @Test func `A listed key gets in under its user id, another is refused with 400`() async throws {
    try await withReactor { reactor in
      let list = ZAPAccessList([client.publicKey: "220802"])
      let handler = try await ZAPHandler(context, on: reactor) { list.decide($0) }
      let events = Collector<SocketEvent>()
      let (peer, endpoint) = try await serve(on: reactor, events: events)
      let push = try clientSocket(to: endpoint)
      _ = try push.send(Message("hello", "more"))
      let message = await peer.take(atLeast: 1)[0]
      #expect(message.texts == ["hello", "more"])
      #expect(message.userID == "220802")
      #expect(message.peerAddress == "127.0.0.1")

      let stranger = try clientSocket(to: endpoint, key: CurveKeyPair.generate())
      _ = try stranger.send(Message("never"))
      let failure = await events.first { $0.kind == .handshakeFailedAuth }
      #expect(failure?.zapStatus == 400)
      #expect(await handler.counts == ZAPCounts(allowed: 1, refused: 1, malformed: 0))
    }
  }

  @Test func `User ids reach a bound SUB and a bound ROUTER`() async throws {
    try await withReactor { reactor in
      let list = ZAPAccessList([client.publicKey: "220802"])
      let handler = try await ZAPHandler(context, on: reactor) { list.decide($0) }
      let (sub, subEndpoint) = try await serve(.sub, on: reactor)
      try await sub.use { try $0.subscribe("sy1/") }
      let xpub = try clientSocket(.xpub, to: subEndpoint)
      let publisher = Peer(on: reactor, xpub)
      await publisher.watch()
      _ = await publisher.take(atLeast: 1)
      _ = try await publisher.use { try $0.send(Message("sy1/220802/", "delta")) }
      #expect(await sub.take(atLeast: 1)[0].userID == "220802")

      let (router, routerEndpoint) = try await serve(.router, on: reactor)
      let dealer = try clientSocket(.dealer, to: routerEndpoint)
      _ = try dealer.send(Message("hello"))
      let greeting = await router.take(atLeast: 1)[0]
      #expect(greeting.userID == "220802")
      #expect(greeting.texts.last == "hello")
      #expect(await handler.counts.allowed == 2)
    }
  }

  @Test func `The list changes for new connections and for the question of each message`()
    async throws
  {
    try await withReactor { reactor in
      let list = ZAPAccessList()
      let handler = try await ZAPHandler(context, on: reactor) { list.decide($0) }
      let events = Collector<SocketEvent>()
      let (peer, endpoint) = try await serve(on: reactor, events: events)
      let early = try clientSocket(to: endpoint)
      _ = await events.first { $0.kind == .handshakeFailedAuth }
      #expect(!list.allows(userID: "220802"))

      list.replace(with: [client.publicKey: "220802"])
      #expect(list.allows(userID: "220802"))
      #expect(list.userIDByKey == [client.publicKey: "220802"])
      let late = try clientSocket(to: endpoint)
      _ = try late.send(Message("hello"))
      #expect(await peer.take(atLeast: 1)[0].userID == "220802")

      list.replace(with: [:])
      _ = try late.send(Message("still connected"))
      let message = await peer.take(atLeast: 1)[0]
      #expect(message.userID.map(list.allows(userID:)) == false)
      #expect(await handler.counts.allowed == 1)
      early.close()
    }
  }

  @Test func `NULL is refused unless it is named and the policy allows it`() async throws {
    for (mechanisms, isAllowed) in [(Set([ZAPMechanism.curve]), false), ([.null], true)] {
      let context = try Context()
      try await withReactor { reactor in
        let handler = try await ZAPHandler(context, on: reactor, mechanisms: mechanisms) {
          $0.domain == "city" ? .allow(userID: "guest") : .deny
        }
        let events = Collector<SocketEvent>()
        var options = SocketOptions()
        options.zapDomain = "city"
        let peer = Peer(on: reactor, try Socket(context, .pull, options: options))
        try await peer.monitor { events.add($0) }
        await peer.watch()
        let endpoint = try await peer.bind()
        let push = try Socket(context, .push)
        try push.connect(endpoint)
        _ = try push.send(Message("hello"))
        if isAllowed {
          #expect(await peer.take(atLeast: 1)[0].userID == "guest")
          #expect(await handler.counts.allowed == 1)
        } else {
          let failure = await events.first { $0.kind == .handshakeFailedAuth }
          #expect(failure?.zapStatus == 400)
          #expect(await handler.counts.refused >= 1)
        }
      }
    }
  }

  @Test(arguments: ["", "a\0b", String(repeating: "x", count: 256)])
  func `A user id that C would misread is refused`(_ userID: String) async throws {
    try await withReactor { reactor in
      let handler = try await ZAPHandler(context, on: reactor) { _ in .allow(userID: userID) }
      let reply = try ask(request(credentials: [Array(client.publicKey.z85.utf8.prefix(32))]))
      #expect(reply.texts.dropFirst(2).first == "400")
      #expect(await handler.counts == ZAPCounts(allowed: 0, refused: 1, malformed: 0))
    }
  }

  @Test func `Malformed requests are refused without asking the policy`() async throws {
    let key = [UInt8](repeating: 1, count: 32)
    let good = request(credentials: [key])
    var wrongVersion = good
    wrongVersion[0] = Array("2.0".utf8)
    var longDomain = good
    longDomain[2] = [UInt8](repeating: 65, count: 256)
    var badText = good
    badText[2] = [0xFF]
    let requests = [
      wrongVersion, longDomain, badText, Array(good.prefix(5)), Array(good.prefix(2)),
      request(credentials: []), request(credentials: [Array(key.dropLast())]),
      request(credentials: [key, key]), request(mechanism: "NULL", credentials: [key]),
      request(credentials: Array(repeating: [1], count: 200)),
    ]
    try await withReactor { reactor in
      let handler = try await ZAPHandler(context, on: reactor, mechanisms: [.curve, .null]) { _ in
        .allow(userID: "anybody")
      }
      for frames in requests {
        #expect(try ask(frames).texts == ["1.0", "7", "500", "malformed request", "", ""])
      }
      #expect(
        await handler.counts == ZAPCounts(allowed: 0, refused: 0, malformed: requests.count))
      #expect(try ask(good).texts == ["1.0", "7", "200", "OK", "anybody", ""])
    }
  }

  @Test func `What cannot even be answered is counted and leaves the handler alive`() async throws {
    try await withReactor { reactor in
      let handler = try await ZAPHandler(context, on: reactor) { _ in .deny }
      let dealer = try Socket(context, .dealer)
      try dealer.connect("inproc://zeromq.zap.01")
      let longID = [UInt8](repeating: 1, count: 256)
      for frames in [[[]], [[1], [2]], [[], [1], longID]] {
        #expect(try dealer.send(Message(frames: frames)) == .sent)
      }
      try await ZAPHandler.prove(in: context, on: reactor)
      #expect(await handler.counts == ZAPCounts(allowed: 0, refused: 1, malformed: 3))
    }
  }

  // MARK: Sockets of the tests

  private func serve(
    _ kind: Socket.Kind = .pull, on reactor: Reactor, enforce: Bool = true,
    events: Collector<SocketEvent>? = nil
  ) async throws -> (Peer, endpoint: String) {
    var options = SocketOptions()
    options.zapDomain = "city"
    options.zapEnforceDomain = enforce
    let socket = try Socket(context, kind, options: options)
    try socket.configureCurveServer(secretKey: server.secretKey)
    let peer = Peer(on: reactor, socket)
    if let events { try await peer.monitor { events.add($0) } }
    await peer.watch()
    return (peer, try await peer.bind())
  }

  private func clientSocket(
    _ kind: Socket.Kind = .push, to endpoint: String, key: CurveKeyPair? = nil
  ) throws -> Socket {
    let key = key ?? client
    let socket = try Socket(context, kind)
    try socket.configureCurveClient(
      serverKey: server.publicKey, publicKey: key.publicKey, secretKey: key.secretKey)
    try socket.connect(endpoint)
    return socket
  }

  private func request(mechanism: String = "CURVE", credentials: [[UInt8]]) -> [[UInt8]] {
    ["1.0", "7", "city", "127.0.0.1", "", mechanism].map { Array($0.utf8) } + credentials
  }

  private func ask(_ frames: [[UInt8]]) throws -> Message {
    let req = try Socket(context, .req)
    try req.connect("inproc://zeromq.zap.01")
    _ = try req.send(Message(frames: frames))
    return try #require(try req.receive(withinMs: patienceMs))
  }
}
