import Foundation
import Reports
import SyncProtocol
import Testing

@testable import Storage

@Suite("Files of the two stores")
struct StoreFileTests {
  private func journal(_ path: String) throws(StorageError) {
    _ = try NodeJournal(path: path, area: zhenlai, newLogID: logID(1))
  }

  private func city(_ path: String) throws(StorageError) {
    _ = try CityStore(path: path, newIncarnation: logID(2))
  }

  private func code(_ body: () throws(StorageError) -> Void) -> StorageError.Code? {
    #expect(throws: StorageError.self) { try body() }?.code
  }

  @Test("A journal is no city store, and the other way round")
  func kinds() throws {
    try withFolder { folder in
      let (first, second) = (folder.appending(path: "a").path, folder.appending(path: "b").path)
      try journal(first)
      try city(second)
      #expect(code { () throws(StorageError) in try city(first) } == .foreignFile)
      #expect(code { () throws(StorageError) in try journal(second) } == .foreignFile)
      try journal(first)
      try city(second)
    }
  }

  @Test("A file of a newer version or with another mark is refused and left as it is")
  func marks() throws {
    try withFolder { folder in
      let path = folder.appending(path: "a").path
      try journal(path)
      try overwrite(
        path, at: SQLiteHeader.userVersion, with: UInt32(NodeJournal.schemaVersions.count + 1))
      let newer = try Data(contentsOf: URL(filePath: path))
      #expect(code { () throws(StorageError) in try journal(path) } == .newerSchema)
      #expect(try Data(contentsOf: URL(filePath: path)) == newer)
      try overwrite(
        path, at: SQLiteHeader.userVersion, with: UInt32(NodeJournal.schemaVersions.count))
      try journal(path)
      try overwrite(path, at: SQLiteHeader.applicationID, with: 7)
      let foreign = try Data(contentsOf: URL(filePath: path))
      #expect(code { () throws(StorageError) in try journal(path) } == .foreignFile)
      #expect(try Data(contentsOf: URL(filePath: path)) == foreign)
    }
  }

  @Test("What is no SQLite file, or can't be opened, is refused")
  func noFiles() throws {
    try withFolder { folder in
      let path = folder.appending(path: "a").path
      let text = Data(String(repeating: "这不是数据库。", count: 200).utf8)
      try text.write(to: URL(filePath: path))
      #expect(code { () throws(StorageError) in try journal(path) } == .damaged)
      #expect(try Data(contentsOf: URL(filePath: path)) == text)
      let missing = folder.appending(path: "no/such/a").path
      #expect(code { () throws(StorageError) in try journal(missing) } == .cannotOpen)
      #expect(code { () throws(StorageError) in try journal(folder.path) } == .cannotOpen)
    }
  }

  @Test("A damaged page is told, not crashed on")
  func damagedPages() throws {
    try withFolder { folder in
      let path = folder.appending(path: "a").path
      try journal(path)
      let size = try #require(
        FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
      for offset in stride(from: 4_096, to: size, by: 4) {
        try overwrite(path, at: offset, with: 0xFFFF_FFFF)
      }
      #expect(code { () throws(StorageError) in try journal(path) } == .damaged)
    }
  }

  @Test("A log of writes that has grown goes back to its idle size")
  func logOfWrites() throws {
    try withFolder { folder in
      let path = folder.appending(path: "a").path
      func write(_ steps: [String]) throws -> StoreFile {
        try StoreFile(path: path, kind: .cityStore, mode: .readWrite, versions: steps)
      }
      func logBytes() throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int)
      }
      let large = """
        CREATE TABLE filler (bytes);
        INSERT INTO filler VALUES (zeroblob(\(StoreFile.maximumIdleLogBytes * 2)));
        """
      let first = try write([large])
      #expect(try logBytes() > StoreFile.maximumIdleLogBytes)
      // The next write begins the log anew, which is when it is cut.
      let second = try write([large, "CREATE TABLE more (a);"])
      #expect(try logBytes() <= StoreFile.maximumIdleLogBytes)
      try second.close()
      try first.close()
    }
  }

  @Test("Errors are sentences that name the file")
  func sentences() throws {
    try withFolder { folder in
      let path = folder.appending(path: "no/such/a").path
      let error = #expect(throws: StorageError.self) { try journal(path) }
      #expect(error?.description.contains(path) == true)
    }
  }
}
