import Testing
import ZeroMQ

@Suite(.timeLimit(.minutes(1)))
struct ZAPTests {
  @Test func `A bound handler is proved`() async throws {
    let context = try Context()
    try await withReactor { reactor in
      let handler = try await ZAPHandler(context, on: reactor) { _ in .deny }
      try await ZAPHandler.prove(in: context, on: reactor)
      #expect(await handler.counts.refused == 1)
    }
  }
}
