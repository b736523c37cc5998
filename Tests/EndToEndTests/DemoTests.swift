import Daemons
import Foundation
import Glibc
import Testing

private let seeds = repository + "/seeds"

@Suite("The demo", .serialized, .enabled(if: FileManager.default.fileExists(atPath: seeds)))
struct DemoTests {
  /// Runs a test with a demo whose temporary files lie in a folder of their own.
  private func withDemo(
    _ arguments: String..., body: (_ demo: TestProcess, _ temporary: String) async throws -> Void
  ) async throws {
    await Slots.cities.take()
    do {
      try await TestFolder.with { folder in
        let temporary = "\(folder)/tmp"
        try FileManager.default.createDirectory(
          atPath: temporary, withIntermediateDirectories: false)
        let demo = try TestProcess(
          ["demo", "--seeds", seeds] + arguments, folder: folder,
          environment: ["TMPDIR": temporary])
        defer {
          demo.kill()
          for pid in processes(below: temporary) { kill(pid, SIGKILL) }
        }
        try await body(demo, temporary)
      }
      await Slots.cities.give()
    } catch {
      await Slots.cities.give()
      throw error
    }
  }

  /// The processes that were started with a path below a folder.
  private func processes(below folder: String) -> [pid_t] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { pid_t($0) }.filter { pid in
      guard let line = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") else {
        return false
      }
      return String(decoding: line, as: UTF8.self).contains(folder)
    }
  }

  private func expectNothingLeft(_ temporary: String) throws {
    #expect(processes(below: temporary).isEmpty)
    #expect(try FileManager.default.contentsOfDirectory(atPath: temporary).isEmpty)
  }

  @Test("It shows all areas and a correction, verifies, and leaves nothing behind")
  func once() async throws {
    try await withDemo("--once") { demo, temporary in
      #expect(try await demo.waitUntilEnded(within: 60) == 0, "\(demo.errors)")
      #expect(demo.errors.isEmpty, "\(demo.errors)")
      #expect(demo.output.contains("Verified: "), "\(demo.output)")
      try expectNothingLeft(temporary)
    }
  }

  @Test("An interrupt in the middle leaves nothing behind", arguments: [SIGINT, SIGTERM])
  func interrupted(signal: Int32) async throws {
    try await withDemo { demo, temporary in
      try await waitUntil("the demo has begun", within: 60) {
        processes(below: temporary).count >= 8
      }
      demo.signal(signal)
      try await demo.waitUntilEnded(within: 20)
      try expectNothingLeft(temporary)
    }
  }

  @Test("A demo that is killed leaves no process behind")
  func killed() async throws {
    try await withDemo { demo, temporary in
      try await waitUntil("the demo has begun", within: 60) {
        processes(below: temporary).count >= 8
      }
      demo.kill()
      try await waitUntil("its processes end", within: 20) { processes(below: temporary).isEmpty }
    }
  }

  @Test("It stays up until it is asked to stop")
  func stays() async throws {
    try await withDemo { demo, temporary in
      try await waitUntil("the demo has shown all", within: 60) {
        demo.output.contains("Ctrl-C ends")
      }
      #expect(demo.isRunning)
      demo.signal(SIGINT)
      #expect(try await demo.waitUntilEnded(within: 20) == 0, "\(demo.errors)")
      try expectNothingLeft(temporary)
    }
  }

  @Test("Seeds that are not there are named before anything starts")
  func noSeeds() async throws {
    try await TestFolder.with { folder in
      try await unionsync(["demo", "--once", "--seeds", "\(folder)/none"], folder: folder)
        .expectComplaint(.missingInput, naming: "--seeds")
    }
  }
}
