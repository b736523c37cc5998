public import Logging
public import Reports

/// The settings of a node.
public struct NodeConfiguration: Hashable, Sendable {
  /// Where an aggregator listens, and by which key it is known.
  public struct Aggregator: Hashable, Sendable {
    /// The endpoint for deltas, such as `tcp://city:5560`.
    public let live: String
    /// The endpoint for acknowledgements and replays, such as `tcp://city:5561`.
    public let control: String
    /// The file of its public key; nil only on loopback without keys.
    public let keyPath: String?
  }

  /// The file that they were read from.
  public let path: String
  /// The least grave things that are logged; a reload changes it while the daemon runs.
  public internal(set) var logLevel: Logger.Level
  /// What goes before the file.
  let layers: SettingLayers
  /// The area whose office this is.
  public let area: AreaCode
  /// The folder of journal, archive and rejected files.
  public let stateFolder: String
  /// The folder that is watched for reports.
  public let inboxFolder: String
  /// The path of the control socket.
  public let controlPath: String
  /// A file that extends the indicator catalogue; nil takes `/etc/unionsync/catalogue.yaml` where
  /// there is one.
  public let cataloguePath: String?
  /// Where the office's pages listen; nil where they don't.
  public let web: WebConfiguration?
  /// The file of the secret key; nil only on loopback without keys.
  public let keyPath: String?
  /// The aggregators that get the deltas; each converges by itself.
  public let aggregators: [Aggregator]

  /// For how many days entries are kept that every aggregator has acknowledged.
  public let retentionDays: Int

  /// How long acknowledged entries are kept at least and by default: long enough to notice that the
  /// city has lost its disk and to go back to a backup.
  public static let minimumRetentionDays = 7
  /// The most days that can be set.
  public static let maximumRetentionDays = 36_500

  /// The most aggregators: each costs two sockets and a conversation.
  public static let maximumAggregators = 8

  /// Where the packages put the file.
  public static let defaultPath = "/etc/unionsync/node.yaml"

  /// Reads a file, before which `layers` go; relative paths start from its folder.
  ///
  /// - Throws: ``DaemonError`` that names every problem with its line.
  public init(
    path: String, areas: AreaList, layers: SettingLayers = .environment
  ) throws(DaemonError) {
    var file = try ConfigurationFile(path: path, layers: layers)
    self.layers = layers
    self.path = path
    logLevel = file.logLevel()
    let folder = ConfigurationPaths(of: path)
    let area = file.value("area", "区划代码表中的六位代码", "a code of the list of areas") { text in
      AreaCode(text).flatMap { areas[$0] }?.code
    }
    if area == nil { _ = file.requiredString("area") }
    let state = folder.resolve(file.requiredString("state"))
    inboxFolder = file.string("inbox").map(folder.resolve) ?? state + "/inbox"
    cataloguePath = file.string("catalogue").map(folder.resolve)
    controlPath = file.string("control").map(folder.resolve) ?? state + "/control.sock"
    stateFolder = state
    retentionDays =
      file.value(
        "retention-days", "\(Self.minimumRetentionDays) 至 \(Self.maximumRetentionDays) 的天数",
        "a number of days from \(Self.minimumRetentionDays) to \(Self.maximumRetentionDays)"
      ) { text in
        Int(text).flatMap {
          (Self.minimumRetentionDays...Self.maximumRetentionDays).contains($0) ? $0 : nil
        }
      } ?? Self.minimumRetentionDays
    let httpAddress = file.section("listen") { section in WebConfiguration.address(in: &section) }
    web = WebConfiguration(&file, at: httpAddress, paths: folder)
    let withoutKeys = file.flag("insecure-loopback")
    keyPath = withoutKeys ? nil : folder.resolve(file.requiredString("key"))
    aggregators = file.sections("aggregators") { section in
      let aggregator = Aggregator(
        live: section.requiredString("live"), control: section.requiredString("control"),
        keyPath: withoutKeys ? nil : folder.resolve(section.requiredString("key")))
      if withoutKeys {
        ConfigurationPaths.requireLoopback(aggregator.live, "live", &section)
        ConfigurationPaths.requireLoopback(aggregator.control, "control", &section)
      }
      return aggregator
    }
    if !(1...Self.maximumAggregators).contains(aggregators.count) {
      file.refuse(
        "aggregators", zh: "“aggregators”应有 1 至 \(Self.maximumAggregators) 项",
        en: "'aggregators' must have 1 to \(Self.maximumAggregators) items")
    }
    try file.finish()
    guard let area else { preconditionFailure("A configuration without an area has problems.") }
    self.area = area
  }
}
