/// Why a message was refused: a code of the registry and a sentence.
public struct ProtocolError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The registry of codes; they travel in FAIL and REJECT. Unknown codes survive.
  public struct Code: RawRepresentable, Hashable, Sendable {
    /// The number on the wire.
    public let rawValue: UInt32

    /// Makes a code from the number on the wire.
    public init(rawValue: UInt32) {
      self.rawValue = rawValue
    }

    /// The bytes are not a frame of this protocol.
    public static let malformedFrame = Code(rawValue: 1)
    /// The version or a mark of the frame is not understood.
    public static let unsupportedVersion = Code(rawValue: 2)
    /// The body's length or hash is not what the header says.
    public static let damagedBody = Code(rawValue: 3)
    /// The body is longer than allowed.
    public static let oversized = Code(rawValue: 4)
    /// The body is not the message that the header's type promises.
    public static let malformedBody = Code(rawValue: 5)
    /// The sender's identity is not the area it speaks for.
    public static let unauthorized = Code(rawValue: 6)
    /// The log is not the one that the cursor follows.
    public static let logMismatch = Code(rawValue: 7)
    /// The same place in the same log holds another content: one key on two machines.
    public static let forked = Code(rawValue: 8)
    /// The type of message is not expected on this channel.
    public static let unexpectedMessage = Code(rawValue: 9)
  }

  /// The code.
  public let code: Code
  /// What is wrong, in a sentence without its full stop.
  public let reason: String

  /// The longest reason sent, in bytes of UTF-8; longer ones are sent shortened.
  public static let maximumReasonLength = 512

  /// Makes an error.
  public init(_ code: Code, _ reason: String) {
    self.code = code
    self.reason = reason
  }

  /// The code and the sentence.
  public var description: String { "\(reason) (code \(code.rawValue))" }
}
