/// A multipart message: its frames, and who sent it as far as libzmq vouches for that.
public struct Message: Sendable, Hashable {
  /// The frames as bytes, in order; at least one, each may be empty.
  public var frames: [[UInt8]]

  /// The identity that the ZAP handler gave the connection this message came by; nil on messages
  /// of connections that nobody authenticated. Ignored on sending.
  public var userID: String?

  /// The address of the peer as libzmq saw it, without the port; nil over `inproc`. Ignored on
  /// sending.
  public var peerAddress: String?

  /// How many frames beyond ``Socket/maximumFrames`` were dropped on receiving. A message where
  /// this is not zero is incomplete and should be refused.
  public internal(set) var droppedFrames = 0

  /// Creates a message to send.
  public init(frames: [[UInt8]]) {
    self.frames = frames
  }
}

/// What became of a message that was handed to a socket.
public enum SendResult: Sendable, Hashable {
  /// libzmq took it. This says nothing about whether it will arrive.
  case sent
  /// The high-water mark is reached or no peer is there: keep it and wait until writable.
  case wouldBlock
  /// A ROUTER that is `routerMandatory` has no peer by that routing id.
  case unreachable
}
