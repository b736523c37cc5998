import Glibc
import Logging
import Synchronization
import Testing

@testable import Daemons

@Suite("What a process logs")
struct LogOutputTests {
  @Test("An entry reaches a socket in journald's place, and one that nobody hears is told")
  func socket() async throws {
    try await withFolder { folder in
      let ear = try Ear(path: "\(folder)/journal")
      let journal = JournalSocket(path: ear.path)
      let output = LogOutput(clock: .fixed) { entry in
        #expect(journal.send(JournalRecord(entry).bytes))
      }
      var log = output.logger(label: "unionsync.node")
      log[metadataKey: "area"] = "220821"
      log.warning("a file was put aside", metadata: ["file": "a\nb.txt"])
      let fields = try journalFields(Array((try #require(ear.next())).utf8))
      #expect(fields["PRIORITY"] == ["4"])
      #expect(fields["UNIONSYNC_AREA"] == ["220821"])
      #expect(fields["UNIONSYNC_FILE"] == ["a\nb.txt"])
      #expect(fields["CODE_FILE"]?.first?.hasSuffix("LogOutputTests.swift") == true)
      #expect(!JournalSocket(path: "\(folder)/nobody").send([1]))
    }
  }

  @Test("A journal that has no room is not waited for")
  func fullSocket() async throws {
    try await withFolder { folder in
      let ear = try Ear(path: "\(folder)/journal")
      let journal = JournalSocket(path: ear.path)
      let record = [UInt8](repeating: 65, count: JournalRecord.maximumBytes)
      #expect(journal.send(record))
      var taken = 1
      while taken < 100_000, journal.send(record) { taken += 1 }
      #expect(taken < 100_000)
      #expect(ear.next() != nil)
    }
  }

  @Test("The journal is meant only where standard error is the very stream that systemd made")
  func stream() async throws {
    try await withFolder { folder in
      let path = "\(folder)/stderr"
      let descriptor = open(path, O_WRONLY | O_CREAT, 0o600)
      defer { close(descriptor) }
      let stamp = try #require(FileSystem.stamp(of: path))
      let name = "\(stamp.device):\(stamp.node)"
      #expect(JournalSocket.isMeant(by: name, descriptor: descriptor))
      #expect(!JournalSocket.isMeant(by: name, descriptor: STDIN_FILENO))
      #expect(!JournalSocket.isMeant(by: nil, descriptor: descriptor))
      #expect(!JournalSocket.isMeant(by: "1:", descriptor: descriptor))
      #expect(!JournalSocket.isMeant(by: name, descriptor: -1))
    }
  }

  @Test("The level changes for loggers that are there already")
  func level() {
    let lines = Mutex<[String]>([])
    let output = LogOutput(clock: .fixed) { entry in lines.withLock { $0.append(entry.text) } }
    let log = output.logger(label: "test")
    log.debug("one")
    output.level = .debug
    log.debug("two")
    output.level = .error
    log.warning("three")
    log.error("four")
    #expect(lines.withLock { $0 } == ["two", "four"])
  }

  @Test("Repeats are told once their minute has ended, and at the end at the latest")
  func repeats() {
    let now = Mutex<Int64>(0)
    let lines = Mutex<[Int?]>([])
    let clock = Clock(monotonicMs: { now.withLock { $0 } }, wallMs: { 0 })
    let output = LogOutput(clock: clock) { entry in lines.withLock { $0.append(entry.repeated) } }
    let log = output.logger(label: "test")
    for _ in 0..<5 { log.info("again") }
    output.flush()
    #expect(lines.withLock { $0 } == [nil, nil, nil])
    now.withLock { $0 = RepeatLimiter.windowMs }
    output.flush()
    #expect(lines.withLock { $0 } == [nil, nil, nil, 2])
    for _ in 0..<4 { log.info("again") }
    output.close()
    #expect(lines.withLock { $0 }.last == 1)
  }

  @Test(
    "A reload takes over the level, says what waits for a restart, and leaves all where it fails")
  func reload() async throws {
    try await withFolder { folder in
      let path = "\(folder)/aggregator.yaml"
      func configure(_ more: String) throws {
        try write("state: state\ninsecure-loopback: true\n\(more)\n", to: path)
      }
      let lines = Mutex<[String]>([])
      let output = LogOutput(clock: .fixed) { entry in lines.withLock { $0.append(entry.event) } }
      let log = output.logger(label: "test")
      try configure("log-level: warning")
      let configuration = try AggregatorConfiguration(path: path)
      #expect(configuration.logLevel == .warning)
      try configure("log-level: debug")
      try configuration.reload(log: log, output: output)
      #expect(output.level == .debug)
      #expect(lines.withLock { $0 }.isEmpty)
      try configure("log-level: debug\ncontrol: other.sock")
      try configuration.reload(log: log, output: output)
      #expect(lines.withLock { $0 } == ["settings have changed that a restart puts in force"])
      try configure("log-level: loud")
      let error = await daemonError { try configuration.reload(log: log, output: output) }
      #expect(error?.messageEn.contains("line 3: the value 'loud' of 'log-level'") == true)
      #expect(output.level == .debug)
    }
  }
}
