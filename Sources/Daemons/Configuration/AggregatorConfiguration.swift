public import Logging
public import Reports
internal import Web

/// The settings of an aggregator.
public struct AggregatorConfiguration: Hashable, Sendable {
  /// The file that they were read from.
  public let path: String
  /// The least grave things that are logged; a reload changes it while the daemon runs.
  public internal(set) var logLevel: Logger.Level
  /// What goes before the file.
  let layers: SettingLayers
  /// The folder of the city's store.
  public let stateFolder: String
  /// The path of the control socket.
  public let controlPath: String
  /// Where deltas come in, such as `tcp://0.0.0.0:5560`.
  public let liveEndpoint: String
  /// Where nodes are answered, such as `tcp://0.0.0.0:5561`.
  public let controlEndpoint: String
  /// Where totals are published, such as `tcp://0.0.0.0:5562`.
  public let totalsEndpoint: String
  /// Where figures are told over HTTP; nil where they are not.
  public let web: WebConfiguration?
  /// The file of the secret key; nil only on loopback without keys.
  public let keyPath: String?
  /// The file of the keys that are let in; nil only on loopback without keys.
  public let accessPath: String?
  /// A file that extends the indicator catalogue; nil takes `/etc/unionsync/catalogue.yaml` where
  /// there is one.
  public let cataloguePath: String?
  /// The list of areas, if another than the built-in one.
  public let areasPath: String?
  /// Until when offices report on a year; nil where nothing is said of who is late.
  public let reportsDue: ReportingDeadline?

  /// Where the packages put the file.
  public static let defaultPath = "/etc/unionsync/aggregator.yaml"

  /// The path of the socket on which totals are published on this machine alone.
  public var localTotalsPath: String { controlPath + ".totals" }

  /// Reads a file, before which `layers` go; relative paths start from its folder.
  ///
  /// - Throws: ``DaemonError`` that names every problem with its line.
  public init(
    path: String, layers: SettingLayers = .environment
  ) throws(DaemonError) {
    var file = try ConfigurationFile(path: path, layers: layers)
    self.layers = layers
    self.path = path
    logLevel = file.logLevel()
    let folder = ConfigurationPaths(of: path)
    let state = folder.resolve(file.requiredString("state"))
    stateFolder = state
    controlPath = file.string("control").map(folder.resolve) ?? state + "/control.sock"
    let withoutKeys = file.flag("insecure-loopback")
    keyPath = withoutKeys ? nil : folder.resolve(file.requiredString("key"))
    accessPath = withoutKeys ? nil : folder.resolve(file.requiredString("access"))
    cataloguePath = file.string("catalogue").map(folder.resolve)
    areasPath = file.string("areas").map(folder.resolve)
    reportsDue = file.section("reports") { section in
      section.value(
        "due", "次年的月-日，例如 01-31", "a day of the next year as MM-DD, such as 01-31",
        reading: { ReportingDeadline($0) })
    }
    let httpAddress: WebAddress?
    (liveEndpoint, controlEndpoint, totalsEndpoint, httpAddress) = file.section("listen") {
      section in
      let endpoints = (
        section.string("live") ?? "tcp://127.0.0.1:5560",
        section.string("control") ?? "tcp://127.0.0.1:5561",
        section.string("totals") ?? "tcp://127.0.0.1:5562",
        WebConfiguration.address(in: &section)
      )
      if withoutKeys {
        ConfigurationPaths.requireLoopback(endpoints.0, "live", &section)
        ConfigurationPaths.requireLoopback(endpoints.1, "control", &section)
        ConfigurationPaths.requireLoopback(endpoints.2, "totals", &section)
      }
      return endpoints
    }
    web = WebConfiguration(&file, at: httpAddress, paths: folder)
    try file.finish()
  }
}

/// How paths and endpoints in a file of settings are understood.
struct ConfigurationPaths {
  private let folder: String

  init(of path: String) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    folder = parts.isEmpty ? "." : parts.joined(separator: "/")
  }

  /// A path as seen from the file's folder.
  func resolve(_ path: String) -> String {
    FileSystem.path(path, from: folder)
  }

  /// Nothing leaves the machine without keys.
  static func requireLoopback(
    _ endpoint: String, _ key: String, _ file: inout ConfigurationFile
  ) {
    if !isLoopback(endpoint) {
      file.refuse(
        key, zh: "不用密钥时“\(key)”只能是 127.0.0.1 上的地址",
        en: "without keys '\(key)' must be an address on 127.0.0.1")
    }
  }

  /// Only addresses count, as a name such as 127.example.com can lead anywhere.
  private static func isLoopback(_ endpoint: String) -> Bool {
    // What stands before a semicolon is only where a connection comes from.
    if endpoint.contains(";") { return false }
    if endpoint.hasPrefix("ipc://") || endpoint.hasPrefix("tcp://[::1]:") { return true }
    guard endpoint.hasPrefix("tcp://127.") else { return false }
    let host = endpoint.dropFirst("tcp://".count).prefix { $0 != ":" }
    let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
    return numbers.count == 4 && numbers.allSatisfy { UInt8($0) != nil }
  }
}
