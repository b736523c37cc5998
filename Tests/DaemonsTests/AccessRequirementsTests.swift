import Foundation
import Testing

@Suite("The threat model")
struct AccessRequirementsTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The tests that requirements rest on.
  private func tests() throws -> String {
    try ["DaemonsTests", "EndToEndTests", "ZeroMQTests"].flatMap { target in
      let folder = Self.root.appending(path: "Tests/\(target)")
      return try FileManager.default.contentsOfDirectory(atPath: folder.path)
        .filter { $0.hasSuffix(".swift") && $0 != "AccessRequirementsTests.swift" }
        .map { try String(contentsOf: folder.appending(path: $0), encoding: .utf8) }
    }.joined()
  }

  @Test("Each requirement of the threat model stands once and has a test that exists")
  func requirements() throws {
    let page = try String(
      contentsOf: Self.root.appending(path: "proto-docs/threat-model.md"), encoding: .utf8)
    let stated = page.matches(of: /\*\*(SYNC-2\d{2})\*\*/).map { String($0.1) }
    let rows = page.matches(of: /(?m)^\| (SYNC-2\d{2}) \| (.+) \|$/)
      .map { (String($0.1), String($0.2)) }
    #expect(!stated.isEmpty)
    #expect(Set(stated).count == stated.count)
    #expect(rows.map(\.0) == stated)
    let tests = try tests()
    for (requirement, name) in rows {
      #expect(
        tests.contains("\"\(name)\"") || tests.contains("`\(name)`"),
        "\(requirement): no test '\(name)'")
    }
  }
}
