import Foundation
import Glibc
import Reports
import Synchronization
import Testing

/// The peer that was written in another language from the specification alone, as a process.
final class ConformancePeer: Sendable {
  private let process: Mutex<Process>
  private let outputPath: String
  private let errorPath: String
  /// It ends when this does.
  private let leash: Leash

  static let vectors = "\(repository)/proto-docs/vectors"
  private static let count = Atomic<Int>(0)

  /// Starts the peer.
  ///
  /// - Parameters:
  ///   - arguments: What follows its name.
  ///   - folder: Where its output is kept.
  /// - Throws: ``Failure`` where its environment can't be made.
  init(_ arguments: [String], folder: String) async throws {
    let environment = try await ConformanceEnvironment.shared.value
    let number = Self.count.add(1, ordering: .relaxed).newValue
    outputPath = "\(folder)/peer-\(number).out"
    errorPath = "\(folder)/peer-\(number).err"
    let process = Process()
    process.executableURL = URL(filePath: environment.python)
    process.arguments = ["\(ConformanceEnvironment.sources)/peer.py"] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging([
      "PYTHONPATH": environment.generated, "PYTHONDONTWRITEBYTECODE": "1",
      "PYTHONIOENCODING": "utf-8",
    ]) { $1 }
    let leash = try Leash()
    process.standardInput = leash.held
    for path in [outputPath, errorPath] {
      _ = FileManager.default.createFile(atPath: path, contents: nil)
    }
    process.standardOutput = FileHandle(forWritingAtPath: outputPath)
    process.standardError = FileHandle(forWritingAtPath: errorPath)
    try process.run()
    self.process = Mutex(process)
    self.leash = leash
  }

  deinit {
    process.withLock { process in
      // It may have inherited a mask that holds gentler signals back.
      if process.isRunning { kill(process.processIdentifier, SIGKILL) }
      process.waitUntilExit()
    }
  }

  /// What it has said so far.
  var lines: [Line] {
    let output = (try? String(contentsOfFile: outputPath, encoding: .utf8)) ?? ""
    // The last line may still be on its way.
    return output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().compactMap {
      try? JSONDecoder().decode(Line.self, from: Data($0.utf8))
    }
  }

  /// What it said on the whole, in its own words.
  var transcript: String {
    [outputPath, errorPath].compactMap { try? String(contentsOfFile: $0, encoding: .utf8) }
      .joined()
  }

  /// Waits for a line.
  ///
  /// - Throws: ``Failure`` where it does not come.
  @discardableResult
  func wait(
    until what: String, _ isMeant: (Line) -> Bool
  ) async throws -> Line {
    var found: Line?
    try await waitUntil(what, within: 90) {
      let isRunning = process.withLock { $0.isRunning }
      found = lines.first(where: isMeant)
      if found != nil { return true }
      if isRunning { return false }
      throw Failure("the peer has ended before \(what):\n\(transcript)")
    }
    return try #require(found)
  }

  /// Waits until it has done all that it was asked to, and gives its last line.
  ///
  /// - Throws: ``Failure`` with what it says where it could not.
  func waitUntilDone() async throws -> Line {
    try await wait(until: "the peer is done") { $0.event == .done }
  }
}

extension ConformancePeer {
  /// One thing that the peer saw or did.
  struct Line: Decodable, Sendable {
    enum Event: String, Decodable {
      case ready, sent, received, published, lost, ignored, refused, note, entry, chunk, total
      case golden, negative, done, failed
    }

    let event: Event
    /// The type of a message, by its name in the specification.
    let type: String?
    let name: String?
    let log: String?
    let formerLog: String?
    let sequence: UInt64?
    let first: UInt64?
    let last: UInt64?
    let count: Int?
    let index: Int?
    let code: Int?
    let expected: Int?
    let same: Bool?
    let reason: String?
    let total: Int?
    let via: String?
    let revision: Int?
    let puts: [Row]?
    let retracts: [Row]?
    let indicator: String?
    /// In ten-thousandths.
    let value: Int64?
    let areas: [UInt32]?
    let missing: Int?
  }

  /// A row of a delta.
  struct Row: Decodable, Hashable, Sendable {
    let period: String
    let indicator: String
    let unit: String
    let part: String?
    /// In ten-thousandths; nil where a key is retracted.
    let value: Int64?
  }
}

