import Foundation

/// The specification beside the sources, and its tables.
enum Documents {
  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static func page(_ name: String) throws -> String {
    try String(contentsOf: root.appending(path: "proto-docs/\(name)"), encoding: .utf8)
  }

  static func source(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: "Sources/\(path)"), encoding: .utf8)
  }

  static func data(_ name: String) throws -> Data {
    try Data(contentsOf: root.appending(path: "proto-docs/\(name)"))
  }

  /// The Swift files of the tests that requirements rest on.
  static func tests() throws -> String {
    let folder = root.appending(path: "Tests")
    return try ["ReportsTests", "SimulationTests", "StorageTests", "SyncProtocolTests"].flatMap {
      target in
      let files = FileManager.default.enumerator(
        at: folder.appending(path: target).resolvingSymlinksInPath(),
        includingPropertiesForKeys: nil)
      return try (files?.allObjects ?? []).compactMap { $0 as? URL }
        .filter { $0.pathExtension == "swift" }
        .map { try String(contentsOf: $0, encoding: .utf8) }
    }.joined()
  }

  /// The rows of the table whose heading begins with a cell, without heading and rule.
  static func table(_ firstHeading: String, in page: String) -> [[String]] {
    let lines = page.split(separator: "\n", omittingEmptySubsequences: false)
    guard let start = lines.firstIndex(where: { $0.hasPrefix("| \(firstHeading) |") }) else {
      return []
    }
    return lines[start...].prefix { $0.hasPrefix("|") }.dropFirst(2).map { line in
      line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast().map {
        cell in
        cell.trimmingCharacters(in: .whitespaces)
          .trimmingCharacters(in: CharacterSet(charactersIn: "`"))
      }
    }
  }
}
