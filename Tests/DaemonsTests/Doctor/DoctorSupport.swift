import Testing

@testable import Daemons

/// What a test expects of a finding: how grave it is, and what its English sentence must name.
struct Expected: CustomStringConvertible {
  let severity: Diagnosis.Severity
  let names: [String]

  static func wrong(_ names: String...) -> Expected { Expected(severity: .wrong, names: names) }
  static func hint(_ names: String...) -> Expected { Expected(severity: .hint, names: names) }
  static func unknown(_ names: String...) -> Expected {
    Expected(severity: .unknown, names: names)
  }

  var description: String { "\(severity): \(names)" }
}

/// Holds the findings of facts against what is expected, in order.
func expect(
  _ facts: some Facts, finds expected: Expected..., at location: SourceLocation = #_sourceLocation
) {
  let findings = facts.findings
  #expect(
    findings.map(\.severity) == expected.map(\.severity), "\(findings.map(\.messageEn))",
    sourceLocation: location)
  for (finding, expected) in zip(findings, expected) {
    for name in expected.names {
      #expect(finding.messageEn.contains(name), sourceLocation: location)
    }
    // What to do is said in both languages.
    #expect(finding.messageZh.unicodeScalars.contains { $0.value > 0x4E00 })
  }
}
