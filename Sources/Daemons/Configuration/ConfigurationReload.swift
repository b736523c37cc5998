internal import Logging
internal import Reports

/// Settings of a daemon that can be read again while it runs.
protocol ReloadableConfiguration: Equatable {
  /// The file that they were read from.
  var path: String { get }
  /// The least grave things that are logged.
  var logLevel: Logger.Level { get set }

  /// Reads the file again.
  func readAgain() throws(DaemonError) -> Self
}

extension ReloadableConfiguration {
  /// Takes over the log level as the file has it now, and says where more has changed: that waits
  /// for a restart.
  ///
  /// - Throws: ``DaemonError`` where the file can't be used; nothing is changed then.
  func reload(log: Logger, output: LogOutput = .own) throws(DaemonError) {
    var settings = try readAgain()
    output.level = settings.logLevel
    settings.logLevel = logLevel
    if settings != self {
      log.notice(
        "settings have changed that a restart puts in force", metadata: ["file": "\(path)"])
    }
  }
}

extension AggregatorConfiguration: ReloadableConfiguration {
  func readAgain() throws(DaemonError) -> Self { try Self(path: path, layers: layers) }
}

extension NodeConfiguration: ReloadableConfiguration {
  func readAgain() throws(DaemonError) -> Self {
    try Self(path: path, areas: .builtIn, layers: layers)
  }
}

extension ConfigurationFile {
  /// The setting of the least grave things that are logged.
  mutating func logLevel() -> Logger.Level {
    let names = Logger.Level.allCases.map(\.rawValue)
    return value(
      "log-level", " " + names.joined(separator: "、") + " 之一",
      "one of " + names.joined(separator: ", "), reading: Logger.Level.init(rawValue:)) ?? .info
  }
}
