import Foundation
import Testing

@testable import SyncProtocol

/// The pages of `proto-docs` against the code.
@Suite("The specification")
struct SpecificationTests {
  /// The pages that state requirements.
  private static let pages = [
    "frames.md", "messages.md", "states.md", "limits.md", "errors.md", "versions.md",
    "transcripts.md",
  ]

  @Test("The table of limits has every limit with its value")
  func limits() throws {
    let values: [String: Int64] = [
      "bodyBytes": Int64(Limits.bodyBytes), "frameBytes": Int64(Limits.frameBytes),
      "features": Int64(Limits.features), "featureBytes": Int64(Limits.featureBytes),
      "replayEntries": Int64(Limits.replayEntries), "replayBytes": Int64(Limits.replayBytes),
      "snapshotChunks": Int64(Limits.snapshotChunks),
      "snapshotBytes": Int64(Limits.snapshotBytes),
      "snapshotsTogether": Int64(Limits.snapshotsTogether),
      "replaysTogether": Int64(Limits.replaysTogether), "waitMs": Limits.waitMs,
      "waitStepMs": Limits.waitStepMs, "waitSteps": Int64(Limits.waitSteps),
      "evidenceEntries": Int64(Limits.evidenceEntries),
      "reorderEntries": Int64(Limits.reorderEntries), "reorderBytes": Int64(Limits.reorderBytes),
      "reorderWaitMs": Limits.reorderWaitMs, "creditEntries": Int64(Limits.creditEntries),
      "creditBytes": Int64(Limits.creditBytes), "liveHeartbeatMs": Limits.liveHeartbeatMs,
      "burstHeartbeatMs": Limits.burstHeartbeatMs,
      "controlHeartbeatMs": Limits.controlHeartbeatMs, "silenceMs": Limits.silenceMs,
      "helloMs": Limits.helloMs, "helloMaximumMs": Limits.helloMaximumMs,
      "helloJitterMs": Limits.helloJitterMs,
      "progressMs": Limits.progressMs, "refusedMs": Limits.refusedMs,
      "refusedMaximumMs": Limits.refusedMaximumMs,
    ]
    let source = try Documents.source("SyncProtocol/Limits.swift")
    let names = source.matches(of: /static let (\w+)/).map { String($0.1) }
    let rows = Documents.table("name", in: try Documents.page("limits.md"))
    #expect(rows.map { $0[0] } == names)
    for row in rows {
      #expect(Int64(row[1]) == values[row[0]], "\(row[0])")
      #expect(row[2] == (row[0].hasSuffix("Ms") ? "ms" : unit(of: row[0])), "\(row[0])")
    }
  }

  private func unit(of name: String) -> String {
    if name.hasSuffix("Bytes") { return "bytes" }
    let units = [
      "features": "features", "snapshotChunks": "chunks", "snapshotsTogether": "areas",
      "replaysTogether": "areas", "waitSteps": "steps",
    ]
    return units[name] ?? "entries"
  }

  @Test("The registry of errors has every code with its number")
  func errors() throws {
    let source = try Documents.source("SyncProtocol/Frames/ProtocolError.swift")
    let codes = source.matches(of: /static let (\w+) = Code\(rawValue: (\d+)\)/)
      .map { [String($0.2), String($0.1)] }
    let rows = Documents.table("code", in: try Documents.page("errors.md"))
    #expect(codes.count == 9)
    #expect(rows.map { Array($0.prefix(2)) } == codes)
    #expect(rows.map { $0[0] } == (1...rows.count).map(String.init))
  }

