import Testing
import ZeroMQ

struct ErrorTests {
  @Test func `A port in use is said with what to do`() throws {
    let context = try Context()
    let first = try Socket(context, .pull)
    try first.bind("tcp://127.0.0.1:*")
    let endpoint = try first.lastEndpoint
    let second = try Socket(context, .pull)
    let error = #expect(throws: ZeroMQError.self) { try second.bind(endpoint) }
    #expect(
      error?.description
        == "cannot bind \(endpoint): the port, path or name is in use: stop the other program or "
        + "choose another")
  }

  @Test(
    arguments: [
      ("tcp://127.0.0.1", ZeroMQError.Code.invalidArgument),
      ("nonsense", .invalidArgument),
      ("smoke://signals", .transportNotSupported),
      ("tcp://192.0.2.1:5555", .addressNotAvailable),
      ("inproc://cut\0here", .invalidArgument),
      ("", .invalidArgument),
    ])
  func `A bad endpoint is refused`(_ endpoint: String, _ code: ZeroMQError.Code) throws {
    let socket = try Socket(Context(), .pull)
    let error = #expect(throws: ZeroMQError.self) { try socket.bind(endpoint) }
    #expect(error?.code == code)
    #expect(error?.endpoint == endpoint)
    #expect(error?.operation == "bind")
  }

  @Test func `A REQ that sends twice is in the wrong state`() throws {
    let context = try Context()
    let rep = try Socket(context, .rep)
    try rep.bind("inproc://once")
    let req = try Socket(context, .req)
    try req.connect("inproc://once")
    _ = try req.send(Message("first"))
    let error = #expect(throws: ZeroMQError.self) { _ = try req.send(Message("second")) }
    #expect(error?.code == .wrongState)
  }

  @Test func `An unknown code survives with the system's words`() {
    let error = ZeroMQError(ZeroMQError.Code(rawValue: 36), during: "guess")
    #expect(error.description == "cannot guess: File name too long (error 36)")
  }

  @Test func `The loaded version is known and ordered`() {
    #expect(ZeroMQVersion.linked >= ZeroMQVersion(4, 3, 0))
    #expect(ZeroMQVersion(4, 3, 4) < ZeroMQVersion(4, 10, 0))
    #expect(ZeroMQVersion(4, 3, 4).description == "4.3.4")
    #expect(ZeroMQVersion.hasCurve)
  }
}
