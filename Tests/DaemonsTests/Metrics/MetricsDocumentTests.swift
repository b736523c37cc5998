import Foundation
import Testing

@testable import Daemons

/// Holds the table of metrics in `proto-docs/metrics.md`, and the alerts, against the program.
@Suite("The documented metrics")
struct MetricsDocumentTests {
  private static let all = ProcessMetrics.all + CityMetrics.all + NodeMetrics.all

  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  @Test(
    "Each metric stands in the table with its type, its labels and its meaning, and no other does")
  func table() throws {
    let text = try read(Self.root + "/proto-docs/metrics.md")
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("| `") && !$0.hasPrefix("| `/") }
    let expected = Self.all.map { metric in
      "| `\(metric.name)` | \(metric.kind.rawValue) | \(metric.labels.joined(separator: ", ")) |"
        + " \(metric.help) |"
    }
    #expect(rows.map(String.init) == expected)
  }

  @Test("Names follow Prometheus' conventions, and none stands twice")
  func names() {
    #expect(Set(Self.all.map(\.name)).count == Self.all.count)
    for metric in Self.all {
      #expect(metric.name.wholeMatch(of: /(unionsync|process)_[a-z_]+/) != nil)
      #expect(metric.name.hasSuffix("_total") == (metric.kind == .counter))
      #expect(metric.kind != .histogram || metric.name.hasSuffix("_seconds"))
      #expect(metric.help.hasSuffix("."))
    }
  }

  @Test("The example's alerts ask for metrics that there are")
  func alerts() throws {
    let text = try read(Self.root + "/systemd/alerts.yaml.example")
    let known = Set(Self.all.map(\.name))
    let asked = text.matches(of: /(unionsync|process)_[a-z_]+/).map { String($0.output.0) }
    #expect(asked.count > 10)
    for name in asked { #expect(known.contains(name), "\(name)") }
  }
}
