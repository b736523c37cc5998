import Daemons
import Foundation
import Glibc
import Reports
import Synchronization
import Testing
import ZeroMQ

/// An aggregator and nodes as real processes, with folders, keys and ports of their own.
final class TestCity: Sendable {
  let folder: String
  let areas: [AreaCode]
  /// The aggregators; most tests have one, and mean the first where they name none.
  let sites: [AggregatorSite]
  /// Between nodes and aggregators; nil where both are on loopback.
  let network: TestNetwork?
  private let processes = Mutex<[String: TestProcess]>([:])

  private init(
    areas: [AreaCode], aggregators: Int, network: TestNetwork?, extending: ExtraGrants?
  ) throws {
    let folder = try TestFolder.make()
    self.folder = folder
    self.areas = areas
    self.network = network
    var access = AccessList()
    for area in areas {
      access.authorize(
        .init(
          holder: .area(area), key: try Self.makeKey(of: area, in: folder), note: ""))
    }
    for grant in extending?.grants ?? [] { access.authorize(grant) }
    let areasPath = "\(folder)/areas.csv"
    if let list = extending?.areaList {
      try Data(list.utf8).write(to: URL(filePath: areasPath))
    }
    sites = try (0..<aggregators).map { number in
      try AggregatorSite(
        folder: "\(folder)/city\(number == 0 ? "" : "\(number + 1)")",
        host: network?.cityAddress ?? "127.0.0.1", access: access,
        areasPath: extending == nil ? nil : areasPath)
    }
    for area in areas { try configure(area) }
  }

  /// Areas beyond those that a test's nodes are of.
  struct ExtraGrants {
    /// All areas, as a file of them.
    let areaList: String
    let grants: [AccessList.Grant]
  }

  /// Runs a test in a new city, and ends every process of it however the test goes.
  static func with(
    areas: [AreaCode] = [.zhenlai], aggregators: Int = 1, network: TestNetwork? = nil,
    extending: ExtraGrants? = nil, _ body: (TestCity) async throws -> Void
  ) async throws {
    await Slots.cities.take()
    do {
      let city = try TestCity(
        areas: areas, aggregators: aggregators, network: network, extending: extending)
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

  var site: AggregatorSite { sites[0] }
  var livePort: UInt16 { site.livePort }
  var controlPort: UInt16 { site.controlPort }
  var totalsPort: UInt16 { site.totalsPort }
  var aggregatorConfiguration: String { site.configuration }
  var aggregatorState: String { site.state }
  var accessPath: String { site.accessPath }

  func configuration(of area: AreaCode) -> String { "\(folder)/\(area)/node.yaml" }
  func state(of area: AreaCode) -> String { "\(folder)/\(area)/state" }
  func inbox(of area: AreaCode) -> String { "\(state(of: area))/inbox" }
  /// The path of the public key.
  func key(of area: AreaCode) -> String { "\(folder)/\(area)/node.key.pub" }

  /// Makes folder, key and configuration of a node; its key is not on the access list.
  func makeNode(_ area: AreaCode) throws {
    _ = try Self.makeKey(of: area, in: folder)
    try configure(area)
  }

  private static func makeKey(of area: AreaCode, in folder: String) throws -> CurvePublicKey {
    try FileManager.default.createDirectory(
      atPath: "\(folder)/\(area)", withIntermediateDirectories: true)
    return try KeyFile.generate(at: "\(folder)/\(area)/node.key")
  }

  /// Points a node at the aggregators, the first of them by other ports where some are given.
  func configure(_ area: AreaCode, live: UInt16? = nil, control: UInt16? = nil) throws {
    let entries =
      [site.entry(live: live, control: control)] + sites.dropFirst().map { $0.entry() }
    try write(
      """
      area: \(area)
      state: state
      key: node.key
      aggregators:
      \(entries.joined(separator: "\n"))
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

  func aggregator(_ number: Int = 0) throws -> TestProcess { try process(sites[number].folder) }
  func node(_ area: AreaCode) throws -> TestProcess { try process("\(area)") }

  private func process(_ name: String) throws -> TestProcess {
    guard let process = processes.withLock({ $0[name] }) else {
      throw Failure("\(name) was not started")
    }
    return process
  }

  /// Starts the aggregators and all nodes, and waits until the aggregators hear all of them.
  func start() async throws {
    for number in sites.indices { try await startAggregator(number) }
    for area in areas { try await startNode(area) }
    try await waitUntilLive()
  }

  @discardableResult
  func startAggregator(_ number: Int = 0) async throws -> TestProcess {
    try await start(
      sites[number].folder, ["aggregator", "run", "--config", sites[number].configuration],
      in: network?.citySide)
  }

  @discardableResult
  func startNode(_ area: AreaCode) async throws -> TestProcess {
    try await startNode("\(area)", configuration: configuration(of: area))
  }

  /// Starts a node by its configuration.
  @discardableResult
  func startNode(_ name: String, configuration: String) async throws -> TestProcess {
    try await start(name, ["node", "run", "--config", configuration], in: network?.nodeSide)
  }

  private func start(
    _ name: String, _ arguments: [String], in namespace: NetworkNamespace?
  ) async throws -> TestProcess {
    let folder = folder
    let launch = { @Sendable in
      try TestProcess(arguments + ["--until-input-ends"], folder: folder)
    }
    let process = if let namespace { try await namespace.run(launch) } else { try launch() }
    processes.withLock { $0[name] = process }
    try await waitUntil("\(name) is ready", within: 60) {
      guard process.isRunning else { throw Failure("\(name) has ended: \(process.errors)") }
      return process.errors.contains(" ready")
    }
    return process
  }

  /// Asks a node to stop, and waits until it has.
  func stopNode(_ area: AreaCode) async throws { try await stop(try node(area)) }

  /// Asks an aggregator to stop, and waits until it has.
  func stopAggregator(_ number: Int = 0) async throws { try await stop(try aggregator(number)) }

  private func stop(_ process: TestProcess) async throws {
    process.signal(SIGTERM)
    #expect(try await process.waitUntilEnded(within: 10) == 0, "\(process.errors)")
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
