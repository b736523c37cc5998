/// Whether a daemon can do its work at this moment, one check after the other.
public struct Readiness: Hashable, Sendable {
  /// One thing that must be so.
  public struct Check: Hashable, Sendable {
    /// What is checked, in a word or two.
    public let name: String
    /// What is wrong; nil where nothing is.
    public let problem: String?

    /// Makes a check.
    public init(_ name: String, problem: String? = nil) {
      self.name = name
      self.problem = problem
    }
  }

  /// The checks, in order.
  public let checks: [Check]

  /// Makes the outcome of checks.
  public init(_ checks: [Check]) {
    self.checks = checks
  }

  /// Whether all checks are passed.
  public var isReady: Bool { checks.allSatisfy { $0.problem == nil } }

  /// A line for each check and one for all, as the tools that ask for it show it.
  var text: String {
    let lines = checks.map { check in
      check.problem.map { "[-] \(check.name): \($0)" } ?? "[+] \(check.name)"
    }
    return (lines + [isReady ? "ready" : "not ready"]).joined(separator: "\n") + "\n"
  }
}

/// What monitoring asks a daemon.
public struct Probes: Sendable {
  /// How it stands with its work.
  public let readiness: @Sendable () async -> Readiness
  /// The metrics in Prometheus' text format.
  public let metrics: @Sendable () async -> String

  /// Makes probes.
  public init(
    readiness: @escaping @Sendable () async -> Readiness,
    metrics: @escaping @Sendable () async -> String
  ) {
    self.readiness = readiness
    self.metrics = metrics
  }
}
