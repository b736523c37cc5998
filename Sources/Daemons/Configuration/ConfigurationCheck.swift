internal import ReportParsing
internal import Reports

/// Looks whether a daemon could run with its settings: the settings themselves, and every file that
/// they name. Nothing is made or changed.
public struct ConfigurationCheck: Sendable {
  /// A daemon by its settings.
  public enum Subject: Hashable, Sendable {
    /// An office's node.
    case node
    /// The city's aggregator.
    case aggregator
  }

  /// The file of settings.
  public let path: String
  /// What keeps the daemon from running, each with what to do.
  public let problems: [DaemonError]

  /// Checks a file of settings.
  public init(_ subject: Subject, path: String, layers: SettingLayers = .environment) {
    self.path = path
    var found = Findings()
    switch subject {
    case .node: Self.checkNode(path, layers, &found)
    case .aggregator: Self.checkAggregator(path, layers, &found)
    }
    problems = found.problems
  }

  private struct Findings {
    private(set) var problems: [DaemonError] = []

    /// Does something that may go wrong.
    @discardableResult
    mutating func note<Value>(_ action: () throws(DaemonError) -> Value) -> Value? {
      do throws(DaemonError) {
        return try action()
      } catch {
        // Two settings may name one file.
        if !problems.contains(error) { problems.append(error) }
        return nil
      }
    }
  }

  private static func checkNode(
    _ path: String, _ layers: SettingLayers, _ found: inout Findings
  ) {
    let read = found.note { () throws(DaemonError) in
      try NodeConfiguration(path: path, areas: .builtIn, layers: layers)
    }
    guard let read else { return }
    if let key = read.keyPath {
      found.note { () throws(DaemonError) in _ = try KeyFile.readSecret(at: key) }
    }
    for case let key? in read.aggregators.map(\.keyPath) {
      found.note { () throws(DaemonError) in _ = try KeyFile.readPublic(at: key) }
    }
    found.note { () throws(DaemonError) in _ = try CatalogueFile.load(read.cataloguePath) }
    check(read.web, &found)
  }

  private static func checkAggregator(
    _ path: String, _ layers: SettingLayers, _ found: inout Findings
  ) {
    let read = found.note { () throws(DaemonError) in
      try AggregatorConfiguration(path: path, layers: layers)
    }
    guard let read else { return }
    if let key = read.keyPath {
      found.note { () throws(DaemonError) in _ = try KeyFile.readSecret(at: key) }
    }
    if let access = read.accessPath {
      found.note { () throws(DaemonError) in _ = try AccessList(path: access) }
    }
    found.note { () throws(DaemonError) in _ = try CatalogueFile.load(read.cataloguePath) }
    found.note { () throws(DaemonError) in _ = try AggregatorDaemon.areas(read) }
    check(read.web, &found)
  }

  private static func check(_ web: WebConfiguration?, _ found: inout Findings) {
    guard let path = web?.tokensPath else { return }
    found.note { () throws(DaemonError) in _ = try TokenFile(path: path).read() }
  }
}
