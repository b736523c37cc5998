import Reports
import TestSupport
import Testing

@testable import SyncProtocol

/// Events that no honest peer sends, in any order. A trap ends the process, and with it the test.
@Suite("Hostile events at a node")
struct HostileSessionTests {
  private static let chain = Chain(count: 90)
  private static let second = Chain(log: 5, count: 90)
  private static let chunkPool = chunks(4)

  /// A session with the journal that it speaks of.
  private struct Node {
    var session: NodeSession
    var chain = HostileSessionTests.chain
    var head: Int
    var base = 0

    init(head: Int, seed: UInt64) {
      self.head = head
      session = NodeSession(
        origin: zhenlai, journal: JournalState(chain, head: head), software: "", jitterSeed: seed,
        nowMs: 0)
    }

    mutating func compact(to base: Int, chunkCount: Int) -> NodeSession.Event {
      self.base = base
      return .compacted(
        Snapshot(
          position: chain.position(base), chunkHashes: chunkPool.prefix(chunkCount).map(\.hash)))
    }

    /// Goes on in the one other log that this test has.
    mutating func openLog(_ former: Set<LogID>) -> NodeSession.Event? {
      guard chain.start.logID != second.start.logID else { return nil }
      chain = second
      (head, base) = (0, 0)
      return .logOpened(
        JournalState(
          chain, head: 0, base: 0, chunks: chunkPool,
          formerLogs: session.journal.formerLogs.union(former)))
    }

    func check(_ action: NodeSession.Action) {
      switch action {
      case .readEntries(let range):
        #expect(range.lowerBound > UInt64(base))
        #expect(range.upperBound <= UInt64(head))
        #expect(range.count <= Limits.replayEntries)
      case .readChunk(let snapshot, let index):
        #expect(snapshot.position == chain.position(base))
        #expect((0..<snapshot.chunkCount).contains(index))
      case .publish(.entry):
        #expect(session.phase == .live)
      case .send, .publish, .openLog, .reconnect:
        break
      }
    }
  }

  @Test("A session takes whatever comes, and sends nothing that its journal does not have")
  func sessions() {
    var generator = SeededGenerator(seed: 16)
    var (lives, chunksRead, logsOpened) = (0, 0, 0)
    for _ in 0..<300 {
      var nowMs: Int64 = 0
      var node = Node(head: generator.number(0...80), seed: generator.next())
      for _ in 0..<150 {
        nowMs += Int64(generator.pick([0, 1, 100, 100, 2_000, 20_000]))
        var events = [event(&generator, &node)]
        while let event = events.popLast() {
          for action in node.session.handle(event, nowMs: nowMs) {
            node.check(action)
            switch action {
            case .readChunk: chunksRead += 1
            case .openLog(let log, let superseded, _):
              guard let opened = node.openLog([log, superseded]) else { continue }
              logsOpened += 1
              events.append(opened)
            default: break
            }
          }
        }
        #expect(node.session.journal.head == node.chain.position(node.head))
        #expect(node.session.inFlight.entries <= Limits.creditEntries)
        #expect(node.session.inFlight.bytes <= Limits.creditBytes)
        lives += node.session.phase == .live ? 1 : 0
      }
    }
    #expect(lives > 1_000, "The events must keep many sessions live.")
    #expect(chunksRead > 100, "The events must bring many snapshots about.")
    #expect(logsOpened > 50, "The events must bring many new logs about.")
  }

  private func event(_ generator: inout SeededGenerator, _ node: inout Node) -> NodeSession.Event {
    switch generator.number(0...12) {
    case 0: return generator.pick([.connected, .disconnected, .keyRefused])
    case 1 where node.head < 90:
      node.head += 1
      return .committed([node.chain[node.head]])
    case 2:
      return .entriesRead(generator.chance(50) ? [] : node.chain[1...generator.number(1...90)])
    case 3:
      return .chunkRead(
        generator.pick([nil] + Self.chunkPool.map(Optional.some)), of: node.session.journal.base)
    case 4 where generator.chance(20):
      return node.compact(
        to: generator.number(node.base...node.head), chunkCount: generator.number(0...4))
    case 5...8: return .received(soundMessage(&generator, node))
    case 9: return .received(generator.message(replaying: Self.chain))
    default: return .tick
    }
  }

  /// What brings a session into its deeper states.
  private func soundMessage(
    _ generator: inout SeededGenerator, _ node: Node
  ) -> ControlMessage {
    let cursor = node.chain.position(generator.number(0...node.head))
    switch generator.number(0...4) {
    case 0:
      let known = generator.pick([cursor, Self.chain.position(3), Self.chain.head, nil])
      return .welcome(.init(version: 1, incarnation: logID(1), cursor: known, credit: .full))
    case 1: return .ack(cursor: cursor, credit: generator.credit())
    case 2: return .nack(logID: node.chain.start.logID, missing: generator.range())
    default:
      return .snapshotNext(at: node.session.journal.base.position, index: generator.number(0...5))
    }
  }
}
