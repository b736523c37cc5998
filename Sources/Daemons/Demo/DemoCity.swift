internal import Foundation
internal import Glibc
public import Reports

/// A whole city on this machine: one aggregator and a node for each area, as real processes on
/// loopback, each with its own state folder and keys.
public actor DemoCity {
  /// The folder that holds everything; it goes when the city stops.
  public nonisolated let folder: String
  /// The areas that report.
  public nonisolated let areas: [Area]
  /// Where the city's pages are.
  public nonisolated let pageAddress: String

  private let officePorts: [AreaCode: UInt16]
  private let executable: String
  private var processes: [Process] = []
  /// The processes end when these are closed, also where this one is killed.
  private var leashes: [Pipe] = []

  /// Makes folders, keys and configurations; nothing runs yet.
  ///
  /// - Throws: ``DaemonError``.
  public init(executable: String, areas: [Area]) throws(DaemonError) {
    folder = try FileSystem.makeTemporaryFolder(prefix: "unionsync-demo")
    self.executable = executable
    self.areas = areas
    do throws(DaemonError) {
      let ports = try Self.freePorts(count: 4 + areas.count)
      officePorts = Dictionary(
        zip(areas.map(\.code), ports.dropFirst(4)), uniquingKeysWith: { first, _ in first })
      pageAddress = "http://127.0.0.1:\(ports[3])"
      try Self.prepare(folder, areas: areas, ports: ports)
    } catch {
      try? FileManager.default.removeItem(atPath: folder)
      throw error
    }
  }

  /// The aggregator's configuration.
  public nonisolated var aggregatorConfiguration: String { "\(folder)/city/aggregator.yaml" }

  /// The configuration of an area's node.
  public nonisolated func nodeConfiguration(of area: AreaCode) -> String {
    "\(folder)/\(area)/node.yaml"
  }

  /// Where an office's pages are; nil for an area that has none here.
  public nonisolated func officeAddress(of area: AreaCode) -> String? {
    officePorts[area].map { "http://127.0.0.1:\($0)" }
  }

  /// The aggregator's state folder.
  public nonisolated var aggregatorState: String { "\(folder)/city/state" }

  /// The state folder of an area's node.
  public nonisolated func nodeState(of area: AreaCode) -> String { "\(folder)/\(area)/state" }

  private static func prepare(
    _ folder: String, areas: [Area], ports: [UInt16]
  ) throws(DaemonError) {
    let city = "\(folder)/city"
    try FileSystem.makeFolder(city, mode: 0o700)
    _ = try KeyFile.generate(at: "\(city)/aggregator.key")
    var access = AccessList()
    for (area, officePort) in zip(areas, ports.dropFirst(4)) {
      let node = "\(folder)/\(area.code)"
      try FileSystem.makeFolder(node, mode: 0o700)
      let key = try KeyFile.generate(at: "\(node)/node.key")
      access.authorize(.init(holder: .area(area.code), key: key, note: area.nameZh))
      try write(
        """
        # \(area.nameZh) \(area.nameEn)
        area: \(area.code)
        state: state
        key: node.key
        listen:
          http: 127.0.0.1:\(officePort)
        aggregators:
          - live: tcp://127.0.0.1:\(ports[0])
            control: tcp://127.0.0.1:\(ports[1])
            key: ../city/aggregator.key.pub
        """, to: "\(node)/node.yaml")
    }
    try access.write(to: "\(city)/access.list")
    try write(
      """
      state: state
      key: aggregator.key
      access: access.list
      listen:
        live: tcp://127.0.0.1:\(ports[0])
        control: tcp://127.0.0.1:\(ports[1])
        totals: tcp://127.0.0.1:\(ports[2])
        http: 127.0.0.1:\(ports[3])
      """, to: "\(city)/aggregator.yaml")
  }

  private static func write(_ text: String, to path: String) throws(DaemonError) {
    try FileSystem.write(Array((text + "\n").utf8), to: path, mode: 0o640)
  }

  /// Ports of loopback that nobody has at the moment.
  private static func freePorts(count: Int) throws(DaemonError) -> [UInt16] {
    var sockets: [Int32] = []
    defer { sockets.forEach { close($0) } }
    var ports: [UInt16] = []
    for _ in 0..<count {
      let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      sockets.append(socket)
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_addr.s_addr = inet_addr("127.0.0.1")
      var length = socklen_t(MemoryLayout<sockaddr_in>.size)
      let isBound = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
          bind(socket, generic, length) == 0 && getsockname(socket, generic, &length) == 0
        }
      }
      guard socket >= 0, isBound else {
        throw DaemonError(
          .cannotCreate, zh: "没有可用的端口：\(FileSystem.reason())。",
          en: "There is no free port: \(FileSystem.reason()).")
      }
      ports.append(UInt16(bigEndian: address.sin_port))
    }
    return ports
  }

  /// Starts all processes.
  ///
  /// - Throws: ``DaemonError`` where one can't be started.
  public func start() throws(DaemonError) {
    try spawn(["aggregator", "run", "--config", aggregatorConfiguration], log: "city")
    for area in areas {
      try spawn(
        ["node", "run", "--config", nodeConfiguration(of: area.code)], log: "\(area.code)")
    }
  }

  private func spawn(_ arguments: [String], log: String) throws(DaemonError) {
    let process = Process()
    let leash = Pipe()
    process.executableURL = URL(filePath: executable)
    process.arguments = arguments + ["--until-input-ends"]
    process.standardInput = leash
    let path = "\(folder)/\(log).log"
    do {
      try Data().write(to: URL(filePath: path))
      let handle = try FileHandle(forWritingTo: URL(filePath: path))
      process.standardOutput = handle
      process.standardError = handle
      try process.run()
    } catch {
      throw DaemonError(
        .failure, zh: "无法启动 \(executable)：\(error)", en: "\(executable) can't be started: \(error)")
    }
    processes.append(process)
    leashes.append(leash)
  }

  /// Waits until the aggregator hears every area.
  ///
  /// - Throws: ``DaemonError`` where that takes longer than half a minute.
  public func waitUntilLive() async throws {
    let path = try AggregatorConfiguration(path: aggregatorConfiguration).controlPath
    for _ in 0..<Self.startTries {
      if let status = try? await DaemonClient.aggregatorStatus(controlPath: path),
        status.origins.allSatisfy({ $0.state == "live" })
      {
        return
      }
      try await Task.sleep(for: .milliseconds(Self.startTryMs))
    }
    throw DaemonError(
      .unavailable, zh: "进程没有在 30 秒内就绪，日志在 \(folder)。",
      en: "The processes were not ready within 30 seconds; their logs are in \(folder).")
  }

  private static let startTries = 150
  private static let startTryMs = 200

  /// Drops a report into an area's inbox, as a clerk would.
  ///
  /// - Throws: ``DaemonError`` where the file can't be copied.
  public nonisolated func drop(_ path: String, at area: AreaCode) throws(DaemonError) {
    let bytes = try DaemonClient.readDocument(path)
    try FileSystem.write(
      bytes, to: "\(nodeState(of: area))/inbox/\(FileSystem.name(of: path))", mode: 0o640)
  }

  /// Ends all processes, waits for them, and removes the folder.
  public func stop() {
    for process in processes where process.isRunning { process.terminate() }
    for process in processes { process.waitUntilExit() }
    processes = []
    leashes = []
    try? FileManager.default.removeItem(atPath: folder)
  }
}
