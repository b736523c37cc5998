internal import CZeroMQ

/// Characters of a CURVE key in Z85, the text form of RFC 32/Z85.
private let keyCharacters = 40

/// Bytes of a CURVE key.
private let keyBytes = 32

/// The public half of a CURVE key: it may be shown, stored and compared.
public struct CurvePublicKey: Sendable, Hashable, CustomStringConvertible {
  /// The key as 40 characters of Z85.
  public let z85: String

  /// Reads a key from its text.
  ///
  /// - Throws: `ZeroMQError` (`invalidArgument`) when it is not 40 characters of Z85.
  public init(z85: String) throws(ZeroMQError) {
    guard decodeZ85Key(z85) != nil else {
      throw ZeroMQError(.invalidArgument, during: "read a CURVE public key, 40 characters of Z85")
    }
    self.z85 = z85
  }

  /// Reads a key from its 32 bytes.
  ///
  /// - Throws: `ZeroMQError` (`invalidArgument`) when they are not 32.
  public init(bytes: [UInt8]) throws(ZeroMQError) {
    guard bytes.count == keyBytes else {
      throw ZeroMQError(.invalidArgument, during: "read a CURVE public key, 32 bytes")
    }
    var text = [CChar](repeating: 0, count: keyCharacters + 1)
    unsafe zmq_z85_encode(&text, bytes, bytes.count)
    z85 = keyText(text)
  }

  /// The key as its 32 bytes.
  public var bytes: [UInt8] {
    guard let bytes = decodeZ85Key(z85) else {
      preconditionFailure("A public key is made of text that can be decoded")
    }
    return bytes
  }

  /// The key as 40 characters of Z85.
  public var description: String { z85 }
}

/// The secret half of a CURVE key: no description, dump or reflection shows it.
public struct CurveSecretKey: Sendable {
  /// The key as 40 characters of Z85, to be written to a file that only its owner can read.
  public let z85: String

  /// Reads a key from its text.
  ///
  /// - Throws: `ZeroMQError` (`invalidArgument`) when it is not 40 characters of Z85; the error
  ///   does not repeat the text.
  public init(z85: String) throws(ZeroMQError) {
    guard decodeZ85Key(z85) != nil else {
      throw ZeroMQError(.invalidArgument, during: "read a CURVE secret key, 40 characters of Z85")
    }
    self.z85 = z85
  }
}

extension CurveSecretKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Says only that it is a secret.
  public var description: String { "CurveSecretKey(hidden)" }
  /// Says only that it is a secret.
  public var debugDescription: String { description }
  /// Shows nothing.
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Both halves of a CURVE key.
public struct CurveKeyPair: Sendable {
  /// The half to give away.
  public let publicKey: CurvePublicKey
  /// The half to keep.
  public let secretKey: CurveSecretKey

  /// Makes the pair of a secret key.
  ///
  /// - Throws: `ZeroMQError` (`notSupported`) when libzmq was built without CURVE.
  public init(secretKey: CurveSecretKey) throws(ZeroMQError) {
    self.secretKey = secretKey
    publicKey = try Self.publicKey(of: secretKey)
  }

  /// Makes a new pair from the system's randomness.
  ///
  /// - Throws: `ZeroMQError` (`notSupported`) when libzmq was built without CURVE.
  public static func generate() throws(ZeroMQError) -> CurveKeyPair {
    var publicText = [CChar](repeating: 0, count: keyCharacters + 1)
    var secretText = [CChar](repeating: 0, count: keyCharacters + 1)
    guard unsafe zmq_curve_keypair(&publicText, &secretText) == 0 else {
      throw ZeroMQError.last(during: "generate a CURVE key pair")
    }
    return try CurveKeyPair(secretKey: CurveSecretKey(z85: keyText(secretText)))
  }

  /// Derives the public key that belongs to a secret one.
  ///
  /// - Throws: `ZeroMQError` (`notSupported`) when libzmq was built without CURVE.
  public static func publicKey(of secretKey: CurveSecretKey) throws(ZeroMQError) -> CurvePublicKey {
    var text = [CChar](repeating: 0, count: keyCharacters + 1)
    guard unsafe zmq_curve_public(&text, secretKey.z85) == 0 else {
      throw ZeroMQError.last(during: "derive a CURVE public key")
    }
    return try CurvePublicKey(z85: keyText(text))
  }
}

extension Socket {
  /// Makes the socket the server of CURVE connections: it decrypts with `secretKey`, and lets in
  /// whom the ZAP handler allows. Without a ``SocketOptions/zapDomain`` that is any client key.
  ///
  /// - Throws: `ZeroMQError` when libzmq was built without CURVE.
  public func configureCurveServer(secretKey: CurveSecretKey) throws(ZeroMQError) {
    try handle.set(ZMQ_CURVE_SERVER, 1, "curveServer")
    try handle.set(ZMQ_CURVE_SECRETKEY, bytes: Array(secretKey.z85.utf8), "set the secret key")
  }

  /// Makes the socket a client of CURVE connections to the server that holds `serverKey`.
  ///
  /// - Throws: `ZeroMQError` when libzmq was built without CURVE.
  public func configureCurveClient(
    serverKey: CurvePublicKey, publicKey: CurvePublicKey, secretKey: CurveSecretKey
  ) throws(ZeroMQError) {
    try handle.set(ZMQ_CURVE_SERVERKEY, bytes: Array(serverKey.z85.utf8), "set the server key")
    try handle.set(ZMQ_CURVE_PUBLICKEY, bytes: Array(publicKey.z85.utf8), "set the public key")
    try handle.set(ZMQ_CURVE_SECRETKEY, bytes: Array(secretKey.z85.utf8), "set the secret key")
  }
}

private func decodeZ85Key(_ text: String) -> [UInt8]? {
  guard text.utf8.count == keyCharacters, !text.utf8.contains(0) else { return nil }
  var bytes = [UInt8](repeating: 0, count: keyBytes)
  return unsafe zmq_z85_decode(&bytes, text) == nil ? nil : bytes
}

private func keyText(_ characters: [CChar]) -> String {
  String(decoding: characters.prefix(keyCharacters).map(UInt8.init(bitPattern:)), as: UTF8.self)
}
