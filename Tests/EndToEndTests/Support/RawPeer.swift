import Daemons
import Reports
import SyncProtocol
import TestSupport
import ZeroMQ

/// A client that holds an area's key and sends what it likes.
final class RawPeer {
  private let context: Context
  private let socket: Socket

  /// Connects with an area's key: a DEALER to CTL, an XPUB to LIVE.
  init(_ kind: Socket.Kind, keyOf area: AreaCode, port: UInt16, in city: TestCity) throws {
    context = try Context()
    var options = SocketOptions()
    options.maximumMessageBytes = -1
    options.lingerMs = 1_000
    let socket = try Socket(context, kind, options: options)
    let keys = try KeyFile.readSecret(at: "\(city.folder)/\(area)/node.key")
    try socket.configureCurveClient(
      serverKey: try KeyFile.readPublic(at: city.site.key + ".pub"),
      publicKey: keys.publicKey, secretKey: keys.secretKey)
    try socket.connect("tcp://127.0.0.1:\(port)")
    self.socket = socket
  }

  func send(_ frames: [[UInt8]]) throws {
    guard try socket.send(Message(frames: frames)) == .sent else {
      throw Failure("nothing could be sent")
    }
  }

  func send(_ message: ControlMessage, as origin: AreaCode) throws {
    try send(message.frames(origin: origin))
  }

  /// Whether something has come, which is what a subscription is to a publisher.
  func hasReceived() throws -> Bool {
    try !socket.receive(upTo: 16).isEmpty
  }

  /// Waits for a message on CTL; what comes before it is passed over, what comes after it stays.
  @discardableResult
  func answer<Value>(
    _ what: String, _ choose: (ControlMessage) -> Value?
  ) async throws -> Value {
    var answer: Value?
    try await waitUntil("\(what) comes") {
      while answer == nil, let message = try socket.receive(upTo: 1).first {
        answer = choose(try ControlMessage.decode(frames: message.frames).message)
      }
      return answer != nil
    }
    guard let answer else { throw Failure("no \(what) came") }
    return answer
  }
}

/// A journal as a test writes it, one entry after the other.
struct TestJournal {
  let area: AreaCode
  private(set) var entries: [JournalEntry] = []
  private(set) var head: Position
  let start: Position

  init(of area: AreaCode, seed: UInt64 = 1) {
    var generator = SeededGenerator(seed: seed &+ UInt64(area.number))
    self.area = area
    start = .start(of: .random(using: &generator), origin: area)
    head = start
  }

  /// Appends an entry with a body of whatever bytes.
  @discardableResult
  mutating func append(body: [UInt8]) throws -> JournalEntry {
    let entry = try JournalEntry(after: head, origin: area, clock: 0, body: body)
    entries.append(entry)
    head = entry.position
    return entry
  }

  /// Appends a delta that states one figure, of the journal's area or of another.
  @discardableResult
  mutating func append(recipients: Int, about area: AreaCode? = nil) throws -> JournalEntry {
    try append(
      body: Self.delta(recipients, of: area ?? self.area, revision: entries.count + 1).encoded)
  }

  /// All entries as one REPLAY.
  var replay: ControlMessage {
    .replay(.init(logID: head.logID, head: head, entries: entries))
  }

  /// A greeting that tells the head.
  var hello: ControlMessage { .hello(.init(head: head, software: "test")) }

  static func delta(_ recipients: Int, of area: AreaCode, revision: Int) -> Delta {
    let mention = "\(recipients)人"
    return Delta(
      report: ReportID(area: area, period: .year(2017), series: .annual),
      document: DocumentReference(
        name: "x.txt", sha256: String(repeating: "0", count: 64), revision: revision),
      catalogueVersion: "1",
      puts: [
        Observation(
          key: ObservationKey(
            period: .year(2017), indicator: .recipients, part: nil, unit: .persons),
          value: FixedDecimal(recipients), qualifier: .exact, writtenUnit: .persons,
          writtenScale: 0,
          evidence: Evidence(
            mention: mention, start: 0, end: mention.unicodeScalars.count,
            sentence: "慰问" + mention, offsetInSentence: 2))
      ], retracts: [])
  }
}
