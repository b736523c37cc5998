import Daemons
import Foundation
import Reports
import Testing

/// Full disks: nothing is acknowledged that is not kept, and questions are still answered.
@Suite("Full disks", .enabled(if: Privileges.canMount, "nothing can be mounted here"))
struct DiskFullTests {
  /// Takes all room that a file system has left.
  private func fill(_ folder: String) {
    let path = "\(folder)/filler"
    _ = FileManager.default.createFile(atPath: path, contents: nil)
    guard let file = FileHandle(forWritingAtPath: path) else { return }
    // Smaller and smaller, until not a byte more goes in.
    for size in [65_536, 4_096, 1] {
      while (try? file.write(contentsOf: Data(count: size))) != nil {}
    }
  }

  private func free(_ folder: String) throws {
    try FileManager.default.removeItem(atPath: "\(folder)/filler")
  }

  @Test("A city whose disk is full acknowledges nothing, answers, and goes on once there is room")
  func city() async throws {
    try await TestCity.with { city in
      let mount = try Mount.memory(at: city.aggregatorState, megabytes: 8)
      defer { mount.unmount() }
      try await city.start()
      try await city.push(recipients: 1300, at: .zhenlai)
      try await city.waitUntilEqual()
      fill(city.aggregatorState)
      var recipients = 1300
      // The write-ahead log has some room of its own.
      try await waitUntil("the city can't merge", within: 60) {
        recipients += 1
        try await city.push(recipients: recipients, at: .zhenlai)
        return try city.aggregator().errors.contains("can't be merged")
      }
      let full = try await city.aggregatorStatus(of: .zhenlai)
      let head = try await city.status(of: .zhenlai).head
      #expect(full.cursor < head)
      #expect(try await city.status(of: .zhenlai).peers[0].acknowledged ?? 0 <= full.cursor)
      #expect(try await city.recipients() != FixedDecimal(recipients))

      try free(city.aggregatorState)
      try await city.waitUntilEqual()
      #expect(try await city.recipients() == FixedDecimal(recipients))
      #expect(try city.aggregator().isRunning)
    }
  }

  @Test("A node whose disk is full refuses reports, answers, and takes them once there is room")
  func node() async throws {
    try await TestCity.with { city in
      let state = city.state(of: .zhenlai)
      let mount = try Mount.memory(at: state, megabytes: 8)
      defer { mount.unmount() }
      try await city.start()
      try await city.push(recipients: 1300, at: .zhenlai)
      fill(state)
      var taken = 1300
      let path = "\(city.folder)/full.txt"
      try await waitUntil("a report is refused", within: 60) {
        try city.write(reportText(taken + 1, of: .zhenlai), to: path)
        let result = try await city.push(path, at: .zhenlai)
        guard result.exitCode == 0 else {
          #expect(result.errors.contains("error: "), "\(result.errors)")
          return true
        }
        taken += 1
        return false
      }
      let head = UInt64(taken - 1300 + 1)
      #expect(try await city.status(of: .zhenlai).head == head)
      try await city.waitUntilEqual()
      #expect(try await city.recipients() == FixedDecimal(taken))

      try city.write(reportText(2000, of: .zhenlai), to: path)
      try free(state)
      #expect(try await city.push(path, at: .zhenlai).exitCode == 0)
      try await city.waitUntilEqual()
      #expect(try await city.recipients() == 2000)
      #expect(try await city.status(of: .zhenlai).head == head + 1)
    }
  }
}
