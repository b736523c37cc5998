/// Why a command or a daemon can't go on: one sentence in each language that says what to do, and
/// the exit code that a program sees.
public struct DaemonError: Error, Hashable, Sendable, Codable, CustomStringConvertible {
  /// The exit codes, as `sysexits.h` has them.
  public enum ExitCode: Int32, Hashable, Sendable, Codable, CaseIterable {
    /// Something failed that has no code of its own.
    case failure = 1
    /// What was compared differs.
    case differs = 3
    /// The command line can't be used.
    case usage = 64
    /// A document can't be read, or states nothing.
    case unreadableDocument = 65
    /// A file that was named is not there.
    case missingInput = 66
    /// The daemon that was asked does not answer.
    case unavailable = 69
    /// A folder or file can't be made, or is in use by another daemon.
    case cannotCreate = 73
    /// Reading or writing failed, such as on a full disk.
    case inputOutput = 74
    /// A key is missing, readable by others, or not accepted.
    case noPermission = 77
    /// The configuration is wrong.
    case configuration = 78
  }

  /// The exit code.
  public let exitCode: ExitCode
  /// What is wrong and what to do, in Chinese.
  public let messageZh: String
  /// What is wrong and what to do, in English.
  public let messageEn: String

  /// Makes an error.
  public init(_ exitCode: ExitCode, zh: String, en: String) {
    self.exitCode = exitCode
    messageZh = zh
    messageEn = en
  }

  /// Both sentences, Chinese first.
  public var description: String { "\(messageZh)\n\(messageEn)" }
}
