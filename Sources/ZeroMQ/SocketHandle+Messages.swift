internal import CZeroMQ

/// Bytes that one batch receives before it ends early, so that a batch of large messages does not
/// hold the memory of its count times the largest frame.
private let maximumBatchBytes = 4 << 20

extension Socket {
  /// Frames that a received message may have; the rest of a longer one is dropped: far
  /// more than protocols use, few enough that a peer cannot fill memory with empty frames.
  public static let maximumFrames = 256

  /// Hands a message to libzmq without waiting, whole or not at all.
  ///
  /// - Throws: `ZeroMQError`, with `invalidArgument` for a message without frames.
  public func send(_ message: Message) throws(ZeroMQError) -> SendResult {
    try handle.send(message)
  }

  /// Hands over messages in order until libzmq takes no more.
  ///
  /// - Returns: how many were taken; the first that was not is tried again by ``send(_:)``, which
  ///   also says why.
  /// - Throws: `ZeroMQError` when the first cannot be sent at all; a later error ends the batch and
  ///   shows when its message is tried again.
  public func send(contentsOf messages: some Sequence<Message>) throws(ZeroMQError) -> Int {
    var accepted = 0
    for message in messages {
      do {
        guard try handle.send(message) == .sent else { return accepted }
      } catch {
        guard accepted > 0 else { throw error }
        return accepted
      }
      accepted += 1
    }
    return accepted
  }

  /// Takes what has arrived, without waiting.
  ///
  /// - Parameter count: the most messages to take; a batch also ends after 4 MiB.
  /// - Returns: messages in the order of their arrival; empty when none is there.
  /// - Throws: `ZeroMQError` when the first cannot be received; a later error ends the batch and
  ///   shows at the next call.
  public func receive(upTo count: Int) throws(ZeroMQError) -> [Message] {
    try handle.receive(upTo: count)
  }

  /// Waits for one message on the calling thread; for programs and tests without a reactor.
  ///
  /// - Parameter timeoutMs: how long to wait at most, in milliseconds; -1 for ever.
  /// - Returns: the message, or nil when none came in time.
  /// - Throws: `ZeroMQError`, with `contextTerminated` once the context is shut down.
  public func receive(withinMs timeoutMs: Int) throws(ZeroMQError) -> Message? {
    handle.checkThread()
    let deadline = timeoutMs < 0 ? Int64.max : monotonicNanoseconds() + Int64(timeoutMs) * 1_000_000
    while true {
      if let message = try handle.receive(upTo: 1).first { return message }
      let remaining = deadline == .max ? -1 : deadline - monotonicNanoseconds()
      guard deadline == .max || remaining > 0 else { return nil }
      try handle.waitUntilReadable(forMs: remaining < 0 ? -1 : Int(remaining / 1_000_000) + 1)
    }
  }
}

extension SocketHandle {
  func send(_ message: Message) throws(ZeroMQError) -> SendResult {
    checkThread()
    guard !message.frames.isEmpty else {
      throw ZeroMQError(.invalidArgument, during: "send a message without frames")
    }
    let last = message.frames.count - 1
    for (index, frame) in message.frames.enumerated() {
      let flags = index == last ? ZMQ_DONTWAIT : ZMQ_DONTWAIT | ZMQ_SNDMORE
      if transmit(frame, flags) { continue }
      var error = ZeroMQError.last(during: "send")
      // A send that does not wait may act on news of peers and room that is a millisecond old;
      // asking whether the socket is writable brings it up to date.
      if index == 0, error.code == .wouldBlock, isWritable {
        if transmit(frame, flags) { continue }
        error = ZeroMQError.last(during: "send")
      }
      // libzmq decides at the first frame whether it takes the message.
      guard index == 0 else { throw error }
      switch error.code {
      case .wouldBlock: return .wouldBlock
      case .hostUnreachable: return .unreachable
      default: throw error
      }
    }
    return .sent
  }

  private func transmit(_ frame: [UInt8], _ flags: Int32) -> Bool {
    unsafe frame.withUnsafeBytes { bytes in
      while unsafe zmq_send(pointer, bytes.baseAddress, bytes.count, flags) < 0 {
        guard zmq_errno() == EINTR else { return false }
      }
      return true
    }
  }

  func receive(upTo count: Int) throws(ZeroMQError) -> [Message] {
    checkThread()
    var messages: [Message] = []
    var part = zmq_msg_t()
    unsafe zmq_msg_init(&part)
    defer { unsafe zmq_msg_close(&part) }
    var bytes = 0
    while messages.count < count, bytes < maximumBatchBytes {
      do {
        guard let message = try receiveOne(into: &part, &bytes) else { break }
        messages.append(message)
      } catch {
        guard messages.isEmpty else { break }
        throw error
      }
    }
    return messages
  }

  private func receiveOne(
    into part: inout zmq_msg_t, _ bytes: inout Int
  ) throws(ZeroMQError) -> Message? {
    guard try receivePart(&part) else { return nil }
    var message = Message(frames: [])
    while true {
      // All frames of a message have the same properties, so that the first one's do; but a ROUTER
      // that was polled gives none to the routing id in front.
      if message.frames.count < 2, message.peerAddress == nil {
        message.peerAddress = property("Peer-Address", of: &part)
        message.userID = property("User-Id", of: &part)
      }
      if message.frames.count < Socket.maximumFrames {
        let size = unsafe zmq_msg_size(&part)
        message.frames.append(
          unsafe [UInt8](UnsafeRawBufferPointer(start: zmq_msg_data(&part), count: size)))
        bytes += size
      } else {
        message.droppedFrames += 1
      }
      guard unsafe zmq_msg_more(&part) != 0 else { return message }
      guard try receivePart(&part) else {
        // Frames of one message arrive together: this is a socket that is being torn down.
        throw ZeroMQError(.contextTerminated, during: "receive the rest of a message")
      }
    }
  }

  /// False when nothing has arrived.
  private func receivePart(_ part: inout zmq_msg_t) throws(ZeroMQError) -> Bool {
    while unsafe zmq_msg_recv(&part, pointer, ZMQ_DONTWAIT) < 0 {
      switch zmq_errno() {
      case EINTR: continue
      case EAGAIN: return false
      default: throw ZeroMQError.last(during: "receive")
      }
    }
    return true
  }

  private func property(_ name: String, of part: inout zmq_msg_t) -> String? {
    guard let value = unsafe zmq_msg_gets(&part, name) else { return nil }
    return unsafe String(cString: value)
  }

  func waitUntilReadable(forMs timeoutMs: Int) throws(ZeroMQError) {
    var item = unsafe zmq_pollitem_t(socket: pointer, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0)
    guard unsafe zmq_poll(&item, 1, timeoutMs) < 0, zmq_errno() != EINTR else { return }
    throw ZeroMQError.last(during: "wait for a message")
  }
}
