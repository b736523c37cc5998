public import Reports
internal import Storage
internal import SyncProtocol

/// Holds the city's dataset against the fold of the nodes' journals.
public struct Verification: Hashable, Sendable, Codable {
  /// What one journal came to.
  public struct Journal: Hashable, Sendable, Codable {
    /// The area.
    public let area: AreaCode
    /// The last entry of the journal.
    public let head: UInt64
    /// The last entry that the city has.
    public let cursor: UInt64
    /// How many observations the journal states.
    public let observations: Int
    /// How many of the city's observations of this area differ, or stand on one side only.
    public let differences: Int
  }

  /// The journals, in the order given.
  public let journals: [Journal]
  /// How many observations the city has of areas whose journals were not given.
  public let unverified: Int

  /// The SHA-256 of all that the city states.
  public let digest: String
  /// That of the other city; nil where none was given.
  public let otherDigest: String?

  /// Whether the city has everything that the journals hold, and nothing else of their areas, and
  /// states the same as the other city.
  public var isEqual: Bool {
    journals.allSatisfy { $0.differences == 0 && $0.head == $0.cursor }
      && (otherDigest == nil || otherDigest == digest)
  }

  /// Reads the store and the journals, while their daemons may run.
  ///
  /// - Parameters:
  ///   - cityFolder: The state folder of the aggregator.
  ///   - nodeFolders: The state folders of nodes, each with its area.
  ///   - otherCity: The state folder of another aggregator.
  ///   - reading: Is told how many of how many entries of a city have been read.
  /// - Throws: ``DaemonError`` where one can't be read or its chain is broken.
  public init(
    cityFolder: String, nodeFolders: [(area: AreaCode, folder: String)], otherCity: String? = nil,
    reading: (_ done: Int64, _ count: Int64) -> Void = { _, _ in }
  ) throws(DaemonError) {
    do throws(StorageError) {
      let state = try Self.fold(cityFolder, reading)
      let (city, cursors) = (state.dataset, state.cursors)
      digest = city.digest.description
      otherDigest = try otherCity.map { folder throws(StorageError) in
        try Self.fold(folder, reading).dataset.digest.description
      }
      var journals: [Journal] = []
      for (area, folder) in nodeFolders {
        let journal = try NodeJournal(
          path: folder + "/journal.sqlite", area: area, mode: .readOnly, newLogID: .zero)
        let expected = Set(try journal.fold().rows(of: area))
        let actual = Set(city.rows(of: area))
        journals.append(
          Journal(
            area: area, head: try journal.head().sequence, cursor: cursors[area]?.sequence ?? 0,
            observations: expected.count,
            differences: expected.symmetricDifference(actual).count))
      }
      self.journals = journals
      let verified = Set(nodeFolders.map(\.area))
      unverified = city.allRows.count { !verified.contains($0.report.area) }
    } catch {
      throw DaemonError(.inputOutput, zh: "无法核对：\(error)", en: error.message)
    }
  }

  private static func fold(
    _ folder: String, _ reading: (Int64, Int64) -> Void
  ) throws(StorageError) -> CityState {
    try CityStore(
      path: folder + "/city.sqlite", mode: .readOnly, newIncarnation: .zero
    ).fold { reading($0.done, $0.count) }
  }
}
