import Foundation
import Testing

@testable import SyncProtocol

@Suite("Test vectors")
struct VectorTests {
  private struct Golden: Decodable {
    let name: String
    let channel: String
    let meaning: String
    let frames: [String]
  }

  private struct Negative: Decodable {
    let name: String
    let channel: String
    let why: String
    let code: UInt32
    let frames: [String]
  }

  private func vectors<Vector: Decodable>(_ name: String, as type: Vector.Type) throws -> [Vector] {
    try JSONDecoder().decode([Vector].self, from: Documents.data("vectors/\(name).json"))
  }

  private func bytes(_ hexadecimal: String) throws -> [UInt8] {
    let digits = Array(hexadecimal.utf8)
    return try stride(from: 0, to: digits.count, by: 2).map { offset in
      let pair = String(decoding: digits[offset..<min(offset + 2, digits.count)], as: UTF8.self)
      return try #require(UInt8(pair, radix: 16))
    }
  }

  @Test("Golden frames are what this code writes, and reading and writing them gives them again")
  func golden() throws {
    let vectors = try vectors("golden", as: Golden.self)
    #expect(vectors.map(\.name) == GoldenFrames.all.map(\.name))
    for (vector, expected) in zip(vectors, GoldenFrames.all) {
      let frames = try vector.frames.map(bytes)
      #expect(vector.channel == expected.channel)
      #expect(frames == expected.frames, "\(vector.name)")
      #expect(
        try GoldenFrames.readAndWritten(frames, channel: vector.channel) == frames,
        "\(vector.name)")
      #expect(!vector.meaning.isEmpty)
    }
  }

  @Test("Golden frames show every type of message")
  func everyType() throws {
    let shown = try Set(
      GoldenFrames.all.map { golden in
        try FrameHeader(decoding: golden.frames[golden.channel == "CTL" ? 0 : 1]).type.rawValue
      })
    let page = try Documents.page("messages.md")
    #expect(shown == Set(Documents.table("type", in: page).compactMap { UInt8($0[0]) }))
  }

  @Test("Negative vectors are refused with their codes")
  func negative() throws {
    let vectors = try vectors("negative", as: Negative.self)
    #expect(Set(vectors.map(\.name)).count == vectors.count)
    #expect(Set(vectors.map(\.code)) == [1, 2, 3, 4, 5, 6, 9])
    for vector in vectors {
      let frames = try vector.frames.map(bytes)
      let error = #expect(throws: ProtocolError.self, "\(vector.name)") {
        try GoldenFrames.readAndWritten(frames, channel: vector.channel)
      }
      #expect(error?.code.rawValue == vector.code, "\(vector.name)")
    }
  }

  @Test("The table of refusals has each negative vector where its code is")
  func refusals() throws {
    let vectors = try vectors("negative", as: Negative.self)
    var untold = Dictionary(uniqueKeysWithValues: vectors.map { ($0.name, $0) })
    for row in Documents.table("where", in: try Documents.page("errors.md")) {
      let names = row[3].matches(of: /[a-z0-9-]{2,}/).map { String($0.0) }
      for name in names {
        let told = untold.removeValue(forKey: name)
        let vector = try #require(told, "\(name)")
        #expect(row[2] == String(vector.code), "\(name)")
        #expect(["header", "body", vector.channel].contains(row[0]), "\(name)")
      }
    }
    #expect(untold.keys.sorted() == [])
  }
}
