import Foundation
import Glibc
import Logging
import Reports
import SyncProtocol
import Synchronization
import Testing
import ZeroMQ

@testable import Daemons

/// Collects what a daemon logs.
final class LogLines: Sendable {
  private let lines = Mutex<[[String: String]]>([])

  /// A logger that collects here what would be written.
  var logger: Logger {
    LogOutput(clock: .fixed) { entry in
      var line = Dictionary(uniqueKeysWithValues: entry.fields.map { ($0.key, $0.value) })
      line["message"] = entry.event
      self.lines.withLock { $0.append(line) }
    }.logger(label: "test")
  }

  /// The lines about what was refused for a reason.
  func refusals(_ reason: RefusalLog.Reason) -> [[String: String]] {
    all.filter { $0["reason"] == reason.rawValue }
  }

  var all: [[String: String]] { lines.withLock { $0 } }
}

extension AccessFile {
  /// Takes a key off the list that must be there.
  func revokeOne(_ key: CurvePublicKey) throws {
    let revoked = try revoke { $0.key == key }
    #expect(revoked.map(\.key) == [key])
  }
}

/// An aggregator in this process, with an access list of its own.
struct GuardedCity {
  let folder: String
  let server: CurveKeyPair
  let log = LogLines()
  let ports: [UInt16]

  var file: AccessFile { AccessFile(path: "\(folder)/access.list") }

  /// Runs a test with an aggregator whose access list has these grants; nil is no file at all.
  static func with(
    _ grants: [AccessList.Grant]?, _ body: (GuardedCity) async throws -> Void
  ) async throws {
    try await withFolder { folder in
      _ = try KeyFile.generate(at: "\(folder)/city.key")
      let city = GuardedCity(
        folder: folder, server: try KeyFile.readSecret(at: "\(folder)/city.key"),
        ports: try (0..<3).map { _ in try freePort() })
      if let grants { try AccessList(grants).write(to: city.file.path) }
      try write(
        """
        state: state
        key: city.key
        access: access.list
        control: control.sock
        listen:
          live: tcp://127.0.0.1:\(city.ports[0])
          control: tcp://127.0.0.1:\(city.ports[1])
          totals: tcp://127.0.0.1:\(city.ports[2])
        """, to: "\(folder)/aggregator.yaml")
      let daemon = try AggregatorDaemon(
        configuration: AggregatorConfiguration(path: "\(folder)/aggregator.yaml"),
        log: city.log.logger)
      let running = Task { try await daemon.run() }
      do {
        try await waitUntil("the aggregator answers") { (try? await city.status()) != nil }
        try await body(city)
      } catch {
        running.cancel()
        throw error
      }
      running.cancel()
      try await running.value
    }
  }

  /// A port that is free, drawn once only and from below those of outgoing connections, so that
  /// nobody takes it before the aggregator does.
  private static func freePort() throws -> UInt16 {
    for _ in 0..<1_000 {
      let port = UInt16.random(in: 10_000..<32_768)
      guard drawnPorts.withLock({ $0.insert(port).inserted }) else { continue }
      let socket = try Socket(try Context(), .router)
      if (try? socket.bind("tcp://127.0.0.1:\(port)")) != nil { return port }
    }
    throw CancellationError()
  }

  private static let drawnPorts = Mutex<Set<UInt16>>([])

  func status() async throws -> AggregatorStatus {
    try await DaemonClient.aggregatorStatus(controlPath: "\(folder)/control.sock")
  }

  func isHeard(_ area: AreaCode) async throws -> Bool {
    try await status().origins.first { $0.area == area }?.silentMs != nil
  }
}

/// A client of an aggregator's CTL that holds a key and sends what it likes.
final class ControlPeer {
  private let context: Context
  private let socket: Socket

  init(_ keys: CurveKeyPair?, of city: GuardedCity) throws {
    context = try Context()
    var options = SyncSockets.control
    options.maximumMessageBytes = -1
    // Sooner than a node, so that tests are.
    options.reconnectIntervalMs = 20
    let socket = try Socket(context, .dealer, options: options)
    if let keys {
      try socket.configureCurveClient(
        serverKey: city.server.publicKey, publicKey: keys.publicKey, secretKey: keys.secretKey)
    }
    try socket.connect("tcp://127.0.0.1:\(city.ports[1])")
    self.socket = socket
  }

  /// Sends once there is a connection to send on.
  func send(_ frames: [[UInt8]]) async throws {
    try await waitUntil("there is a connection") {
      try socket.send(Message(frames: frames)) == .sent
    }
  }

  /// Introduces itself as an area.
  func greet(as area: AreaCode) async throws {
    try await send(Self.hello(of: area))
  }

  /// Whether a message can be sent, that is, whether there is a connection.
  func tryGreeting(as area: AreaCode) throws -> Bool {
    try socket.send(Message(frames: Self.hello(of: area))) == .sent
  }

  private static func hello(of area: AreaCode) -> [[UInt8]] {
    var generator = SystemRandomNumberGenerator()
    let start = Position.start(of: .random(using: &generator), origin: area)
    return ControlMessage.hello(.init(head: start, software: "test")).frames(origin: area)
  }

  /// Takes what has come so far.
  func discardAnswers() throws {
    while try !socket.receive(upTo: 64).isEmpty {}
  }

  /// Greets until there is an answer, on whatever connection.
  func isAnswered(as area: AreaCode) async throws {
    try discardAnswers()
    var nextMs: Int64 = 0
    try await waitUntil("\(area) is answered") {
      if Clock.system.monotonicMs() >= nextMs {
        _ = try tryGreeting(as: area)
        nextMs = Clock.system.monotonicMs() + 200
      }
      return try !socket.receive(upTo: 1).isEmpty
    }
  }
}

/// TCP connections that speak no protocol.
final class RawConnections {
  private var descriptors: [Int32] = []

  func open(_ count: Int, to port: UInt16, sending bytes: [UInt8] = []) throws {
    for _ in 0..<count {
      let descriptor = socket(
        AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
      descriptors.append(descriptor)
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = port.bigEndian
      address.sin_addr.s_addr = inet_addr("127.0.0.1")
      let isConnected = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
      }
      try #require(isConnected)
      _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }
  }

  deinit {
    for descriptor in descriptors { close(descriptor) }
  }
}
