import Storage
import Testing

@testable import Daemons

@Suite("What doctor says of clock, disk, ports and versions")
struct MachineFactsTests {
  @Test("A clock that is behind what was written by it, and one that nothing keeps in time")
  func clock() {
    let nowMs: Int64 = 1_700_000_000_000
    let old = (path: "/var/lib/a", ms: nowMs + ClockFacts.toleranceMs)
    expect(ClockFacts(nowMs: nowMs, isSynchronised: true, newest: old))
    expect(ClockFacts(nowMs: nowMs, isSynchronised: nil, newest: nil))
    let new = (path: "/var/lib/a", ms: nowMs + 3_600_000)
    expect(
      ClockFacts(nowMs: nowMs, isSynchronised: false, newest: new),
      finds: .wrong("/var/lib/a", "60 minutes", "timedatectl"), .hint("timesyncd"))
  }

  private func disk(
    free: Int64, files: Int64? = nil, isReadOnly: Bool = false, store: Int64 = 0
  ) -> DiskFacts {
    DiskFacts(
      path: "/var/lib/a", freeBytes: free, freeFiles: files, isReadOnly: isReadOnly,
      storeBytes: store)
  }

  @Test("Disks that are full, fill up, are read-only or have no room for a backup")
  func disks() {
    expect(disk(free: 2_000_000_000, files: 5_000, store: 1_000_000_000))
    expect(disk(free: DiskFacts.leastBytes - 1), finds: .wrong("33 MB", "refused"))
    expect(disk(free: DiskFacts.leastBytes), finds: .hint("33 MB"))
    expect(disk(free: DiskFacts.comfortableBytes))
    expect(disk(free: 2_000_000_000, files: 999), finds: .wrong("999 more files"))
    expect(disk(free: 0, isReadOnly: true), finds: .wrong("read-only", "dmesg"))
    expect(disk(free: 1_000_000_000, store: 1_500_000_000), finds: .hint("1500 MB", "backup"))
  }

  private func ports(
    _ endpoint: String, _ listeners: [Listener], runs: Bool, hasKeys: Bool = true
  ) -> PortFacts {
    PortFacts(
      wanted: [PortFacts.Wanted("listen.live", endpoint: endpoint, isForOthers: true)].compactMap(
        \.self),
      listeners: listeners, daemonRuns: runs, hasKeys: hasKeys)
  }

  @Test("A port that another program has, and one on which the daemon does not listen")
  func occupied() {
    let everywhere = Listener(address: "0.0.0.0", port: 5560, node: 1, program: "nginx, PID 7")
    let loopback = Listener(address: "127.0.0.1", port: 5560, node: 1)
    expect(ports("tcp://0.0.0.0:5560", [], runs: false))
    expect(ports("tcp://0.0.0.0:5560", [everywhere], runs: true))
    expect(
      ports("tcp://0.0.0.0:5560", [everywhere], runs: false),
      finds: .wrong("5560", "nginx, PID 7", "listen.live"))
    expect(ports("tcp://0.0.0.0:5560", [loopback], runs: false), finds: .wrong("5560"))
    expect(ports("tcp://10.0.0.1:5560", [loopback], runs: false))
    expect(ports("tcp://0.0.0.0:5560", [], runs: true), finds: .wrong("nothing listens", "5560"))
    expect(ports("tcp://0.0.0.0:*", [], runs: true))
  }

  @Test("A city that offices on other machines can't reach")
  func loopback() {
    expect(ports("tcp://127.0.0.1:5560", [], runs: false), finds: .hint("tcp://0.0.0.0:5560"))
    expect(ports("tcp://127.0.0.1:5560", [], runs: false, hasKeys: false))
  }

  @Test("The kernel's tables of sockets are read")
  func listening() {
    let table = """
        sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
         0: 0100007F:2198 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1
         1: 00000000:15B8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4712 1
         2: 0100007F:15B8 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 4713 1
      """
    #expect(
      Listener.read(table) == [
        Listener(address: "127.0.0.1", port: 8600, node: 4711),
        Listener(address: "0.0.0.0", port: 5560, node: 4712),
      ])
    let six = """
      sl local_address remote_address st tx_queue rx_queue tr tm->when retrnsmt uid timeout inode
      0: 00000000000000000000000000000000:15B8 00000000000000000000000000000000:0000 0A 0:0 0:0 0 0 0 9 1
      """
    #expect(Listener.read(six) == [Listener(address: "::", port: 5560, node: 9)])
    #expect(Listener.read("").isEmpty)
  }

  private func versions(
    daemon: String? = nil, store: StoreHeader? = nil, hasCurve: Bool = true, readsPDF: Bool? = nil
  ) -> VersionFacts {
    VersionFacts(
      program: "2.0.0", daemon: daemon, store: store, storePath: "/s", subject: .node,
      hasCurve: hasCurve, readsPDF: readsPDF)
  }

  private func header(_ subject: BackupSubject, schema: Int) throws -> StoreHeader {
    var bytes = [UInt8](repeating: 0, count: StoreHeader.byteCount)
    bytes.replaceSubrange(0..<16, with: Array("SQLite format 3\0".utf8))
    bytes[63] = UInt8(schema)
    bytes.replaceSubrange(68..<72, with: [0x55, 0x53, 0x59, subject == .node ? 0x6E : 0x63])
    return try #require(StoreHeader(bytes))
  }

  @Test("A daemon of another version, a store of a newer one or of somebody else, and no PDF")
  func versions() throws {
    expect(versions(daemon: "2.0.0", store: try header(.node, schema: 1), readsPDF: true))
    expect(versions(daemon: "1.0.0"), finds: .wrong("1.0.0", "restart"))
    expect(versions(hasCurve: false, readsPDF: false), finds: .wrong("CURVE"), .hint("poppler"))
    let newer = BackupSubject.node.newestSchema + 1
    expect(
      versions(store: try header(.node, schema: newer)),
      finds: .wrong("/s", "tables \(newer)", "install that version"))
    expect(versions(store: try header(.aggregator, schema: 1)), finds: .wrong("not this daemon's"))
  }

  @Test("The header of a real store is read")
  func realHeader() async throws {
    try await withFolder { folder in
      let journal = try journal(in: folder)
      try journal.close()
      let header = try #require(MachineLook.header(of: "\(folder)/journal.sqlite"))
      #expect(header.subject == .node)
      #expect(header.schema == BackupSubject.node.newestSchema)
      #expect(MachineLook.header(of: "\(folder)/none") == nil)
      #expect(StoreHeader(Array("no store".utf8)) == nil)
    }
  }
}
