import Foundation
import Glibc
import Testing
import ZeroMQ

@testable import Daemons

@Suite("The control socket")
struct ControlServerTests {
  private struct Question: Codable, Sendable {
    let number: Int
  }

  private struct Answer: Codable, Sendable, Equatable {
    let number: Int
    let payloadBytes: Int
  }

  /// Runs a test with a server that answers each question with its number.
  private func withServer(
    _ handler: @escaping ControlServer.Handler = { request, payload in
      guard let question = try? JSONDecoder().decode(Question.self, from: Data(request)) else {
        return .failure(DaemonError(.usage, zh: "不懂。", en: "Not understood."))
      }
      return ControlReply(Answer(number: question.number, payloadBytes: payload.count))
    },
    _ body: (_ path: String) async throws -> Void
  ) async throws {
    try await withFolder { folder in
      let context = try Context()
      let reactor = Reactor(name: "test")
      let path = "\(folder)/control.sock"
      let server = try ControlServer(context, on: reactor, path: path)
      await server.start(handler: handler)
      do {
        try await body(path)
      } catch {
        await Self.end(server, reactor)
        throw error
      }
      await Self.end(server, reactor)
      #expect(!FileSystem.exists(path))
    }
  }

  private static func end(_ server: ControlServer, _ reactor: Reactor) async {
    await server.stop()
    stop(reactor)
  }

  private static func stop(_ reactor: Reactor) {
    reactor.stop()
  }

  private func ask(_ number: Int, _ path: String, payload: [UInt8] = []) async throws -> Answer {
    try await ControlClient.ask(
      path, Question(number: number), payload: payload, timeoutMs: 30_000, as: Answer.self)
  }

  @Test("Many clients at once each get their own answer")
  func manyClients() async throws {
    try await withServer { path in
      try await withThrowingTaskGroup { group in
        for number in 0..<40 {
          group.addTask {
            let answer = try await ask(
              number, path, payload: Array(repeating: 7, count: number * 1_000))
            #expect(answer == Answer(number: number, payloadBytes: number * 1_000))
          }
        }
        for try await _ in group {}
      }
    }
  }

  @Test("A request that is too long is cut off, and the next is answered")
  func overlong() async throws {
    try await withServer { path in
      let error = await daemonError {
        _ = try await ask(1, path, payload: Array(repeating: 0, count: 33 << 20))
      }
      #expect(error?.exitCode == .unavailable)
      let answer = try await ask(2, path)
      #expect(answer == Answer(number: 2, payloadBytes: 0))
    }
  }

  @Test("Requests of no kind are answered with an error, or dropped")
  func malformed() async throws {
    try await withServer { path in
      let error = await daemonError {
        _ = try await ControlClient.ask(path, "?", timeoutMs: 30_000, as: Answer.self)
      }
      #expect(error?.exitCode == .usage)
      let context = try Context()
      let socket = try Socket(context, .dealer, options: ControlSocket.options)
      try socket.connect("ipc://" + path)
      for count in [1, 3, 4, 100] {
        _ = try socket.send(Message(frames: Array(repeating: [1, 2, 3], count: count)))
      }
      let answer = try await ask(3, path)
      #expect(answer == Answer(number: 3, payloadBytes: 0))
    }
  }

  @Test("Who asks a socket file that nobody listens on hears so, and who asks too long a task too")
  func silence() async throws {
    try await withFolder { folder in
      let path = "\(folder)/control.sock"
      let missing = await daemonError { _ = try await ask(1, path) }
      #expect(missing?.messageEn.contains("not running") == true)
      try write("", to: path)
      let stale = await daemonError { _ = try await ask(1, path) }
      #expect(stale?.exitCode == .unavailable)
      #expect(stale?.messageEn.contains("not running") == true)
    }
    let (gate, open) = AsyncStream.makeStream(of: Void.self)
    try await withServer({ _, _ in
      for await _ in gate {}
      return ControlReply(Answer(number: 0, payloadBytes: 0))
    }) { path in
      let slow = await daemonError {
        _ = try await ControlClient.ask(
          path, Question(number: 1), timeoutMs: 100, as: Answer.self)
      }
      #expect(slow?.exitCode == .unavailable)
      #expect(slow?.messageEn.contains("did not answer") == true)
      open.finish()
    }
  }

  @Test("A path that another process uses is not taken from it, nor is a file removed")
  func taken() async throws {
    try await withServer { path in
      let context = try Context()
      let reactor = Reactor(name: "second")
      let error = await daemonError {
        _ = try ControlServer(context, on: reactor, path: path)
      }
      #expect(error?.exitCode == .cannotCreate)
      #expect(error?.messageEn.contains("Another process uses the control socket") == true)
      #expect(try await ask(1, path).number == 1)
      Self.stop(reactor)
    }
    try await withFolder { folder in
      let context = try Context()
      let reactor = Reactor(name: "second")
      let path = "\(folder)/control.sock"
      let foreign = try Socket(try Context(), .router)
      try foreign.bind("ipc://" + path)
      let answered = await daemonError { _ = try ControlServer(context, on: reactor, path: path) }
      #expect(answered?.messageEn.contains("Another process uses") == true)
      let file = "\(folder)/precious"
      try write("precious", to: file)
      let occupied = await daemonError { _ = try ControlServer(context, on: reactor, path: file) }
      #expect(occupied?.messageEn.contains("is no socket") == true)
      #expect(try read(file) == "precious")
      Self.stop(reactor)
    }
  }

  @Test("What a killed daemon has left at its path keeps nobody out")
  func stale() async throws {
    try await withFolder { folder in
      let path = "\(folder)/control.sock"
      try leaveSocketFile(at: path)
      try write("", to: path + ".lock")
      let context = try Context()
      let reactor = Reactor(name: "test")
      let server = try ControlServer(context, on: reactor, path: path)
      await server.start { _, _ in ControlReply(Answer(number: 7, payloadBytes: 0)) }
      #expect(try await ask(1, path).number == 7)
      await Self.end(server, reactor)
      #expect(FileSystem.names(in: folder) == [])
    }
  }

  /// Binds a socket and closes it, which leaves its file.
  private func leaveSocketFile(at path: String) throws {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
    let isBound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
    try #require(isBound)
  }

  @Test("A daemon that is gone before it answers is told apart from one that is not there")
  func lost() async throws {
    try await withFolder { folder in
      let path = "\(folder)/control.sock"
      let server = try Socket(try Context(), .router, options: ControlSocket.options)
      try server.bind("ipc://" + path)
      async let error = daemonError { _ = try await ask(1, path) }
      try await waitUntil("the question is there") { try !server.receive(upTo: 1).isEmpty }
      _ = consume server
      #expect(await error?.messageEn.contains("stopped before it answered") == true)
    }
  }
}
