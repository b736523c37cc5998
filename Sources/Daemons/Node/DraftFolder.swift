internal import DocumentReading
internal import Reports

/// Where the documents lie that wait to be checked, each under its hash.
struct DraftFolder: Sendable {
  private let folder: String

  /// Makes the folder, and clears it of documents that no draft is of.
  ///
  /// - Throws: ``DaemonError``.
  init(_ folder: String, keepingThoseOf drafts: [Draft]) throws(DaemonError) {
    self.folder = folder
    try FileSystem.makeFolder(folder)
    let kept = Set(drafts.map(\.sha256))
    for name in FileSystem.names(in: folder) ?? [] where !kept.contains(name) {
      FileSystem.remove("\(folder)/\(name)")
    }
  }

  func keep(_ bytes: [UInt8], sha256: String) throws(DaemonError) {
    try FileSystem.write(bytes, to: "\(folder)/\(sha256)", mode: 0o640)
  }

  func bytes(of draft: Draft) throws(DaemonError) -> [UInt8] {
    try FileSystem.read("\(folder)/\(draft.sha256)", atMost: DocumentText.maximumBytes)
  }

  func remove(sha256: String) {
    FileSystem.remove("\(folder)/\(sha256)")
  }
}
