internal import Glibc
public import ZeroMQ

/// The files that hold CURVE keys: one line of 40 characters in Z85.
///
/// A secret key's file is readable by its owner only; the public key stands beside it in a file
/// with `.pub` at the end.
public enum KeyFile {
  private static let maximumBytes = 4096

  /// Makes a new pair and writes both files.
  ///
  /// - Throws: ``DaemonError`` where a file is there already: a key is never overwritten.
  public static func generate(at path: String) throws(DaemonError) -> CurvePublicKey {
    guard access(path, F_OK) != 0 else {
      throw DaemonError(
        .cannotCreate, zh: "密钥 \(path) 已存在，不会覆盖；如需更换请先移走旧文件。",
        en: "The key \(path) exists and is not overwritten; move it away first to replace it.")
    }
    let pair: CurveKeyPair
    do throws(ZeroMQError) {
      pair = try CurveKeyPair.generate()
    } catch {
      throw DaemonError(.failure, zh: "无法生成密钥：\(error)", en: "No key could be made: \(error)")
    }
    try FileSystem.write(Array("\(pair.secretKey.z85)\n".utf8), to: path, mode: 0o600)
    try FileSystem.write(
      Array("\(pair.publicKey.z85)\n".utf8), to: path + ".pub", mode: 0o644)
    return pair.publicKey
  }

  /// Reads a secret key: the credential of the file's name where systemd has passed one, else the
  /// file.
  ///
  /// - Throws: ``DaemonError`` where it is missing, readable by others, or no key.
  public static func readSecret(at path: String) throws(DaemonError) -> CurveKeyPair {
    try readSecret(at: path, credentials: .own)
  }

  static func readSecret(
    at path: String, credentials: Credentials
  ) throws(DaemonError) -> CurveKeyPair {
    // Who may read a credential is systemd's business, which may say so in an access control list.
    if let credential = credentials.path(insteadOf: path) { return try secret(at: credential) }
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & 0o077 != 0 {
      throw DaemonError(
        .noPermission, zh: "密钥 \(path) 可被其他用户读取，请执行 chmod 600 \(path)。",
        en: "The key \(path) is readable by others; run: chmod 600 \(path)")
    }
    return try secret(at: path)
  }

  private static func secret(at path: String) throws(DaemonError) -> CurveKeyPair {
    let line = try readLine(at: path)
    do throws(ZeroMQError) {
      return try CurveKeyPair(secretKey: CurveSecretKey(z85: line))
    } catch {
      throw malformed(path)
    }
  }

  /// Reads a public key.
  ///
  /// - Throws: ``DaemonError`` where it is missing or no key.
  public static func readPublic(at path: String) throws(DaemonError) -> CurvePublicKey {
    let line = try readLine(at: path)
    do throws(ZeroMQError) {
      return try CurvePublicKey(z85: line)
    } catch {
      throw malformed(path)
    }
  }

  private static func readLine(at path: String) throws(DaemonError) -> String {
    guard access(path, F_OK) == 0 else {
      throw DaemonError(
        .noPermission, zh: "缺少密钥 \(path)，请用 unionsync keys generate 生成或从市总取得。",
        en: "The key \(path) is missing; make it with 'unionsync keys generate' or get it from the"
          + " city.")
    }
    let bytes = try FileSystem.read(path, atMost: maximumBytes)
    let line = bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    return String(decoding: line, as: UTF8.self)
  }

  private static func malformed(_ path: String) -> DaemonError {
    DaemonError(
      .noPermission, zh: "\(path) 不是有效的密钥（应为一行 40 个字符），请重新生成或重新取得。",
      en: "\(path) holds no valid key (one line of 40 characters); make or get it again.")
  }
}
