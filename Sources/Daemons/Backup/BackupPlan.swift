internal import Reports
public import Storage

/// What a backup takes of a daemon, and where a restored one puts it.
public struct BackupPlan: Sendable {
  /// What the daemon is.
  public let subject: BackupSubject
  /// Its state folder.
  let stateFolder: String
  /// The area that a node's journal is of; nil for the city.
  let area: AreaCode?
  /// Files of its settings, without secrets.
  let settings: [String]
  /// Files of its secrets.
  let secrets: [String]

  /// The settings of an aggregator. The access list and the hashes of tokens say who is let in, and
  /// are no secrets.
  public init(_ configuration: AggregatorConfiguration) {
    subject = .aggregator
    stateFolder = configuration.stateFolder
    area = nil
    settings = [
      configuration.path, configuration.accessPath, configuration.web?.tokensPath,
      configuration.cataloguePath ?? CatalogueFile.defaultPath, configuration.areasPath,
      configuration.keyPath.map { $0 + ".pub" },
    ].compactMap(\.self)
    secrets = [configuration.keyPath].compactMap(\.self)
  }

  /// The settings of a node.
  public init(_ configuration: NodeConfiguration) {
    subject = .node
    stateFolder = configuration.stateFolder
    area = configuration.area
    settings =
      [
        configuration.path, configuration.cataloguePath ?? CatalogueFile.defaultPath,
        configuration.keyPath.map { $0 + ".pub" },
      ].compactMap(\.self) + configuration.aggregators.compactMap(\.keyPath)
    secrets = [configuration.keyPath].compactMap(\.self)
  }

  /// The path of the store.
  var store: String { stateFolder + "/" + subject.storeName }
  /// Where a node keeps the documents that its figures rest on.
  var archive: String { path(of: .archive) }

  /// A folder of documents in the state folder.
  func path(of folder: BackupFolder) -> String { stateFolder + "/" + folder.rawValue }
}

/// The folders of files in a backup.
enum BackupFolder: String {
  /// Documents whose figures are in a node's journal.
  case archive
  /// Documents that wait at a node to be checked.
  case drafts
  case settings
  case secrets

  /// Whether its files are documents, which go back to where they were.
  var isOfDocuments: Bool { self == .archive || self == .drafts }

  /// The name of a file in this folder.
  func name(of path: String) -> String { rawValue + "/" + FileSystem.name(of: path) }

  /// Reads a name; nil for one that would lead out of its folder.
  static func read(_ name: String) -> (folder: BackupFolder, name: String)? {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, let folder = BackupFolder(rawValue: parts[0]),
      !["", ".", ".."].contains(parts[1]), !parts[1].contains("\0")
    else { return nil }
    return (folder, parts[1])
  }
}
