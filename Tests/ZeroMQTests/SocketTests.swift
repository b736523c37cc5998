import Testing
import ZeroMQ

@Suite(.timeLimit(.minutes(1)))
struct SocketTests {
  @Test(arguments: ["tcp://127.0.0.1:*", "ipc://*", "inproc://here"])
  func `A multipart message crosses a transport whole`(_ endpoint: String) throws {
    let context = try Context()
    let pull = try Socket(context, .pull)
    try pull.bind(endpoint)
    let push = try Socket(context, .push)
    try push.connect(pull.lastEndpoint)
    let message = Message(frames: [
      Array("head".utf8), [], [0, 255], [UInt8](repeating: 7, count: 5000),
    ])
    #expect(try push.send(message) == .sent)
    let received = try #require(try pull.receive(withinMs: patienceMs))
    #expect(received.frames == message.frames)
    #expect(received.userID == nil)
    #expect(received.droppedFrames == 0)
  }

  @Test func `The peer's address is known over TCP and unknown within the process`() throws {
    let context = try Context()
    let pull = try Socket(context, .pull)
    try pull.bind("tcp://127.0.0.1:*")
    let push = try Socket(context, .push)
    try push.connect(pull.lastEndpoint)
    _ = try push.send(Message("a"))
    #expect(try pull.receive(withinMs: patienceMs)?.peerAddress == "127.0.0.1")

    let near = try Socket(context, .pair)
    try near.bind("inproc://near")
    let far = try Socket(context, .pair)
    try far.connect("inproc://near")
    _ = try far.send(Message("a"))
    #expect(try near.receive(withinMs: patienceMs)?.peerAddress == nil)
  }

  @Test func `Every kind opens, and pairs up with its counterpart`() throws {
    let context = try Context()
    for kind in Socket.Kind.allCases {
      let socket = try Socket(context, kind)
      #expect(socket.kind == kind)
    }
    #expect(Socket.Kind.router.description == "ROUTER")
    let rep = try Socket(context, .rep)
    try rep.bind("inproc://rep")
    let req = try Socket(context, .req)
    try req.connect("inproc://rep")
    #expect(try req.send(Message("question")) == .sent)
    #expect(try rep.receive(withinMs: patienceMs)?.texts == ["question"])
    #expect(try rep.send(Message("answer")) == .sent)
    #expect(try req.receive(withinMs: patienceMs)?.texts == ["answer"])
  }

  @Test func `An XPUB sees subscriptions and what it then sends arrives`() throws {
    let context = try Context()
    let sub = try Socket(context, .sub)
    try sub.bind("tcp://127.0.0.1:*")
    try sub.subscribe("d/1/")
    let xpub = try Socket(context, .xpub)
    try xpub.connect(sub.lastEndpoint)
    // A bound SUB sends its subscriptions only once it is read.
    var subscription: Message?
    while subscription == nil {
      #expect(try sub.receive(withinMs: 10) == nil)
      subscription = try xpub.receive(upTo: 1).first
    }
    #expect(subscription?.frames == [[1] + Array("d/1/".utf8)])
    _ = try xpub.send(contentsOf: [Message("d/10/", "no"), Message("d/1/", "yes")])
    #expect(try sub.receive(withinMs: patienceMs)?.texts == ["d/1/", "yes"])
    try sub.unsubscribe("d/1/")
    var farewell: Message?
    while farewell == nil {
      #expect(try sub.receive(withinMs: 10) == nil)
      farewell = try xpub.receive(upTo: 1).first
    }
    #expect(farewell?.frames == [[0] + Array("d/1/".utf8)])
  }

  @Test func `An XSUB subscribes by sending and a verbose XPUB hears it twice`() throws {
    let context = try Context()
    var options = SocketOptions()
    options.xpubVerbose = true
    let xpub = try Socket(context, .xpub, options: options)
    try xpub.bind("inproc://verbose")
    let xsub = try Socket(context, .xsub)
    try xsub.connect("inproc://verbose")
    let sub = try Socket(context, .sub)
    try sub.connect("inproc://verbose")
    #expect(try xsub.send(Message(frames: [[1, 65]])) == .sent)
    #expect(try xpub.receive(withinMs: patienceMs)?.frames == [[1, 65]])
    try sub.subscribe([65])
    #expect(try xpub.receive(withinMs: patienceMs)?.frames == [[1, 65]])
  }

  @Test func `A mandatory ROUTER says that a peer is unreachable, and reaches one that is there`()
    throws
  {
    let context = try Context()
    var options = SocketOptions()
    options.routerMandatory = true
    let router = try Socket(context, .router, options: options)
    try router.bind("tcp://127.0.0.1:*")
    #expect(try router.send(Message("nobody", "hello")) == .unreachable)
    #expect(try router.send(contentsOf: [Message("nobody", "hello")]) == 0)
    let dealer = try Socket(context, .dealer)
    try dealer.connect(router.lastEndpoint)
    _ = try dealer.send(Message("hi"))
    let greeting = try #require(try router.receive(withinMs: patienceMs))
    let reply = Message(frames: [greeting.frames[0], Array("hi back".utf8)])
    #expect(try router.send(reply) == .sent)
    #expect(try dealer.receive(withinMs: patienceMs)?.texts == ["hi back"])
  }