  @Test("The table of messages has every type with its number and its body")
  func messageTypes() throws {
    let source = try Documents.source("SyncProtocol/Frames/FrameHeader.swift")
    let types = source.matches(of: /static let (\w+) = MessageType\(rawValue: (\d+)\)/)
      .map { [String($0.2), spelled(String($0.1))] }
    let rows = Documents.table("type", in: try Documents.page("messages.md"))
    #expect(types.count == 19)
    #expect(rows.map { Array($0.prefix(2)) } == types)
    let schema = try Documents.page("unionsync.proto")
    for row in rows { #expect(schema.contains("message \(row[4]) {"), "\(row[4])") }
    let page = try Documents.page("messages.md")
    for name in rows.map({ $0[1] }) {
      let hasSection = page.matches(of: /(?m)^## (.+)$/).contains { $0.1.contains(name) }
      #expect(hasSection, "\(name) has no section")
    }
  }

  /// `totalsSnapshot` as the page spells it: `TOTALS_SNAPSHOT`, and `snapshotEnd`: `SNAP_END`.
  private func spelled(_ name: String) -> String {
    name.replacing(/[A-Z]/) { "_\($0.output)" }.replacing(/^snapshot_/, with: "snap_").uppercased()
  }

  @Test("The table of marks has every mark")
  func flags() throws {
    let rows = Documents.table("flag", in: try Documents.page("frames.md"))
    #expect(rows.map { $0[0] } == ["0x01", "0x02", "0x04"])
    #expect(FrameFlags.understood.rawValue == 0x07)
  }

  @Test("The header's table is the header's layout, without holes")
  func headerLayout() throws {
    let rows = Documents.table("offset", in: try Documents.page("frames.md"))
    var offset = 0
    for row in rows {
      #expect(Int(row[0]) == offset, "\(row[2])")
      offset += try #require(Int(row[1]))
    }
    #expect(offset == FrameHeader.length)
  }

  @Test("The tables of states have a column for each state and a row for each event")
  func states() throws {
    let page = try Documents.page("states.md")
    let phases = Documents.table("phase", in: page).map { $0[0] }
    #expect(phases == ["greeting", "live", "waiting", "refused", "failed"])
    #expect(page.contains("| event | greeting | live | waiting | refused | failed |"))
    #expect(page.contains("| event | open | refused | quarantined |"))
    let control = [
      "HELLO", "WELCOME", "WAIT", "FAIL", "ACK", "NACK", "REPLAY", "REJECT", "HEARTBEAT", "BYE",
      "LOG_RESET", "REPLAY_GONE", "SNAP_BEGIN", "SNAP_NEXT", "SNAP_CHUNK", "SNAP_END",
    ]
    let node = Documents.table("event", in: page)
    let nodeEvents = [
      "connected", "disconnected", "keyRefused", "committed", "logOpened", "compacted",
      "entriesRead", "chunkRead", "tick",
    ]
    for event in control + nodeEvents {
      #expect(node.contains { $0[0].contains(event) }, "\(event) at the node")
    }
    #expect(node.allSatisfy { $0.count == 6 })
    let inboxPart = try #require(page.range(of: "## The aggregator"))
    let inbox = Documents.table("event", in: String(page[inboxPart.lowerBound...]))
    for event in control + [
      "DELTA", "committed", "commitFailed", "staged", "stageFailed", "released", "tick",
    ] {
      #expect(inbox.contains { $0[0].contains(event) }, "\(event) at the aggregator")
    }
    #expect(inbox.allSatisfy { $0.count == 4 })
  }

  @Test("Each requirement stands once and has a test that exists")
  func requirements() throws {
    let pages = try Self.pages.map(Documents.page).joined()
    let stated = pages.matches(of: /\*\*(SYNC-\d{3})\*\*/).map { String($0.1) }
    let traced = Documents.table("requirement", in: try Documents.page("README.md"))
    #expect(Set(stated).count == stated.count, "A number stands for one requirement.")
    #expect(stated.sorted() == traced.map { $0[0] }.sorted())
    let tests = try Documents.tests()
    for row in traced {
      let exists = tests.contains("\"\(row[1])\"")
      #expect(exists, "\(row[0]): no test '\(row[1])'")
    }
  }

  @Test("Every page that another one names is there")
  func links() throws {
    for name in Self.pages + ["README.md"] {
      for match in try Documents.page(name).matches(of: /\]\(([\w-]+\.(?:md|proto))[#)]/) {
        #expect(throws: Never.self) { try Documents.page(String(match.1)) }
      }
    }
  }
}
