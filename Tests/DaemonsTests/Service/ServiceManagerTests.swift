import Glibc
import Logging
import Storage
import Synchronization
import Testing
import ZeroMQ

@testable import Daemons

/// What systemd is told, as a datagram socket in systemd's place hears it.
@Suite("The service manager")
struct ServiceManagerTests {
  @Test("Ready, reloading, alive and stopping are said in the words of sd_notify, a line each")
  func words() async throws {
    try await withFolder { folder in
      let ear = try Ear(path: "\(folder)/notify")
      let manager = ServiceManager(
        socketPath: ear.path, watchdogUsec: "30000000", watchdogProcess: "\(getpid())")
      #expect(manager.watchdogMs == 30_000)
      manager.notifyReady("2/7 areas live\nREADY=0")
      #expect(ear.next() == "READY=1\nSTATUS=2/7 areas live READY=0")
      manager.notifyReloading(monotonicUsec: 17)
      #expect(ear.next() == "RELOADING=1\nMONOTONIC_USEC=17\nSTATUS=reloading")
      manager.notifyAlive("lag 0")
      #expect(ear.next() == "WATCHDOG=1\nSTATUS=lag 0")
      manager.notifyStopping()
      #expect(ear.next() == "STOPPING=1\nSTATUS=stopping")
    }
  }

  @Test("A long reading of the store is told from time to time, a short one never")
  func replay() async throws {
    try await withFolder { folder in
      let ear = try Ear(path: "\(folder)/notify")
      let manager = ServiceManager(socketPath: ear.path, watchdogUsec: nil, watchdogProcess: nil)
      let nowMs = Mutex<Int64>(0)
      let clock = Clock(monotonicMs: { nowMs.withLock { $0 } }, wallMs: { 0 })
      let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
      var telling = ReplayTelling(manager: manager, clock: clock, log: log)
      for second in 0...5 {
        nowMs.withLock { $0 = Int64(second) * 1_000 }
        telling.tell(ReplayProgress(done: Int64(second) * 500, count: 2_600))
      }
      #expect(ear.next() == "STATUS=reading the store: 1000 of 2600 entries")
      #expect(ear.next() == "STATUS=reading the store: 2000 of 2600 entries")
      manager.notifyStopping()
      #expect(ear.next()?.hasPrefix("STOPPING") == true)
    }
  }

  @Test("A watchdog that is meant for another process is not fed")
  func otherProcess() {
    let manager = ServiceManager(
      socketPath: nil, watchdogUsec: "30000000", watchdogProcess: "1")
    #expect(manager.watchdogMs == nil)
  }

  @Test("The watchdog is fed after a round trip that came back, and not after one that failed")
  func watchdog() async throws {
    try await withFolder { folder in
      let ear = try Ear(path: "\(folder)/notify")
      let trips = Trips()
      let task = try await Supervision(
        manager: ServiceManager(
          socketPath: ear.path, watchdogUsec: "30000", watchdogProcess: nil),
        clock: .fixed, pulse: Pulse(clock: .fixed), log: DaemonRunner.logger(label: "test")
      ) { () throws(DaemonError) in
        try await trips.make()
      } reload: {
      }.begin()
      #expect(ear.next() == "READY=1\nSTATUS=trip 1")
      #expect(ear.next() == "STATUS=trip 2 failed")
      #expect(ear.next() == "WATCHDOG=1\nSTATUS=trip 3")
      task.cancel()
      await task.value
    }
  }

  @Test("A daemon whose first round trip fails is not ready")
  func notReady() async throws {
    let error = await daemonError {
      _ = try await Supervision(
        manager: ServiceManager(socketPath: nil, watchdogUsec: nil, watchdogProcess: nil),
        clock: .fixed, pulse: Pulse(clock: .fixed), log: DaemonRunner.logger(label: "test")
      ) { () throws(DaemonError) in
        throw DaemonError(.inputOutput, zh: "坏了", en: "broken")
      } reload: {
      }.begin()
    }
    #expect(error?.exitCode == .inputOutput)
  }

  @Test("A key is read from the credential of its name where there is one, else from its file")
  func credentials() async throws {
    try await withFolder { folder in
      let given = try KeyFile.generate(at: "\(folder)/node.key")
      try FileSystem.makeFolder("\(folder)/etc")
      let own = try KeyFile.generate(at: "\(folder)/etc/node.key")
      let passed = Credentials(folder: folder)
      let none = Credentials(folder: "\(folder)/nothing")
      let path = "\(folder)/etc/node.key"
      #expect(try KeyFile.readSecret(at: path, credentials: passed).publicKey == given)
      #expect(try KeyFile.readSecret(at: path, credentials: none).publicKey == own)
    }
  }
}

/// Round trips of which the second fails.
private actor Trips {
  private var count = 0

  func make() throws(DaemonError) -> String {
    count += 1
    if count == 2 {
      throw DaemonError(.inputOutput, zh: "第 2 次失败", en: "trip 2 failed")
    }
    return "trip \(count)"
  }
}
