internal import CZeroMQ

/// The longest endpoint that libzmq returns: an `ipc` path is at most 108 bytes, a TCP address
/// fewer, an `inproc` name at most 256.
private let maximumEndpointBytes = 1024

extension SocketHandle {
  func call(
    _ operation: String, _ endpoint: String,
    _ body: (UnsafeMutableRawPointer, UnsafePointer<CChar>) -> Int32
  ) throws(ZeroMQError) {
    checkThread()
    // C would end the endpoint at a NUL and bind something else than was asked for.
    guard !endpoint.utf8.contains(0) else {
      throw ZeroMQError(.invalidArgument, during: operation, endpoint: endpoint)
    }
    let result = unsafe endpoint.withCString { unsafe body(pointer, $0) }
    guard result == 0 else { throw ZeroMQError.last(during: operation, endpoint: endpoint) }
  }

  func set(_ option: Int32, _ value: Int, _ name: String) throws(ZeroMQError) {
    guard let number = Int32(exactly: value) else {
      throw ZeroMQError(.invalidArgument, during: "set \(name) to \(value)")
    }
    checkThread()
    let result = unsafe withUnsafePointer(to: number) {
      unsafe zmq_setsockopt(pointer, option, $0, MemoryLayout<Int32>.size)
    }
    guard result == 0 else { throw ZeroMQError.last(during: "set \(name) to \(value)") }
  }

  func set(_ option: Int32, wide value: Int64, _ name: String) throws(ZeroMQError) {
    checkThread()
    let result = unsafe withUnsafePointer(to: value) {
      unsafe zmq_setsockopt(pointer, option, $0, MemoryLayout<Int64>.size)
    }
    guard result == 0 else { throw ZeroMQError.last(during: "set \(name) to \(value)") }
  }

  func set(_ option: Int32, bytes: [UInt8], _ operation: String) throws(ZeroMQError) {
    checkThread()
    let result = unsafe bytes.withUnsafeBytes {
      unsafe zmq_setsockopt(pointer, option, $0.baseAddress, $0.count)
    }
    guard result == 0 else { throw ZeroMQError.last(during: operation) }
  }

  func string(_ option: Int32, _ operation: String) throws(ZeroMQError) -> String {
    checkThread()
    var count = maximumEndpointBytes
    var result: Int32 = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      result = unsafe zmq_getsockopt(pointer, option, buffer.baseAddress, &count)
      // libzmq counts the closing NUL.
      filled = result == 0 ? max(count - 1, 0) : 0
    }
    guard result == 0 else { throw ZeroMQError.last(during: operation) }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension SocketHandle {
  /// Whether the context of the socket was shut down.
  var isTerminated: Bool {
    events == nil && zmq_errno() == ETERM
  }

  /// Whether a message can be sent now.
  var isWritable: Bool {
    guard let events else { return false }
    return events & ZMQ_POLLOUT != 0
  }

  /// What the socket is ready for, up to date; nil when libzmq fails.
  private var events: Int32? {
    var events: Int32 = 0
    var size = MemoryLayout<Int32>.size
    return unsafe zmq_getsockopt(pointer, ZMQ_EVENTS, &events, &size) == 0 ? events : nil
  }
}
