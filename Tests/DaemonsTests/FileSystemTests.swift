import Foundation
import Testing

@testable import Daemons

@Suite("Files and folders")
struct FileSystemTests {
  @Test("Moving never overwrites: each file of one name keeps its content")
  func moving() async throws {
    try await withFolder { folder in
      try FileSystem.makeFolder("\(folder)/aside")
      var targets: [String] = []
      for text in ["one", "two", "three"] {
        try write(text, to: "\(folder)/report.txt")
        targets.append(try FileSystem.move("\(folder)/report.txt", into: "\(folder)/aside"))
        #expect(!FileSystem.exists("\(folder)/report.txt"))
      }
      #expect(targets.map(FileSystem.name) == ["report.txt", "1-report.txt", "2-report.txt"])
      #expect(try targets.map(read) == ["one", "two", "three"])
      let error = await daemonError {
        _ = try FileSystem.move("\(folder)/nothing", into: "\(folder)/aside")
      }
      #expect(error?.exitCode == .inputOutput)
    }
  }

  @Test("Only regular files up to the limit are read, and links only where that is allowed")
  func reading() async throws {
    try await withFolder { folder in
      let path = "\(folder)/file"
      try write("12345", to: path)
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/link", withDestinationPath: path)
      #expect(try FileSystem.read(path, atMost: 5) == Array("12345".utf8))
      #expect(try FileSystem.read("\(folder)/link", atMost: 5) == Array("12345".utf8))
      func exitCode(_ path: String, _ limit: Int) async -> DaemonError.ExitCode? {
        await daemonError {
          _ = try FileSystem.read(path, atMost: limit, followingLinks: false)
        }?.exitCode
      }
      #expect(await exitCode(path, 4) == .unreadableDocument)
      #expect(await exitCode("\(folder)/link", 5) == .missingInput)
      #expect(await exitCode(folder, 5) == .missingInput)
      #expect(await exitCode("\(folder)/none", 5) == .missingInput)
      #expect(await exitCode("/dev/zero", 5) == .missingInput)
    }
  }

  @Test("A file is written whole, with its mode, over what was there")
  func writing() async throws {
    try await withFolder { folder in
      let path = "\(folder)/file"
      for text in ["a long first text", "short"] {
        try FileSystem.write(Array(text.utf8), to: path, mode: 0o600)
        #expect(try read(path) == text)
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["file"])
      let error = await daemonError {
        try FileSystem.write([1], to: "\(folder)/none/file", mode: 0o600)
      }
      #expect(error?.exitCode == .cannotCreate)
    }
  }

  @Test("A stamp changes with the file: written to, replaced, or gone")
  func stamps() async throws {
    try await withFolder { folder in
      let path = "\(folder)/file"
      try write("one", to: path)
      let stamp = try #require(FileSystem.stamp(of: path))
      #expect(FileSystem.stamp(of: path) == stamp)
      let file = try #require(fopen(path, "a"))
      fputs("more", file)
      fclose(file)
      #expect(FileSystem.stamp(of: path) != stamp)
      try write("one", to: "\(folder)/other")
      #expect(FileSystem.stamp(of: "\(folder)/other") != stamp)
      #expect(FileSystem.stamp(of: "\(folder)/none") == nil)
    }
  }

  @Test("A folder that cannot be made says so")
  func folders() async throws {
    try await withFolder { folder in
      try FileSystem.makeFolder("\(folder)/a/b/c")
      try FileSystem.makeFolder("\(folder)/a/b/c")
      try write("", to: "\(folder)/file")
      let error = await daemonError { try FileSystem.makeFolder("\(folder)/file/folder") }
      #expect(error?.exitCode == .cannotCreate)
    }
  }

  @Test("A folder has one lock, which is free again once its holder is gone")
  func locking() async throws {
    try await withFolder { folder in
      func lock() throws { _ = try FolderLock(folder: folder) }
      do {
        let first = try FolderLock(folder: folder)
        let error = await daemonError(lock)
        #expect(error?.exitCode == .cannotCreate)
        #expect(error?.messageEn.contains(folder) == true)
        withExtendedLifetime(first) {}
      }
      try lock()
    }
  }
}
