import Reports
import Testing

@testable import SyncProtocol

@Suite("Reception of all areas")
struct ReceptionTests {
  private let areas = (0..<100).map { area(220_000 + UInt32($0)) }

  private func reception(_ origins: [AreaCode: OriginState] = [:]) -> Reception {
    Reception(origins: origins, incarnation: logID(9), nowMs: 0)
  }

  private func chain(_ area: AreaCode, count: Int = 3) -> Chain { Chain(area, count: count) }

  private func hello(_ area: AreaCode, head: Int = 3) -> OriginInbox.Event {
    .received(.hello(.init(head: chain(area).position(head), software: "")))
  }

  private func begin(_ area: AreaCode) -> OriginInbox.Event {
    .received(
      .snapshotBegin(Snapshot(position: chain(area).head, chunkHashes: [chunks(1)[0].hash])))
  }

  /// How long an area was asked to wait; nil where it was not.
  private func waitMs(_ actions: [OriginInbox.Action]) -> Int64? {
    guard case .send(.wait(let retryAfterMs, _)) = actions.first, actions.count == 1 else {
      return nil
    }
    return retryAfterMs
  }

  @Test("Sixteen areas catch up at a time, and the times of those asked to wait are spread")
  func replays() {
    var reception = reception()
    var waits: [Int64] = []
    for area in areas {
      if let waitMs = waitMs(reception.handle(hello(area), of: area, nowMs: 0)) {
        waits.append(waitMs)
      }
    }
    #expect(waits.count == 100 - Limits.replaysTogether)
    #expect(waits.prefix(64) == ArraySlice((0..<64).map { 1_000 + 100 * Int64($0) }))
    #expect(waits.dropFirst(64).first == 1_000, "Then it begins again.")
    #expect(reception.waitsAsked == waits.count)
    #expect(areas.filter(reception.isCatchingUp).count == Limits.replaysTogether)
  }

  @Test("Who has nothing to catch up with is never asked to wait")
  func level() {
    let known = Dictionary(
      uniqueKeysWithValues: areas.map { ($0, OriginState(cursor: chain($0).head)) })
    var reception = reception(known)
    for area in areas {
      #expect(waitMs(reception.handle(hello(area), of: area, nowMs: 0)) == nil)
      #expect(!reception.isCatchingUp(area))
    }
  }

  @Test("Four snapshots come in at a time")
  func snapshots() {
    var reception = reception()
    let asked = areas.prefix(6).map { area in
      waitMs(reception.handle(begin(area), of: area, nowMs: 0)) != nil
    }
    #expect(asked == [false, false, false, false, true, true])
    #expect(
      waitMs(reception.handle(begin(areas[0]), of: areas[0], nowMs: 0)) == nil,
      "Who has a place keeps it.")
  }

  @Test("A place is free once its area has caught up")
  func caughtUp() {
    var reception = reception()
    for area in areas.prefix(16) { _ = reception.handle(hello(area), of: area, nowMs: 0) }
    #expect(waitMs(reception.handle(hello(areas[16]), of: areas[16], nowMs: 0)) != nil)
    let first = chain(areas[0])
    for entry in first.entries {
      _ = reception.handle(.live(.entry(entry)), of: areas[0], nowMs: 0)
    }
    _ = reception.handle(.committed(first.position(2)), of: areas[0], nowMs: 0)
    #expect(reception.isCatchingUp(areas[0]))
    _ = reception.handle(.committed(first.head), of: areas[0], nowMs: 0)
    #expect(!reception.isCatchingUp(areas[0]))
    #expect(waitMs(reception.handle(hello(areas[16]), of: areas[16], nowMs: 0)) == nil)
  }

  @Test("A place is free once its snapshot is installed")
  func installed() {
    var reception = reception()
    for area in areas.prefix(4) { _ = reception.handle(begin(area), of: area, nowMs: 0) }
    let piece = chunks(1)[0]
    let snapshot = Snapshot(position: chain(areas[0]).head, chunkHashes: [piece.hash])
    let steps: [OriginInbox.Event] = [
      .received(.snapshotChunk(at: snapshot.position, piece)), .staged(snapshot, index: 0),
      .received(.snapshotEnd(at: snapshot.position)), .committed(snapshot.position),
    ]
    for step in steps {
      #expect(reception.isCatchingUp(areas[0]))
      _ = reception.handle(step, of: areas[0], nowMs: 0)
    }
    #expect(!reception.isCatchingUp(areas[0]))
    #expect(waitMs(reception.handle(begin(areas[5]), of: areas[5], nowMs: 0)) == nil)
  }

  @Test("Whoever does not get on for 15 s makes room, and a refused area at once")
  func stuck() {
    var reception = reception()
    for area in areas.prefix(16) { _ = reception.handle(hello(area), of: area, nowMs: 0) }
    _ = reception.handle(
      .live(.entry(chain(areas[0])[1])), of: areas[0], nowMs: 9_000)
    _ = reception.handle(.committed(chain(areas[0]).position(1)), of: areas[0], nowMs: 9_000)
    #expect(waitMs(reception.handle(hello(areas[16]), of: areas[16], nowMs: 14_900)) != nil)
    #expect(waitMs(reception.handle(hello(areas[16]), of: areas[16], nowMs: 15_000)) == nil)
    #expect(reception.isCatchingUp(areas[0]), "It got on.")
    #expect(!reception.isCatchingUp(areas[1]))
    let error = ProtocolError(.forked, "two")
    _ = reception.handle(.received(.fail(error)), of: areas[0], nowMs: 15_000)
    #expect(!reception.isCatchingUp(areas[0]))
  }

  @Test("Areas do not touch one another: what one is refused for another is not")
  func apart() {
    let error = ProtocolError(.forked, "two")
    var reception = reception([areas[0]: OriginState(quarantine: error)])
    #expect(
      reception.handle(hello(areas[0]), of: areas[0], nowMs: 0) == [.send(.fail(error))])
    guard case .send(.welcome) = reception.handle(hello(areas[1]), of: areas[1], nowMs: 0).first
    else {
      Issue.record("The other area is welcome")
      return
    }
    #expect(reception.inboxes[areas[0]]?.refusal == error)
    #expect(reception.inboxes[areas[1]]?.refusal == nil)
  }
}
