import Daemons
import Foundation
import Glibc
import Reports
import SyncProtocol
import TestSupport
import Testing

/// Failures 4 and 5. Invariants I1 to I4.
@Suite("Processes that are killed")
struct KillTests {
  /// Draws what happens when; a failure names it.
  private static let seed: UInt64 = 20_170_501
  private static let revisionsOfArea = 30

  @Test("Failure 4: a node that dies between commit and publish sends the entry when it is back")
  func nodeDies() async throws {
    try await TestCity.with { city in
      // Nobody is there to publish to.
      try await city.startNode(.zhenlai)
      try await city.push(recipients: 1300, at: .zhenlai)
      try city.node(.zhenlai).kill()
      try await city.startNode(.zhenlai)
      try await city.startAggregator()
      try await city.waitUntilEqual()
      #expect(try await city.recipients() == 1300)
      #expect(try await city.status(of: .zhenlai).peers[0].replayed == 1)
    }
  }

  @Test("Failure 5: an aggregator that dies between merge and ACK takes the entry for merged")
  func aggregatorDies() async throws {
    try await TestCity.with { city in
      try await city.start()
      let node = try city.node(.zhenlai)
      try await city.push(recipients: 1300, at: .zhenlai)
      try await city.waitUntilEqual()
      try city.aggregator().signal(SIGSTOP)
      try await city.push(recipients: 1301, at: .zhenlai)
      // No ACK reaches a node that is frozen.
      node.signal(SIGSTOP)
      try city.aggregator().signal(SIGCONT)
      try await waitUntil("the entry is merged") {
        try await city.aggregatorStatus(of: .zhenlai).cursor == 2
      }
      try city.aggregator().kill()
      node.signal(SIGCONT)
      try await city.startAggregator()
      try await city.waitUntilLive()
      try await city.waitUntilEqual()
      #expect(try await city.status(of: .zhenlai).peers[0].acknowledged == 2)
      #expect(try rows(of: city.site.store, "SELECT count(*) FROM entry") == ["2"])
    }
  }

  @Test(
    "Failures 4 and 5: whatever is killed while reports flow, nothing is lost and nothing is doubled"
  )
  func killing() async throws {
    let areas: [AreaCode] = [.zhenlai, .tongyu, .taonan, .taobei]
    try await TestCity.with(areas: areas) { city in
      try await city.start()
      let tally = Tally()
      let revisions = Dictionary(
        uniqueKeysWithValues: areas.map { area in
          (area, Revisions(of: area, count: Self.revisionsOfArea, seed: Self.seed))
        })
      try await withThrowingTaskGroup { group in
        for area in areas + [nil] {
          group.addTask {
            var chaos = Chaos(area, in: city, seed: Self.seed, tally)
            try await chaos.run()
          }
        }
        let clerks = Task {
          try await withThrowingTaskGroup { group in
            for (area, revisions) in revisions {
              group.addTask {
                try await Clerk(city: city, area: area, tally: tally).push(revisions)
              }
            }
            for try await _ in group {}
          }
        }
        group.addTask {
          defer { clerks.cancel() }
          try await clerks.value
          await tally.finish()
        }
        for try await _ in group {}
      }
      try await city.waitUntilLive()
      try await city.waitUntilEqual()
      try await expectAll(revisions, in: city)
      try await print(Self.line(await tally.counts, of: city))
    }
  }

  private func expectAll(_ revisions: [AreaCode: Revisions], in city: TestCity) async throws {
    let verification: Verification = try await city.verify().decoded()
    #expect(verification.journals.count == revisions.count)
    #expect(verification.unverified == 0)
    for journal in verification.journals {
      // As each revision differs from the one before, an entry each: none is lost or doubled.
      #expect(
        journal.head == UInt64(revisions[journal.area]?.values.count ?? 0), "seed \(Self.seed)")
      #expect(journal.cursor == journal.head)
      #expect(journal.observations == 1)
    }
    let last = revisions.values.compactMap(\.values.last).reduce(0, +)
    #expect(try await city.recipients() == FixedDecimal(last), "seed \(Self.seed)")
    let status = try await city.aggregatorStatus()
    #expect(status.refusedMessages == 0)
    #expect(status.observationCount == revisions.count)
    for origin in status.origins where revisions[origin.area] != nil {
      #expect(origin.counts?.poisoned == 0)
      #expect(origin.lastError == nil)
    }
  }

  private static func line(_ counts: Tally.Counts, of city: TestCity) async throws -> String {
    var replayed = counts.replayed
    var entries: UInt64 = 0
    for area in city.areas {
      let status = try await city.status(of: area)
      replayed += Int(status.peers[0].replayed)
      entries += status.head
    }
    return "kill test, seed \(seed): \(counts.nodeKills) nodes and \(counts.aggregatorKills)"
      + " aggregators killed, \(counts.freezes) freezes, \(counts.pushes) pushes,"
      + " \(counts.failedPushes) of them in vain, \(counts.lostAnswers) answers lost,"
      + " \(counts.drops) files dropped, \(entries) entries, at least \(replayed) replayed"
  }
}

