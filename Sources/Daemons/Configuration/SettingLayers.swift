internal import Foundation

/// What goes before a file of settings: the environment, and before that the command line.
///
/// The setting `http` of the section `listen` is `UNIONSYNC_LISTEN_HTTP` in the environment and
/// `--set listen.http=…` on the command line. Lists stand in the file alone.
public struct SettingLayers: Hashable, Sendable {
  /// A value that goes before the file's, and how people find where it comes from.
  struct Value: Sendable {
    let text: String
    let sourceZh: String
    let sourceEn: String
  }

  private static let prefix = "UNIONSYNC_"

  private let environment: [String: String]
  private let settings: [String: String]

  /// The environment of this process alone.
  public static let environment = SettingLayers(
    environment: ProcessInfo.processInfo.environment, settings: [:])

  private init(environment: [String: String], settings: [String: String]) {
    self.environment = environment.filter { $0.key.hasPrefix(Self.prefix) }
    self.settings = settings
  }

  /// Takes an environment, nil for that of this process, and settings as the command line gives them: `listen.http=127.0.0.1:1`.
  ///
  /// - Throws: ``DaemonError`` where one of them is no `KEY=VALUE`.
  public init(
    environment: [String: String]? = nil, settings: [String]
  ) throws(DaemonError) {
    var values: [String: String] = [:]
    for setting in settings {
      let fields = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard fields.count == 2, !fields[0].isEmpty else {
        throw DaemonError(
          .usage, zh: "--set 应写作 键=值，例如 --set listen.http=127.0.0.1:8600，而不是“\(setting)”。",
          en: "--set takes KEY=VALUE, such as --set listen.http=127.0.0.1:8600, not '\(setting)'.")
      }
      values[String(fields[0])] = String(fields[1])
    }
    self.init(
      environment: environment ?? ProcessInfo.processInfo.environment, settings: values)
  }

  /// The value of a setting by its path, such as `listen.http`; nil where only the file has it.
  func value(of path: String) -> Value? {
    if let text = settings[path] {
      return Value(text: text, sourceZh: "参数 --set \(path)", sourceEn: "--set \(path)")
    }
    let name = Self.name(of: path)
    return environment[name].map {
      Value(text: $0, sourceZh: "环境变量 \(name)", sourceEn: "the environment's \(name)")
    }
  }

  /// What is set but no setting of these paths.
  func unknown(besides paths: Set<String>) -> [String] {
    let names = Set(paths.map(Self.name))
    return settings.keys.filter { !paths.contains($0) }.sorted().map { "--set \($0)" }
      + environment.keys.filter { !names.contains($0) }.sorted()
  }

  private static func name(of path: String) -> String {
    prefix + path.uppercased().replacing(".", with: "_").replacing("-", with: "_")
  }
}
