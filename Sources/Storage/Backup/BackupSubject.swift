/// Which of the two stores a backup is of.
public enum BackupSubject: String, Hashable, Sendable, Codable, CaseIterable {
  /// The city's store.
  case aggregator
  /// A node's journal.
  case node

  /// The name of the store's file in its daemon's state folder.
  public var storeName: String {
    switch self {
    case .aggregator: "city.sqlite"
    case .node: "journal.sqlite"
    }
  }

  var kind: StoreFile.Kind {
    switch self {
    case .aggregator: .cityStore
    case .node: .nodeJournal
    }
  }

  /// The newest version of the store's tables that this program knows.
  public var newestSchema: Int {
    switch self {
    case .aggregator: CityStore.schemaVersions.count
    case .node: NodeJournal.schemaVersions.count
    }
  }
}

/// A file that is kept in a backup beside the store.
public struct BackupFile: Hashable, Sendable {
  /// Where it belongs, such as `archive/report.docx`: a folder and a name.
  public let name: String
  /// What it holds.
  public let bytes: [UInt8]

  /// The longest file: the longest document, and more than any settings.
  public static let maximumBytes = 16 * 1024 * 1024

  /// Makes a file.
  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }
}

/// What a backup is.
public struct BackupSummary: Hashable, Sendable, Codable {
  /// What it is of.
  public let subject: BackupSubject
  /// When it was begun, in milliseconds since 1970.
  public let takenAtMs: Int64
  /// Which program made it.
  public let software: String
  /// The version of the store's tables.
  public let schema: Int
  /// How many files it holds beside the store.
  public let fileCount: Int
  /// How many decisions of people it holds: reviews of a city, corrections of a node.
  public let decisionCount: Int
}

/// How far the copying of a store has come.
public struct BackupProgress: Hashable, Sendable {
  /// Pages that are copied.
  public let donePages: Int
  /// All pages; there may become more while a daemon writes.
  public let totalPages: Int
}