extension [ConformancePeer.Line] {
  func received(_ type: String) -> Self { filter { $0.event == .received && $0.type == type } }
  func sent(_ type: String) -> Self { filter { $0.event == .sent && $0.type == type } }
  func of(_ event: ConformancePeer.Line.Event) -> Self { filter { $0.event == event } }
}

/// A standard input that ends with this process, however that ends.
private struct Leash: ~Copyable {
  private let end: Int32
  /// What the child reads.
  let held: FileHandle

  init() throws {
    var ends: [Int32] = [0, 0]
    // Closed in every other child, so that this process alone holds it.
    let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, type, 0, &ends) == 0 else { throw Failure("no socket: \(errno)") }
    end = ends[0]
    held = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
  }

  deinit {
    close(end)
  }
}

/// Where the peer's interpreter and its message code are.
struct ConformanceEnvironment {
  let python: String
  let generated: String

  static let sources = "\(repository)/Tests/EndToEndTests/Conformance"

  /// Made once for all tests.
  static let shared = Task { try await make() }

  private static func make() async throws -> Self {
    let setup = Process()
    setup.executableURL = URL(filePath: "\(sources)/setup")
    setup.arguments = ["\(repository)/.build"]
    // A file, as processes that start meanwhile would keep the end of a pipe open.
    let folder = try TestFolder.make()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let errorPath = "\(folder)/setup.err"
    _ = FileManager.default.createFile(atPath: errorPath, contents: nil)
    setup.standardError = FileHandle(forWritingAtPath: errorPath)
    setup.standardOutput = FileHandle.nullDevice
    setup.standardInput = FileHandle.nullDevice
    try setup.run()
    setup.waitUntilExit()
    guard setup.terminationStatus == 0 else {
      throw Failure(try String(contentsOfFile: errorPath, encoding: .utf8))
    }
    return Self(
      python: "\(repository)/.build/python/conformance/bin/python",
      generated: "\(repository)/.build/conformance-proto")
  }
}

extension TestCity {
  /// The arguments that name this city's channels.
  private var channels: [String] {
    [
      "--live", "tcp://127.0.0.1:\(livePort)", "--control", "tcp://127.0.0.1:\(controlPort)",
      "--totals", "tcp://127.0.0.1:\(totalsPort)",
    ]
  }

  /// The arguments that name the keys of a client of this city: an area's, or each area's own.
  private func keys(of area: AreaCode?) -> [String] {
    [
      "--key", "\(folder)/\(area.map { "\($0)" } ?? "{}")/node.key",
      "--server-key", "\(folder)/city/city.key.pub",
    ]
  }

  /// Starts the peer as the node of Zhenlai.
  func peerAsNode(
    _ scenario: String, _ options: String...
  ) async throws -> ConformancePeer {
    try await ConformancePeer(
      ["node", scenario, "--area", "\(AreaCode.zhenlai)"] + options + channels
        + keys(of: .zhenlai), folder: folder)
  }

  /// Starts the peer as a node without a key.
  func plainPeerAsNode(_ scenario: String) async throws -> ConformancePeer {
    try await ConformancePeer(
      ["node", scenario, "--area", "\(AreaCode.zhenlai)"] + channels, folder: folder)
  }

  /// Starts the peer as the nodes of all areas at once.
  func peerAsCrowd() async throws -> ConformancePeer {
    try await ConformancePeer(
      ["crowd", "--areas"] + areas.map { "\($0)" } + channels + keys(of: nil), folder: folder)
  }

  /// Starts the peer as a watcher that follows until a total has a value.
  func peerAsWatcher(until value: FixedDecimal, keyOf area: AreaCode) async throws
    -> ConformancePeer
  {
    try await ConformancePeer(
      [
        "watcher", "--indicator", IndicatorCode.recipients.rawValue, "--until-value",
        "\(value.tenThousandths)",
      ]
        + channels + keys(of: area), folder: folder)
  }

  /// Starts the peer as the aggregator of this city, instead of the real one, for one area.
  func peerAsCity(
    _ scenario: String, of area: AreaCode = .zhenlai, entries: Int
  ) async throws -> ConformancePeer {
    let peer = try await ConformancePeer(
      [
        "city", scenario, "--area", "\(area)", "--entries", "\(entries)",
        "--vectors", ConformancePeer.vectors,
        "--live", "tcp://127.0.0.1:\(livePort)", "--control", "tcp://127.0.0.1:\(controlPort)",
        "--key", "\(folder)/city/city.key",
      ], folder: folder)
    try await peer.wait(until: "the peer listens") { $0.event == .ready }
    return peer
  }
}
