import Daemons
import Foundation
import Glibc
import Reports
import Testing

/// A file that is no report, and a word that the complaint about it must have.
struct BadDocument: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let word: String
  let write: @Sendable (_ path: String) throws -> Void

  init(_ name: String, word: String, bytes: [UInt8]) {
    testDescription = name
    self.word = word
    write = { try Data(bytes).write(to: URL(filePath: $0)) }
  }

  init(_ name: String, word: String, sparseBytes: off_t) {
    testDescription = name
    self.word = word
    write = { path in
      try Data().write(to: URL(filePath: path))
      guard truncate(path, sparseBytes) == 0 else { throw Failure("no sparse file: \(errno)") }
    }
  }

  static let all = [
    BadDocument("an empty file", word: "no text", bytes: []),
    BadDocument("white space", word: "no text", bytes: Array(" \n\t　\n".utf8)),
    BadDocument(
      "bytes of no encoding", word: "encoding", bytes: [0x31, 0x0A, 0xFF, 0xFE, 0xFF, 0x80]),
    BadDocument("100 MB of nothing", word: "100 MiB", sparseBytes: 100 << 20),
    BadDocument(
      "a program", word: "push", bytes: [0x7F] + Array("ELF".utf8) + [2, 1, 1, 0, 0, 0, 0]),
    BadDocument("control characters", word: "text", bytes: (0..<4096).map { UInt8($0 % 8) }),
  ]
}

@Suite("Documents that are no reports")
struct BadDocumentTests {
  @Test("parse says what is wrong", arguments: BadDocument.all)
  func parsing(document: BadDocument) async throws {
    try await TestFolder.with { folder in
      let path = "\(folder)/report.txt"
      try document.write(path)
      try await unionsync(["parse", path, "--area", "220821"], folder: folder)
        .expectComplaint(.unreadableDocument, naming: document.word, path)
    }
  }

  @Test("parse names a file that is missing, a folder, and an area that is none")
  func naming() async throws {
    try await TestFolder.with { folder in
      try await unionsync(["parse", "\(folder)/nothing.txt"], folder: folder)
        .expectComplaint(.missingInput, naming: "\(folder)/nothing.txt")
      try await unionsync(["parse", folder], folder: folder)
        .expectComplaint(.missingInput, naming: folder)
      for area in ["000000", "镇赉", "22082", ""] {
        try await unionsync(["parse", folder, "--area", area], folder: folder)
          .expectComplaint(.usage, naming: "'\(area)'", "220821")
      }
      try await unionsync(["parse", folder, "--published", "2018-02-30"], folder: folder)
        .expectComplaint(.usage, naming: "YYYY-MM-DD")
    }
  }

  @Test("A node refuses each of them, says why, and goes on")
  func pushing() async throws {
    try await TestCity.with { city in
      try await city.startNode(.zhenlai)
      for document in BadDocument.all {
        let path = "\(city.folder)/bad.txt"
        try document.write(path)
        try await city.push(path, at: .zhenlai)
          .expectComplaint(.unreadableDocument, naming: document.word)
      }
      #expect(try await city.status(of: .zhenlai).head == 0)
      #expect(try await city.push(recipients: 1300, at: .zhenlai).revision == 1)
    }
  }

  @Test("A report of another area, and one without figures, are refused with the office's name")
  func foreignReport() async throws {
    try await TestCity.with { city in
      try await city.startNode(.zhenlai)
      let foreign = try city.reportFile(reportText(1300, of: .tongyu))
      try await city.push(foreign, at: .zhenlai)
        .expectComplaint(.unreadableDocument, naming: "通榆县", "镇赉县")
      let empty = try city.reportFile("镇赉县总工会召开了会议。")
      try await city.push(empty, at: .zhenlai)
        .expectComplaint(.unreadableDocument, naming: "镇赉县")
      #expect(try await city.status(of: .zhenlai).head == 0)
      #expect(try await city.push(recipients: 1300, at: .zhenlai).revision == 1)
    }
  }
}
