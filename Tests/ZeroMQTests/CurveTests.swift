import Testing
import ZeroMQ

@Suite(.timeLimit(.minutes(1)))
struct CurveTests {
  // The pair of libzmq's documentation of zmq_curve.
  private let serverPublic = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"
  private let serverSecret = "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6"

  @Test func `The public key follows from the secret one`() throws {
    let pair = try CurveKeyPair(secretKey: CurveSecretKey(z85: serverSecret))
    #expect(pair.publicKey.z85 == serverPublic)
    #expect(try CurveKeyPair.publicKey(of: pair.secretKey).description == serverPublic)
  }

  @Test func `Generated pairs differ and are well-formed`() throws {
    let first = try CurveKeyPair.generate()
    let second = try CurveKeyPair.generate()
    #expect(first.publicKey != second.publicKey)
    #expect(try CurveKeyPair.publicKey(of: first.secretKey) == first.publicKey)
    #expect(first.publicKey.z85.utf8.count == 40)
    #expect(first.secretKey.z85.utf8.count == 40)
  }

  @Test(
    arguments: [
      "", "short", String(repeating: "0", count: 39), String(repeating: "0", count: 41),
      String(repeating: "\"", count: 40), String(repeating: "#", count: 40),
      String(repeating: "0", count: 39) + "\0", String(repeating: "é", count: 20),
      String(repeating: "0", count: 39) + "~",
    ])
  func `Text that is no key is refused and not repeated`(_ text: String) {
    let publicError = #expect(throws: ZeroMQError.self) { try CurvePublicKey(z85: text) }
    #expect(publicError?.code == .invalidArgument)
    let secretError = #expect(throws: ZeroMQError.self) { try CurveSecretKey(z85: text) }
    #expect(secretError?.code == .invalidArgument)
    #expect(text.isEmpty || secretError?.description.contains(text) == false)
  }

  @Test func `A public key is made of 32 bytes and of no other number`() throws {
    let key = try CurvePublicKey(bytes: [UInt8](repeating: 0, count: 32))
    #expect(key.z85 == String(repeating: "0", count: 40))
    for count in [0, 31, 33] {
      #expect(throws: ZeroMQError.self) {
        try CurvePublicKey(bytes: [UInt8](repeating: 0, count: count))
      }
    }
  }

  @Test func `Nothing that prints shows the secret`() throws {
    let pair = try CurveKeyPair(secretKey: CurveSecretKey(z85: serverSecret))
    var dumped = ""
    dump(pair, to: &dumped)
    dump(pair.secretKey, to: &dumped)
    let texts = [
      "\(pair)", String(describing: pair), String(reflecting: pair), "\(pair.secretKey)",
      String(describing: pair.secretKey), String(reflecting: pair.secretKey),
      "\([pair.secretKey])", "\(Optional(pair.secretKey) as Any)", dumped,
    ]
    for text in texts { #expect(!text.contains(serverSecret)) }
    #expect(Mirror(reflecting: pair.secretKey).children.isEmpty)
    #expect(pair.secretKey.debugDescription == "CurveSecretKey(hidden)")
  }

  @Test func `A client with the server's key is heard`() throws {
    let context = try Context()
    let server = try CurveKeyPair.generate()
    let pull = try Socket(context, .pull)
    try pull.configureCurveServer(secretKey: server.secretKey)
    try pull.bind("tcp://127.0.0.1:*")
    let push = try clientSocket(context, server.publicKey)
    try push.connect(pull.lastEndpoint)
    _ = try push.send(Message("encrypted"))
    #expect(try pull.receive(withinMs: patienceMs)?.texts == ["encrypted"])
  }

  @Test func `A client with another server's key is not heard`() async throws {
    let context = try Context()
    let server = try CurveKeyPair.generate()
    let other = try CurveKeyPair.generate()
    try await withReactor { reactor in
      let events = Collector<SocketEvent>()
      let pull = try Socket(context, .pull)
      try pull.configureCurveServer(secretKey: server.secretKey)
      let peer = Peer(on: reactor, pull)
      try await peer.monitor { events.add($0) }
      let endpoint = try await peer.bind()
      let push = try clientSocket(context, other.publicKey)
      try push.connect(endpoint)
      _ = try push.send(Message("never"))
      let failure = await events.first { $0.kind == .handshakeFailedProtocol }
      #expect(failure?.endpoint == endpoint)
      #expect(try await peer.use { try $0.receive(upTo: 1).isEmpty })
    }
  }

  private func clientSocket(
    _ context: Context, _ serverKey: CurvePublicKey
  ) throws -> Socket {
    let client = try CurveKeyPair.generate()
    let push = try Socket(context, .push)
    try push.configureCurveClient(
      serverKey: serverKey, publicKey: client.publicKey, secretKey: client.secretKey)
    return push
  }
}
