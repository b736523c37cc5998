import Testing
import ZeroMQ

struct OptionsTests {
  @Test func `All options of a kind are accepted together`() throws {
    let context = try Context()
    var options = SocketOptions()
    options.sendHighWater = 64
    options.receiveHighWater = 64
    options.lingerMs = 1000
    options.immediate = true
    options.maximumMessageBytes = 1 << 20
    options.tcpKeepalive = TCPKeepalive(idleSeconds: 30, intervalSeconds: 10, count: 3)
    options.handshakeIntervalMs = 4000
    options.reconnectIntervalMs = 500
    options.reconnectIntervalMaximumMs = 30_000
    options.zapDomain = "city"
    options.ipv6 = true
    options.backlog = 512
    var router = options
    router.routerMandatory = true
    router.routerHandover = false
    _ = try Socket(context, .router, options: router)
    var publisher = options
    publisher.xpubVerbose = true
    _ = try Socket(context, .xpub, options: publisher)
    let socket = try Socket(context, .dealer)
    try socket.apply(options)
  }

  @Test func `An option of another kind is refused by its name`() throws {
    let context = try Context()
    var options = SocketOptions()
    options.routerMandatory = true
    let error = #expect(throws: ZeroMQError.self) {
      _ = try Socket(context, .dealer, options: options)
    }
    #expect(
      error?.description
        == "cannot set routerMandatory to 1: the value is not acceptable here: "
        + "check its form and range")
  }

  @Test(arguments: [-5, Int(Int32.max) + 1])
  func `A value out of range is refused`(_ value: Int) throws {
    let context = try Context()
    var options = SocketOptions()
    options.sendHighWater = value
    let error = #expect(throws: ZeroMQError.self) {
      _ = try Socket(context, .dealer, options: options)
    }
    #expect(error?.code == .invalidArgument)
  }

  @Test(.timeLimit(.minutes(1)))
  func `A frame above the limit cuts the connection and does not arrive`() throws {
    let context = try Context()
    var options = SocketOptions()
    options.maximumMessageBytes = 1000
    let pull = try Socket(context, .pull, options: options)
    try pull.bind("tcp://127.0.0.1:*")
    let tooLarge = try Socket(context, .push)
    try tooLarge.connect(pull.lastEndpoint)
    _ = try tooLarge.send(Message(frames: [[UInt8](repeating: 0, count: 1001)]))
    let fitting = try Socket(context, .push)
    try fitting.connect(pull.lastEndpoint)
    _ = try fitting.send(Message(frames: [[UInt8](repeating: 0, count: 1000)]))
    #expect(try pull.receive(withinMs: patienceMs)?.frames[0].count == 1000)
  }

  @Test(.timeLimit(.minutes(1)))
  func `Without immediate messages queue before the peer is there, with it they do not`() throws {
    let context = try Context()
    let reserved = try Socket(context, .pull)
    try reserved.bind("tcp://127.0.0.1:*")
    let endpoint = try reserved.lastEndpoint
    reserved.close()
    var options = SocketOptions()
    let queueing = try Socket(context, .push, options: options)
    try queueing.connect(endpoint)
    #expect(try queueing.send(Message("early")) == .sent)
    options.immediate = true
    let waiting = try Socket(context, .push, options: options)
    try waiting.connect(endpoint)
    #expect(try waiting.send(Message("early")) == .wouldBlock)
  }
}
