internal import Glibc
internal import Logging
internal import Synchronization
public import Web

/// The file of the tokens that let pages and programs on other machines read.
///
/// It is looked at again when a second has passed, so that a revoked token opens nothing any more.
public final class TokenFile: Sendable {
  /// The path of the file.
  public let path: String

  /// Where the packages put the file.
  public static let defaultPath = "/etc/unionsync/tokens.list"
  /// 256 tokens of 64 hexadecimal digits with their labels.
  private static let maximumBytes = 64 * 1024
  /// Where a new file is made; the daemon reads it by its group. Hashes open nothing.
  private static let mode: mode_t = 0o640
  /// How long what was read counts.
  private static let maximumAgeMs: Int64 = 1000

  private struct State {
    var tokens = AccessTokens()
    var readAtMs = Int64.min
    var problem: String?
  }

  private let state = Mutex(State())

  /// Names a file; nothing is read yet.
  public init(path: String) {
    self.path = path
  }

  /// The tokens of the moment; none where the file can't be used, which is logged once.
  func current(clock: Clock, log: Logger) -> AccessTokens {
    state.withLock { state in
      let now = clock.monotonicMs()
      guard state.readAtMs == .min || now - state.readAtMs >= Self.maximumAgeMs else {
        return state.tokens
      }
      state.readAtMs = now
      do throws(DaemonError) {
        state.tokens = try read()
        state.problem = nil
      } catch {
        state.tokens = AccessTokens()
        if state.problem != error.messageEn {
          log.error("nobody is let in by a token", metadata: ["reason": "\(error.messageEn)"])
        }
        state.problem = error.messageEn
      }
      return state.tokens
    }
  }

  /// Reads the file.
  ///
  /// - Throws: ``DaemonError`` where it is missing or has a line that is none.
  public func read() throws(DaemonError) -> AccessTokens {
    try Self.read(path)
  }

  private static func read(_ path: String) throws(DaemonError) -> AccessTokens {
    let bytes = try FileSystem.read(path, atMost: maximumBytes)
    do throws(AccessTokens.FormatError) {
      return try AccessTokens(text: String(decoding: bytes, as: UTF8.self))
    } catch {
      throw DaemonError(
        .configuration, zh: "令牌文件 \(path) 第 \(error.line) 行有误，应为“散列 read|review 名称”。",
        en: "Line \(error.line) of the tokens \(path) must be 'hash read|review label'.")
    }
  }

  /// Hands out a token, which is shown this once.
  ///
  /// - Throws: ``DaemonError`` where the label is taken or is none, or the file can't be written.
  public func add(label: String, role: AccessTokens.Role) throws(DaemonError) -> String {
    var token = ""
    try change { tokens throws(DaemonError) in
      guard !label.isEmpty, label.utf8.count <= 64, !label.contains(where: \.isNewline),
        !label.hasPrefix(" "), !tokens.entries.contains(where: { $0.label == label })
      else {
        throw DaemonError(
          .usage, zh: "名称“\(label)”为空、过长或已被使用，请换一个。",
          en: "The label '\(label)' is empty, too long or taken; choose another.")
      }
      guard tokens.entries.count < AccessTokens.maximumCount else {
        throw DaemonError(
          .usage, zh: "已有 \(AccessTokens.maximumCount) 个令牌，请先撤销不用的。",
          en: "There are \(AccessTokens.maximumCount) tokens already; revoke some first.")
      }
      var generator = SystemRandomNumberGenerator()
      token = tokens.add(label: label, role: role, using: &generator)
    }
    return token
  }

  /// Takes a token back.
  ///
  /// - Throws: ``DaemonError`` where there is none with that label.
  public func revoke(label: String) throws(DaemonError) {
    try change { tokens throws(DaemonError) in
      guard tokens.revoke(label: label) else {
        throw DaemonError(
          .missingInput, zh: "没有名为“\(label)”的令牌，请用 unionsync tokens list 查看。",
          en: "There is no token '\(label)'; 'unionsync tokens list' shows them.")
      }
    }
  }

  private func change(
    _ body: (inout AccessTokens) throws(DaemonError) -> Void
  ) throws(DaemonError) {
    try LockedFile(path: path, newMode: Self.mode).change { path throws(DaemonError) in
      var tokens = FileSystem.exists(path) ? try Self.read(path) : AccessTokens()
      try body(&tokens)
      return Array(tokens.text.utf8)
    }
  }
}
