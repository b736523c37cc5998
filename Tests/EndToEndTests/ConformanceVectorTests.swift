import Testing

@Suite("Vectors, read by a peer written from the specification alone")
struct ConformanceVectorTests {
  @Test("Golden vectors are read and come out byte for byte, negative ones have their code")
  func vectors() async throws {
    try await TestFolder.with { folder in
      let peer = try await ConformancePeer(
        ["vectors", ConformancePeer.vectors], folder: folder)
      let done = try await peer.waitUntilDone()
      let golden = peer.lines.of(.golden)
      let negative = peer.lines.of(.negative)
      #expect(golden.count + negative.count == done.count)
      #expect(!golden.isEmpty && !negative.isEmpty)
      for line in golden {
        #expect(line.same == true, "\(line.name ?? "") is written in other bytes")
      }
      for line in negative {
        #expect(line.code == line.expected, "\(line.name ?? ""): \(line.reason ?? "")")
      }
    }
  }
}
