import Daemons
import Foundation
import Glibc
import Reports
import Synchronization

/// An aggregator and nodes as real processes, with folders, keys and ports of their own.
final class TestCity: Sendable {
  let folder: String
  let areas: [AreaCode]
  let livePort: UInt16
  let controlPort: UInt16
  let totalsPort: UInt16
  private let processes = Mutex<[String: TestProcess]>([:])

  private init(areas: [AreaCode]) throws {
    folder = try TestFolder.make()
    self.areas = areas
    let ports = try Ports.free(3)
    (livePort, controlPort, totalsPort) = (ports[0], ports[1], ports[2])
    try FileManager.default.createDirectory(
      atPath: "\(folder)/city", withIntermediateDirectories: true)
    _ = try KeyFile.generate(at: "\(folder)/city/city.key")
    var access = AccessList()
    for area in areas {
      try makeNode(area)
      access.authorize(
        .init(holder: .area(area), key: try KeyFile.readPublic(at: key(of: area)), note: ""))
    }
    try access.write(to: accessPath)
    try write(
      """
      state: state
      key: city.key
      access: access.list
      listen:
        live: tcp://127.0.0.1:\(livePort)
        control: tcp://127.0.0.1:\(controlPort)
        totals: tcp://127.0.0.1:\(totalsPort)
      """, to: aggregatorConfiguration)
  }

  /// Runs a test in a new city, and ends every process of it however the test goes.
  static func with(
    areas: [AreaCode] = [.zhenlai], _ body: (TestCity) async throws -> Void
  ) async throws {
    await Slots.cities.take()
    do {
      let city = try TestCity(areas: areas)
      do {
        try await body(city)
        city.end()
      } catch {
        print(city.logs)
        city.end()
        throw error
      }
      await Slots.cities.give()
    } catch {
      await Slots.cities.give()
      throw error
    }
  }

  private func end() {
    for process in processes.withLock({ Array($0.values) }) { process.kill() }
    try? FileManager.default.removeItem(atPath: folder)
  }

  // MARK: Files

  var aggregatorConfiguration: String { "\(folder)/city/aggregator.yaml" }
  var aggregatorState: String { "\(folder)/city/state" }
  var accessPath: String { "\(folder)/city/access.list" }

  func configuration(of area: AreaCode) -> String { "\(folder)/\(area)/node.yaml" }
  func state(of area: AreaCode) -> String { "\(folder)/\(area)/state" }
  func inbox(of area: AreaCode) -> String { "\(state(of: area))/inbox" }
  /// The path of the public key.
  func key(of area: AreaCode) -> String { "\(folder)/\(area)/node.key.pub" }

  /// Makes folder, key and configuration of a node; its key is not on the access list.
  func makeNode(_ area: AreaCode) throws {
    try FileManager.default.createDirectory(
      atPath: "\(folder)/\(area)", withIntermediateDirectories: true)
    _ = try KeyFile.generate(at: "\(folder)/\(area)/node.key")
    try configure(area, live: livePort, control: controlPort)
  }

  /// Points a node at ports.
  func configure(_ area: AreaCode, live: UInt16, control: UInt16) throws {
    try write(
      """
      area: \(area)
      state: state
      key: node.key
      aggregators:
        - live: tcp://127.0.0.1:\(live)
          control: tcp://127.0.0.1:\(control)
          key: ../city/city.key.pub
      """, to: configuration(of: area))
  }

  /// Writes a file.
  func write(_ text: String, to path: String) throws {
    try Data((text + "\n").utf8).write(to: URL(filePath: path))
  }

  /// Writes a file of a report that is nowhere near an inbox.
  func reportFile(_ text: String, name: String = "report.txt") throws -> String {
    let path = "\(folder)/\(name)"
    try write(text, to: path)
    return path
  }

  /// Writes a report beside the inbox and moves it in, as if it had been written long ago.
  func drop(_ text: String, name: String, at area: AreaCode) throws {
    let path = "\(folder)/\(area)/dropped"
    try write(text, to: path)
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -3600)], ofItemAtPath: path)
    guard rename(path, "\(inbox(of: area))/\(name)") == 0 else {
      throw Failure("no move into the inbox: \(String(cString: strerror(errno)))")
    }
  }

  // MARK: Processes

  private static let aggregatorName = "aggregator"

  func aggregator() throws -> TestProcess { try process(Self.aggregatorName) }
  func node(_ area: AreaCode) throws -> TestProcess { try process("\(area)") }

  private func process(_ name: String) throws -> TestProcess {
    guard let process = processes.withLock({ $0[name] }) else {
      throw Failure("\(name) was not started")
    }
    return process
  }

  /// Starts the aggregator and all nodes, and waits until the aggregator hears all of them.
  func start() async throws {
    try await startAggregator()
    for area in areas { try await startNode(area) }
    try await waitUntilLive()
  }

  @discardableResult
  func startAggregator() async throws -> TestProcess {
    try await start(
      Self.aggregatorName, ["aggregator", "run", "--config", aggregatorConfiguration])
  }

  @discardableResult
  func startNode(_ area: AreaCode) async throws -> TestProcess {
    try await start("\(area)", ["node", "run", "--config", configuration(of: area)])
  }

  private func start(_ name: String, _ arguments: [String]) async throws -> TestProcess {
    let process = try TestProcess(arguments + ["--until-input-ends"], folder: folder)
    processes.withLock { $0[name] = process }
    try await waitUntil("\(name) is ready") {
      guard process.isRunning else { throw Failure("\(name) has ended: \(process.errors)") }
      return process.errors.contains(" ready")
    }
    return process
  }

  /// Waits until every node has its answer from the aggregator.
  func waitUntilLive(_ areas: [AreaCode]? = nil) async throws {
    for area in areas ?? self.areas {
      try await waitUntil("\(area) is live", within: 30) {
        try await status(of: area).peers.allSatisfy { $0.state == "live" }
      }
    }
  }

  /// What the daemons said, for a test that failed.
  var logs: String {
    processes.withLock { processes in
      processes.sorted { $0.key < $1.key }.map { name, process in
        "--- \(name), pid \(process.pid), exit code \(process.exitCode.map(String.init) ?? "none")\n"
          + process.errors.split(separator: "\n").suffix(30).joined(separator: "\n")
      }.joined(separator: "\n")
    }
  }
}

/// Folders for tests, short enough for the paths of sockets.
enum TestFolder {
  static func make() throws -> String {
    var template = Array("/tmp/us-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Failure("no folder: \(errno)") }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Runs a test with a folder that goes when it ends.
  static func with(_ body: (String) async throws -> Void) async throws {
    let folder = try make()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await body(folder)
  }
}
