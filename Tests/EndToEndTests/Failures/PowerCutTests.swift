import Daemons
import Foundation
import Glibc
import Reports
import SyncProtocol
import Testing

/// Failure 6: a power cut, after which the disk holds what was synced and nothing else. Invariants
/// I1 and I2.
///
/// The state folder lies on a file system in a file. While that is mounted, writes that were not
/// synced are in the kernel's memory alone; a copy of the file is the disk after a power cut.
@Suite("Failures of power", .enabled(if: Privileges.canMountDisks, "no disk can be mounted here"))
struct PowerCutTests {
  /// A state folder on a disk of its own.
  private struct Disk {
    let path: String
    let image: String
    private var mount: Mount

    init(at path: String) throws {
      self.path = path
      image = path + ".img"
      mount = try Mount.disk(image: image, at: path)
    }

    /// Cuts the power of a process that works on the disk: it is gone, and with it all that was
    /// not synced.
    mutating func cutPower(of process: TestProcess) async throws {
      let doomed = "\(path)/unsynced"
      // Foundation would sync it.
      let descriptor = open(doomed, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
      #expect(Glibc.write(descriptor, "doomed", 6) == 6)
      close(descriptor)
      process.signal(SIGSTOP)
      try FileManager.default.copyItem(atPath: image, toPath: image + ".cut")
      process.kill()
      // The file systems of both have one name, so that the first must be gone from the kernel.
      mount.unmount()
      #expect(rename(image + ".cut", image) == 0)
      mount = try Mount.disk(image: image, at: path)
      // Else this is no power cut.
      #expect(!FileManager.default.fileExists(atPath: doomed))
    }

    func unmount() { mount.unmount() }
  }

  @Test("Failure 6: after a power cut at the node, all that push has answered is there")
  func node() async throws {
    try await TestCity.with { city in
      var disk = try Disk(at: city.state(of: .zhenlai))
      defer { disk.unmount() }
      try await city.start()
      for round in 1...4 {
        for step in 0...3 { try await city.push(recipients: round * 100 + step, at: .zhenlai) }
        try await disk.cutPower(of: try city.node(.zhenlai))
        try await city.startNode(.zhenlai)
        #expect(try await city.status(of: .zhenlai).head == UInt64(round * 4))
      }
      try await city.waitUntilEqual()
      #expect(try await city.recipients() == 403)
      #expect(try await city.aggregatorStatus(of: .zhenlai).counts?.snapshots == 0)
    }
  }

  @Test("Failure 6: after a power cut at the city, all that it has acknowledged is there")
  func city() async throws {
    try await TestCity.with { city in
      var disk = try Disk(at: city.aggregatorState)
      defer { disk.unmount() }
      try await city.start()
      for round in 1...4 {
        for step in 0...3 { try await city.push(recipients: round * 100 + step, at: .zhenlai) }
        let last = UInt64(round * 4)
        try await waitUntil("the last entry is acknowledged") {
          try await city.status(of: .zhenlai).peers[0].acknowledged == last
        }
        try await disk.cutPower(of: try city.aggregator())
        // Nothing but the disk: the node must not be there to send it again.
        try city.node(.zhenlai).signal(SIGSTOP)
        try await city.startAggregator()
        #expect(try await city.aggregatorStatus(of: .zhenlai).cursor == last)
        try city.node(.zhenlai).signal(SIGCONT)
        try await city.waitUntilLive()
      }
      try await city.waitUntilEqual()
      #expect(try await city.recipients() == 403)
    }
  }
}
