import Foundation
import Synchronization
import Testing
import ZeroMQ

@testable import Daemons

@Suite("The watcher of an inbox")
struct InboxWatcherTests {
  /// What was handed on, in order.
  private final class Files: Sendable {
    private let names = Mutex<[String]>([])

    var taken: [String] { names.withLock { $0 } }

    func take(_ path: String) -> Int {
      names.withLock { names in
        names.append(FileSystem.name(of: path))
        return names.count { $0 == FileSystem.name(of: path) }
      }
    }
  }

  private func withWatcher(
    prepare: (_ inbox: String) throws -> Void = { _ in },
    handle: @escaping @Sendable (_ path: String, _ times: Int) async -> InboxWatcher.Verdict,
    _ body: (_ inbox: String, _ files: Files) async throws -> Void
  ) async throws {
    try await withFolder { folder in
      let inbox = "\(folder)/inbox"
      try FileSystem.makeFolder(inbox)
      try prepare(inbox)
      let files = Files()
      let reactor = Reactor(name: "test")
      let watcher = try InboxWatcher(
        on: reactor, folder: inbox, log: DaemonRunner.logger(label: "test"))
      await watcher.start { path in await handle(path, files.take(path)) }
      do {
        try await body(inbox, files)
      } catch {
        await Self.end(watcher, reactor)
        throw error
      }
      await Self.end(watcher, reactor)
    }
  }

  private static func end(_ watcher: InboxWatcher, _ reactor: Reactor) async {
    await watcher.stop()
    stop(reactor)
  }

  private static func stop(_ reactor: Reactor) {
    reactor.stop()
  }

  private func writeOld(_ path: String, secondsAgo: Double) throws {
    try write("x", to: path)
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -secondsAgo)], ofItemAtPath: path)
  }

  @Test("Files that were there are handed on in the order in which they were written")
  func order() async throws {
    try await withWatcher { inbox in
      try writeOld("\(inbox)/a.txt", secondsAgo: 60)
      try writeOld("\(inbox)/b.txt", secondsAgo: 3600)
      try writeOld("\(inbox)/c.txt", secondsAgo: 600)
    } handle: { path, _ in
      FileSystem.remove(path)
      return .done
    } _: { _, files in
      try await waitUntil("all are taken") { files.taken.count == 3 }
      #expect(files.taken == ["b.txt", "c.txt", "a.txt"])
    }
  }

  @Test("More files than may wait are handed on all the same, each once")
  func manyFiles() async throws {
    let count = 1_500
    try await withWatcher { inbox in
      for number in 0..<count { try writeOld("\(inbox)/\(number).txt", secondsAgo: 60) }
    } handle: { path, _ in
      unlink(path)
      return .done
    } _: { _, files in
      try await waitUntil("all are taken", within: 60) { files.taken.count >= count }
      #expect(files.taken.count == count)
      #expect(Set(files.taken).count == count)
    }
  }

  @Test("A file that could not be taken is tried again, and the others do not wait for it")
  func retrying() async throws {
    try await withWatcher { inbox in
      try writeOld("\(inbox)/a.txt", secondsAgo: 60)
      try writeOld("\(inbox)/b.txt", secondsAgo: 60)
    } handle: { path, times in
      if path.hasSuffix("a.txt"), times == 1 { return .retry }
      FileSystem.remove(path)
      return .done
    } _: { inbox, files in
      try await waitUntil("both are taken", within: 30) {
        try FileManager.default.contentsOfDirectory(atPath: inbox).isEmpty
      }
      #expect(files.taken == ["a.txt", "b.txt", "a.txt"])
    }
  }

  @Test("A folder that is not there is refused")
  func missingFolder() async throws {
    try await withFolder { folder in
      let reactor = Reactor(name: "test")
      let error = await daemonError {
        _ = try InboxWatcher(
          on: reactor, folder: "\(folder)/none", log: DaemonRunner.logger(label: "test"))
      }
      #expect(error?.exitCode == .cannotCreate)
      Self.stop(reactor)
    }
  }
}
