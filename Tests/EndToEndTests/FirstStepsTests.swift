import Daemons
import Foundation
import Glibc
import Reports
import Testing

@Suite("First steps: a city and an office, from nothing to a total")
struct FirstStepsTests {
  /// The one code in what a command has printed.
  private func code(in result: CommandResult) throws -> String {
    #expect(result.exitCode == 0, "\(result.errors)")
    let line = result.output.split(separator: "\n").first {
      $0.contains("UN1/220821/") || $0.contains("UC1/127.0.0.1")
    }
    return try #require(line).trimmingCharacters(in: .whitespaces)
  }

  /// Commands of one machine that has nothing yet, and the daemons they lead to.
  private struct Machine {
    let folder: String
    let livePort: UInt16
    let pagePort: UInt16
    let officePort: UInt16

    var city: String { "\(folder)/city" }
    var node: String { "\(folder)/node" }
    var access: String { "\(city)/access.list" }

    init(_ folder: String) throws {
      self.folder = folder
      // Three ports in a row for the city, and one for its pages.
      let ports = try Ports.free(32)
      let first = ports.dropLast().first { $0 < 60_000 && Ports.areFree($0 + 1, $0 + 2) }
      livePort = try #require(first)
      pagePort = ports[31]
      officePort = ports[30]
    }

    func run(_ arguments: String...) async throws -> CommandResult {
      try await unionsync(arguments, folder: folder)
    }

    func initCity() async throws -> CommandResult {
      try await run(
        "aggregator", "init", "--host", "127.0.0.1:\(livePort)", "--http",
        "127.0.0.1:\(pagePort)", "--folder", city)
    }

    func initNode(city code: String, area: String = "220821") async throws -> CommandResult {
      try await run(
        "node", "init", "--area", area, "--city", code, "--http", "127.0.0.1:\(officePort)",
        "--folder", node)
    }

    func authorize(_ source: String) async throws -> CommandResult {
      try await run("keys", "authorize", source, "--yes", "--access", access)
    }

    func start(_ daemon: String, _ configuration: String) async throws -> TestProcess {
      let process = try TestProcess(
        [daemon, "run", "--config", configuration, "--until-input-ends"], folder: folder)
      try await waitUntil("\(daemon) is ready", within: 60) {
        guard process.isRunning else { throw Failure("it has ended: \(process.errors)") }
        return process.errors.contains(" ready")
      }
      return process
    }
  }

  @Test("Nothing has to be edited by hand, and no secret key is shown or logged")
  func wholeWay() async throws {
    try await TestFolder.with { folder in
      let machine = try Machine(folder)
      let city = try await machine.initCity()
      let office = try await machine.initNode(city: try code(in: city))
      let allowed = try await machine.authorize(try code(in: office))
      #expect(allowed.exitCode == 0, "\(allowed.errors)")
      let aggregator = try await machine.start("aggregator", "\(machine.city)/aggregator.yaml")
      defer { aggregator.kill() }
      let node = try await machine.start("node", "\(machine.node)/node.yaml")
      defer { node.kill() }

      let report = "\(folder)/report.txt"
      try Data(reportText(1300, of: .zhenlai).utf8).write(to: URL(filePath: report))
      let pushed = try await machine.run(
        "node", "push", report, "--config", "\(machine.node)/node.yaml")
      #expect(pushed.exitCode == 0, "\(pushed.errors)")
      try await waitUntil("the total is there") {
        let totals: [TotalSummary] = try await machine.run(
          "totals", "--config", "\(machine.city)/aggregator.yaml", "--format", "json"
        ).decoded()
        return totals.first { $0.id.indicator == .recipients }?.value == 1300
      }

      let secrets = try ["\(machine.city)/aggregator.key", "\(machine.node)/node.key"].map {
        try String(contentsOfFile: $0, encoding: .utf8).trimmingCharacters(in: .newlines)
      }
      let said =
        [city, office, allowed].map { $0.output + $0.errors } + [aggregator.errors, node.errors]
      for secret in secrets {
        #expect(secret.count == 40)
        for text in said { #expect(!text.contains(secret)) }
      }
    }
  }

  @Test("The files do what the codes do, and a second time nothing changes")
  func files() async throws {
    try await TestFolder.with { folder in
      let machine = try Machine(folder)
      let city = try await machine.initCity()
      let office = try await machine.initNode(city: "\(machine.city)/unionsync-city.txt")
      let allowed = try await machine.authorize("\(machine.node)/unionsync-220821.txt")
      #expect(allowed.exitCode == 0, "\(allowed.errors)")
      let before = try String(contentsOfFile: "\(machine.node)/node.yaml", encoding: .utf8)
      let again = try await machine.initNode(city: try code(in: city))
      #expect(try code(in: again) == (try code(in: office)))
      #expect(!again.output.contains("新建 made"))
      #expect(try String(contentsOfFile: "\(machine.node)/node.yaml", encoding: .utf8) == before)
      #expect(try await machine.authorize(try code(in: office)).exitCode == 0)
      #expect(try AccessList(path: machine.access).grants.count == 1)
    }
  }

  @Test("Typed wrongly, of another area, without a yes: refused, and nobody is let in")
  func refusals() async throws {
    try await TestFolder.with { folder in
      let machine = try Machine(folder)
      let cityCode = try code(in: try await machine.initCity())
      let officeCode = try code(in: try await machine.initNode(city: cityCode))

      var typo = Array(officeCode)
      typo.swapAt(typo.count - 1, typo.count - 3)
      if typo != Array(officeCode) {
        try await machine.authorize(String(typo)).expectComplaint(.usage, naming: "group 8")
      }
      try await machine.authorize(officeCode.replacing("220821", with: "220822"))
        .expectComplaint(.usage, naming: "220822")
      try await machine.authorize(cityCode).expectComplaint(.usage, naming: "UN1/")
      try await machine.authorize("\(folder)/none.txt")
        .expectComplaint(.missingInput, naming: "none.txt")
      try await machine.run("keys", "authorize", officeCode, "--access", machine.access)
        .expectComplaint(.usage, naming: "220821", "--yes")
      #expect(try AccessList(path: machine.access).grants.isEmpty)

      try await machine.initNode(city: cityCode, area: "220822")
        .expectComplaint(.cannotCreate, naming: "220821", "--several")
      try await machine.initNode(city: officeCode).expectComplaint(.usage, naming: "UC1/")
      try await machine.initNode(city: cityCode, area: "220824")
        .expectComplaint(.usage, naming: "220824")
    }
  }

  @Test("A key that speaks for one area is not let in for another")
  func keyOfAnotherArea() async throws {
    try await TestFolder.with { folder in
      let machine = try Machine(folder)
      let cityCode = try code(in: try await machine.initCity())
      let officeCode = try code(in: try await machine.initNode(city: cityCode))
      let office = try Enrolment(text: officeCode)
      let tongyu = Enrolment(.office(.tongyu), key: office.key)
      #expect(try await machine.authorize(tongyu.code).exitCode == 0)
      try await machine.authorize(officeCode)
        .expectComplaint(.usage, naming: "220822", "revoke")
      #expect(try AccessList(path: machine.access).grants.map(\.holder) == [.area(.tongyu)])
    }
  }
}
