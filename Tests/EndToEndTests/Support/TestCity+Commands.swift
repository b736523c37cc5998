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

  func aggregatorStatus() async throws -> AggregatorStatus {
    try await run("aggregator", "status", "--config", aggregatorConfiguration, "--format", "json")
      .decoded()
  }

  func aggregatorStatus(of area: AreaCode) async throws -> AggregatorStatus.Origin {
    try #require(try await aggregatorStatus().origins.first { $0.area == area })
  }

  func totals() async throws -> [TotalSummary] {
    try await run("totals", "--config", aggregatorConfiguration, "--format", "json").decoded()
  }

  /// The city's total of the one figure that the tests' reports state; nil where there is none.
  func recipients() async throws -> FixedDecimal? {
    try await totals().first { $0.id.indicator == .recipients && $0.id.unit.rawValue == "人" }?
      .value
  }

  /// Holds the city's dataset against the journals.
  func verify(_ areas: [AreaCode]? = nil) async throws -> CommandResult {
    let nodes = (areas ?? self.areas).flatMap { ["--node", "\($0)=\(state(of: $0))"] }
    return try await unionsync(
      ["verify", "--city", aggregatorState, "--format", "json"] + nodes, folder: folder)
  }

  /// Waits until the city's dataset is the fold of the journals.
  func waitUntilEqual(_ areas: [AreaCode]? = nil, within seconds: Double = 30) async throws {
    try await waitUntil("the city equals the journals", within: seconds) {
      try await verify(areas).exitCode == 0
    }
  }
}