/// What has happened in a run.
private actor Tally {
  struct Counts {
    var nodeKills = 0
    var aggregatorKills = 0
    var freezes = 0
    var pushes = 0
    var failedPushes = 0
    var lostAnswers = 0
    var drops = 0
    var replayed = 0
  }

  private(set) var counts = Counts()
  private(set) var isFinished = false

  func count(_ change: @Sendable (inout Counts) -> Void) {
    change(&counts)
  }

  /// All reports are taken.
  func finish() {
    isFinished = true
  }
}

/// The figures that an area states one after the other.
private struct Revisions {
  /// Each is another than the one before.
  let values: [Int]
  /// Which of them go through the inbox.
  let isDropped: [Bool]

  init(of area: AreaCode, count: Int, seed: UInt64) {
    var generator = SeededGenerator(seed: seed &+ UInt64(area.number))
    values = (1...count).map { $0 * 100 + generator.number(1...99) }
    isDropped = (1...count).map { _ in generator.chance(35) }
  }
}

/// Hands in one area's revisions, each until it is taken.
private struct Clerk {
  let city: TestCity
  let area: AreaCode
  let tally: Tally

  func push(_ revisions: Revisions) async throws {
    for (number, value) in revisions.values.enumerated() {
      if revisions.isDropped[number] {
        try await drop(value, number: number)
      } else {
        try await push(value)
      }
    }
  }

  private func drop(_ value: Int, number: Int) async throws {
    await tally.count { $0.drops += 1 }
    let name = "\(number).txt"
    try city.drop(reportText(value, of: area), name: name, at: area)
    try await waitUntil("\(name) of \(area) is taken", within: 30) {
      !FileManager.default.fileExists(atPath: "\(city.inbox(of: area))/\(name)")
    }
  }

  private func push(_ value: Int) async throws {
    let path = try city.reportFile(reportText(value, of: area), name: "\(area).txt")
    var isAnswerLost = false
    try await waitUntil("\(value) of \(area) is taken", within: 30) {
      await tally.count { $0.pushes += 1 }
      let result = try await city.push(path, at: area)
      guard result.exitCode == 0 else {
        // The daemon is not there, or went away; it may have taken the report all the same.
        #expect(result.exitCode == DaemonError.ExitCode.unavailable.rawValue, "\(result.errors)")
        isAnswerLost = true
        await tally.count { $0.failedPushes += 1 }
        return false
      }
      let receipt: PushReceipt = try result.decoded()
      if receipt.isUnchanged {
        #expect(isAnswerLost, "\(value) of \(area) was new and called unchanged")
        await tally.count { $0.lostAnswers += 1 }
      }
      return true
    }
  }
}

/// Kills, freezes and restarts one process until all reports are taken, and leaves it running.
private struct Chaos {
  /// The node's area; nil for the aggregator.
  private let area: AreaCode?
  private let city: TestCity
  private let tally: Tally
  private var generator: SeededGenerator

  init(_ area: AreaCode?, in city: TestCity, seed: UInt64, _ tally: Tally) {
    self.area = area
    self.city = city
    self.tally = tally
    generator = SeededGenerator(seed: seed &+ UInt64(area?.number ?? 0))
  }

  mutating func run() async throws {
    while await !tally.isFinished {
      if let area {
        try await pause(20...900)
        try await killNode(area)
      } else {
        try await pause(50...800)
        try await generator.chance(60) ? killAggregator() : freezeAggregator()
      }
    }
  }

  /// A moment of the schedule, not a wait for anything.
  private mutating func pause(_ milliseconds: ClosedRange<Int>) async throws {
    try await Task.sleep(for: .milliseconds(generator.number(milliseconds)))
  }

  private mutating func killNode(_ area: AreaCode) async throws {
    // It forgets what it has sent again; what it does from here on is not in the count.
    let replayed = try await Int(city.status(of: area).peers[0].replayed)
    try city.node(area).kill()
    await tally.count {
      $0.nodeKills += 1
      $0.replayed += replayed
    }
    try await pause(0...300)
    try await city.startNode(area)
  }

  private mutating func killAggregator() async throws {
    try city.aggregator().kill()
    await tally.count { $0.aggregatorKills += 1 }
    try await pause(0...800)
    try await city.startAggregator()
  }

  private mutating func freezeAggregator() async throws {
    try city.aggregator().signal(SIGSTOP)
    await tally.count { $0.freezes += 1 }
    try await pause(50...600)
    if generator.chance(30) { return try await killAggregator() }
    try city.aggregator().signal(SIGCONT)
  }
}
