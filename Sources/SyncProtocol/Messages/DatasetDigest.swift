public import Reports

extension Dataset {
  /// The SHA-256 of everything that the dataset states, in a fixed order: two cities that have
  /// merged the same journals have the same digest, in whatever order the entries came.
  ///
  /// Each row counts as the encoded delta that puts it alone, without a catalogue's version.
  public var digest: EntryHash {
    Snapshot.digest(
      of: allRows.map { row in
        .sha256(
          of: Delta(
            report: row.report, document: row.document, catalogueVersion: "",
            puts: [row.observation], retracts: []
          ).encoded)
      })
  }
}