  @Test func `Sending stops at the high-water marks and goes on as soon as there is room`() throws {
    let context = try Context()
    var options = SocketOptions()
    options.sendHighWater = 10
    options.receiveHighWater = 5
    let push = try Socket(context, .push, options: options)
    #expect(try push.send(Message("nobody is there")) == .wouldBlock)
    try push.bind("inproc://narrow")
    let pull = try Socket(context, .pull, options: options)
    try pull.connect("inproc://narrow")
    let messages = (0..<100).map { Message("\($0)") }
    #expect(try push.send(contentsOf: messages) == 15)
    #expect(try push.send(messages[15]) == .wouldBlock)
    #expect(try pull.receive(upTo: 100).map(\.texts) == (0..<15).map { ["\($0)"] })
    #expect(try push.send(messages[15]) == .sent)
  }

  @Test func `A batch takes no more than it is asked for`() throws {
    let context = try Context()
    let push = try Socket(context, .push)
    try push.bind("inproc://batch")
    let pull = try Socket(context, .pull)
    try pull.connect("inproc://batch")
    #expect(try pull.receive(upTo: 10).isEmpty)
    #expect(try push.send(contentsOf: (0..<25).map { Message("\($0)") }) == 25)
    #expect(try pull.receive(upTo: 10).map(\.texts) == (0..<10).map { ["\($0)"] })
    #expect(try pull.receive(upTo: 0).isEmpty)
    #expect(try pull.receive(upTo: 100).map(\.texts) == (10..<25).map { ["\($0)"] })
  }

  @Test func `A batch of large messages ends early`() throws {
    let context = try Context()
    let push = try Socket(context, .push)
    try push.bind("inproc://large")
    let pull = try Socket(context, .pull)
    try pull.connect("inproc://large")
    let large = Message(frames: [[UInt8](repeating: 1, count: 1 << 20)])
    #expect(try push.send(contentsOf: [large, large, large, large, large, large]) == 6)
    #expect(try pull.receive(upTo: 100).count == 4)
    #expect(try pull.receive(upTo: 100).count == 2)
  }

  @Test func `Frames beyond the limit are dropped and counted, and the next message is whole`()
    throws
  {
    let context = try Context()
    let push = try Socket(context, .push)
    try push.bind("inproc://frames")
    let pull = try Socket(context, .pull)
    try pull.connect("inproc://frames")
    let long = Message(frames: (0..<(Socket.maximumFrames + 36)).map { [UInt8($0 % 256)] })
    #expect(try push.send(contentsOf: [long, Message("next")]) == 2)
    let received = try pull.receive(upTo: 2)
    #expect(received.map(\.droppedFrames) == [36, 0])
    #expect(received[0].frames == Array(long.frames.prefix(Socket.maximumFrames)))
    #expect(received[1].texts == ["next"])
  }

  @Test func `A message without frames is refused, and ends a batch where it stands`() throws {
    let context = try Context()
    let push = try Socket(context, .push)
    try push.bind("inproc://empty")
    let pull = try Socket(context, .pull)
    try pull.connect("inproc://empty")
    let empty = Message(frames: [])
    #expect(try push.send(contentsOf: [Message("a"), empty, Message("b")]) == 1)
    let error = #expect(throws: ZeroMQError.self) { try push.send(contentsOf: [empty]) }
    #expect(error?.code == .invalidArgument)
    #expect(error?.operation == "send a message without frames")
    #expect(try pull.receive(upTo: 3).map(\.texts) == [["a"]])
  }

  @Test func `Unbinding frees the port and disconnecting forgets the peer`() throws {
    let context = try Context()
    let first = try Socket(context, .pull)
    try first.bind("tcp://127.0.0.1:*")
    let endpoint = try first.lastEndpoint
    let push = try Socket(context, .push)
    try push.connect(endpoint)
    _ = try push.send(Message("a"))
    #expect(try first.receive(withinMs: patienceMs)?.texts == ["a"])
    try push.disconnect(endpoint)
    #expect(try push.send(Message("b")) == .wouldBlock)
    try first.unbind(endpoint)
    let error = #expect(throws: ZeroMQError.self) { try first.unbind(endpoint) }
    #expect(error?.code == .noSuchEndpoint)
  }

  @Test func `A name that was unbound is free at once`() throws {
    let context = try Context()
    let first = try Socket(context, .pair)
    try first.bind("inproc://name")
    try first.unbind("inproc://name")
    first.close()
    let second = try Socket(context, .pair)
    try second.bind("inproc://name")
  }
}
