import Foundation
import FoundationNetworking
import Logging
import Reports
import ServiceLifecycle
import Testing
import Web

/// A site that is served on a free port for as long as a test takes.
struct TestSite {
  /// What came back.
  struct Answer {
    let status: Int
    let headers: [String: String]
    let body: Data
    var text: String { String(decoding: body, as: UTF8.self) }
  }

  private let base: String
  private let session: URLSession

  /// A daemon that is ready and counts nothing.
  private static let readyProbes = Probes(readiness: { Readiness([]) }, metrics: { "" })

  static func serve(
    _ data: some CityData = SmallCity.reported,
    tokens: @escaping @Sendable () -> AccessTokens? = { nil }, names: [String] = [],
    probes: Probes? = nil, _ body: (TestSite) async throws -> Void
  ) async throws {
    try await serve(
      { CitySite.server(data, settings: $0) }, tokens: tokens, names: names, probes: probes, body)
  }

  static func serveOffice(
    _ data: some OfficeData = SmallOffice(),
    tokens: @escaping @Sendable () -> AccessTokens? = { nil },
    _ body: (TestSite) async throws -> Void
  ) async throws {
    try await serve({ OfficeSite.server(data, settings: $0) }, tokens: tokens, body)
  }

  private static func serve(
    _ make: (WebServer.Settings) -> WebServer,
    tokens: @escaping @Sendable () -> AccessTokens?, names: [String] = [],
    probes: Probes? = nil, _ body: (TestSite) async throws -> Void
  ) async throws {
    let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
    let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let server = make(
      WebServer.Settings(
        address: try #require(WebAddress("127.0.0.1:0")), names: names, tokens: tokens,
        nowMs: { 0 }, probes: probes ?? readyProbes, log: log,
        onListening: { port in continuation.yield(port) }))
    let group = ServiceGroup(services: [server], logger: log)
    let running = Task { try await group.run() }
    let port = try #require(await ports.first { _ in true })
    let configuration = URLSessionConfiguration.ephemeral
    configuration.httpShouldSetCookies = false
    configuration.httpCookieAcceptPolicy = .never
    let site = TestSite(
      base: "http://127.0.0.1:\(port)", session: URLSession(configuration: configuration))
    try await body(site)
    await group.triggerGracefulShutdown()
    try await running.value
  }

  func get(_ path: String, headers: [String: String] = [:]) async throws -> Answer {
    try await send(request(path, headers: headers))
  }

  func post(
    _ path: String, form: String, headers: [String: String] = [:]
  ) async throws -> Answer {
    var request = try request(path, headers: headers)
    request.httpMethod = "POST"
    request.httpBody = Data(form.utf8)
    request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
    return try await send(request)
  }

  func post(_ path: String, json: String, headers: [String: String] = [:]) async throws -> Answer {
    var request = try request(path, headers: headers)
    request.httpMethod = "POST"
    request.httpBody = Data(json.utf8)
    request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    return try await send(request)
  }

  /// Sends a form and gives the answer itself, also where it leads elsewhere.
  func postWithoutFollowing(_ path: String, form: String) async throws -> Answer {
    var request = try request(path, headers: [:])
    request.httpMethod = "POST"
    request.httpBody = Data(form.utf8)
    request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
    let session = URLSession(
      configuration: session.configuration, delegate: StayingHere(), delegateQueue: nil)
    defer { session.invalidateAndCancel() }
    return try await send(request, by: session)
  }

  /// Sends a form with files: fields by name, each with the name of its file where it is one.
  func post(
    _ path: String, parts: [(name: String, fileName: String?, content: [UInt8])],
    headers: [String: String] = [:]
  ) async throws -> Answer {
    var request = try request(path, headers: headers)
    request.httpMethod = "POST"
    var body = Data()
    for part in parts {
      let file = part.fileName.map { "; filename=\"\($0)\"" } ?? ""
      body += Data(
        "--line\r\nContent-Disposition: form-data; name=\"\(part.name)\"\(file)\r\n\r\n".utf8)
      body += Data(part.content) + Data("\r\n".utf8)
    }
    request.httpBody = body + Data("--line--\r\n".utf8)
    request.setValue("multipart/form-data; boundary=line", forHTTPHeaderField: "Content-Type")
    return try await send(request)
  }

  func send(_ method: String, _ path: String) async throws -> Answer {
    var request = try request(path, headers: [:])
    request.httpMethod = method
    return try await send(request)
  }

  /// The first lines of a stream.
  func lines(
    of path: String, headers: [String: String] = [:], until isLast: (String) -> Bool
  ) async throws -> [String] {
    let (text, continuation) = AsyncStream.makeStream(of: String.self)
    let reader = StreamReader(continuation)
    let session = URLSession(configuration: .ephemeral, delegate: reader, delegateQueue: nil)
    let task = session.dataTask(with: try request(path, headers: headers))
    task.resume()
    defer {
      task.cancel()
      session.invalidateAndCancel()
    }
    var read = ""
    for await piece in text {
      read += piece
      let lines = read.split(separator: "\n").map(String.init)
      if lines.contains(where: isLast) { return lines }
    }
    return read.split(separator: "\n").map(String.init)
  }

  private func request(_ path: String, headers: [String: String]) throws -> URLRequest {
    var request = URLRequest(url: try #require(URL(string: base + path)))
    if !path.hasPrefix("/api/") { request.setValue("text/html", forHTTPHeaderField: "Accept") }
    for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
    return request
  }

  private func send(
    _ request: URLRequest, by other: URLSession? = nil
  ) async throws -> Answer {
    let (data, response) = try await (other ?? session).data(for: request)
    let http = try #require(response as? HTTPURLResponse)
    let headers = http.allHeaderFields.map { ("\($0.key)".lowercased(), "\($0.value)") }
    return Answer(
      status: http.statusCode, headers: Dictionary(headers, uniquingKeysWith: { $1 }), body: data)
  }
}

/// Goes nowhere that an answer leads to.
private final class StayingHere: NSObject, URLSessionTaskDelegate, Sendable {
  func urlSession(
    _ session: URLSession, task: URLSessionTask,
    willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
    completionHandler: @escaping @Sendable (URLRequest?) -> Void
  ) {
    completionHandler(nil)
  }
}

/// Hands on what a stream sends, as it comes.
private final class StreamReader: NSObject, URLSessionDataDelegate, Sendable {
  private let continuation: AsyncStream<String>.Continuation

  init(_ continuation: AsyncStream<String>.Continuation) {
    self.continuation = continuation
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    continuation.yield(String(decoding: data, as: UTF8.self))
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
  ) {
    continuation.finish()
  }
}
