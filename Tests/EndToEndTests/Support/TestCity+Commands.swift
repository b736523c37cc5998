import Daemons
import Reports
import Testing

/// Runs a command to its end.
func unionsync(
  _ arguments: [String], folder: String, within seconds: Double = 45
) async throws -> CommandResult {
  let process = try TestProcess(arguments, folder: folder)
  defer { process.kill() }
  let exitCode = try await process.waitUntilEnded(within: seconds)
  return CommandResult(exitCode: exitCode, output: process.output, errors: process.errors)
}

extension TestCity {
  func run(_ arguments: String...) async throws -> CommandResult {
    try await unionsync(arguments, folder: folder)
  }

  func push(_ path: String, at area: AreaCode, _ options: String...) async throws -> CommandResult {
    try await unionsync(
      ["node", "push", path, "--config", configuration(of: area), "--format", "json"] + options,
      folder: folder)
  }

  /// Pushes a report that must be taken.
  @discardableResult
  func push(recipients: Int, at area: AreaCode) async throws -> PushReceipt {
    let path = try reportFile(reportText(recipients, of: area), name: "\(area).txt")
    return try await push(path, at: area).decoded()
  }

  func status(of area: AreaCode) async throws -> NodeStatus {
    try await run("node", "status", "--config", configuration(of: area), "--format", "json")
      .decoded()
  }

  func aggregatorStatus(at number: Int = 0) async throws -> AggregatorStatus {
    try await run(
      "aggregator", "status", "--config", sites[number].configuration, "--format", "json"
    ).decoded()
  }

  func aggregatorStatus(
    of area: AreaCode, at number: Int = 0
  ) async throws -> AggregatorStatus.Origin {
    try #require(try await aggregatorStatus(at: number).origins.first { $0.area == area })
  }

  func totals(at number: Int = 0) async throws -> [TotalSummary] {
    try await run("totals", "--config", sites[number].configuration, "--format", "json").decoded()
  }

  /// The city's total of the one figure that the tests' reports state; nil where there is none.
  func recipients(at number: Int = 0) async throws -> FixedDecimal? {
    try await totals(at: number).first {
      $0.id.indicator == .recipients && $0.id.unit.rawValue == "人"
    }?.value
  }

  /// Holds a city's dataset against the journals.
  func verify(_ areas: [AreaCode]? = nil, at number: Int = 0) async throws -> CommandResult {
    let nodes = (areas ?? self.areas).flatMap { ["--node", "\($0)=\(state(of: $0))"] }
    return try await unionsync(
      ["verify", "--city", sites[number].state, "--format", "json"] + nodes, folder: folder)
  }

  /// Waits until each city's dataset is the fold of the journals.
  func waitUntilEqual(_ areas: [AreaCode]? = nil, within seconds: Double = 30) async throws {
    for number in sites.indices {
      try await waitUntilEqual(areas, at: number, within: seconds)
    }
  }

  /// Waits until a city's dataset is the fold of the journals.
  func waitUntilEqual(
    _ areas: [AreaCode]? = nil, at number: Int, within seconds: Double = 30
  ) async throws {
    try await waitUntil("city \(number) equals the journals", within: seconds) {
      try await verify(areas, at: number).exitCode == 0
    }
  }
}

extension TestCity {
  /// Lets the city lift an area's quarantine.
  func accept(_ area: AreaCode) async throws -> CommandResult {
    try await run(
      "aggregator", "accept", "\(area)", "--config", aggregatorConfiguration)
  }

  /// Expects that the two cities state the same, to the last byte of their digests.
  func expectSameDigest() async throws {
    let result = try await run(
      "verify", "--city", sites[0].state, "--against", sites[1].state, "--format", "json")
    let verification: Verification = try result.decoded()
    #expect(verification.digest == verification.otherDigest)
    #expect(verification.isEqual)
  }
}
