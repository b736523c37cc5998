internal import DocumentReading
public import Reports

/// Asks the daemons on this machine, for the command line.
public enum DaemonClient {
  /// How long an answer may take; parsing the largest document takes a second.
  static let timeoutMs = 30_000

  /// Hands a document to a node.
  ///
  /// - Throws: ``DaemonError``, also with the node's reasons for not taking it.
  public static func push(
    file path: String, options: DocumentOptions, controlPath: String
  ) async throws(DaemonError) -> PushReceipt {
    let bytes = try readDocument(path)
    return try await ControlClient.ask(
      controlPath, NodeRequest.push(name: FileSystem.name(of: path), options: options),
      payload: bytes, timeoutMs: timeoutMs, as: PushReceipt.self)
  }

  /// Asks a node how things stand.
  ///
  /// - Throws: ``DaemonError`` where it does not answer.
  public static func nodeStatus(controlPath: String) async throws(DaemonError) -> NodeStatus {
    try await ControlClient.ask(
      controlPath, NodeRequest.status, timeoutMs: timeoutMs, as: NodeStatus.self)
  }

  /// Asks a node what people corrected, the newest first.
  ///
  /// - Throws: ``DaemonError`` where it does not answer.
  public static func corrections(
    limit: Int, controlPath: String
  ) async throws(DaemonError) -> [Correction] {
    try await ControlClient.ask(
      controlPath, NodeRequest.corrections(limit: limit), timeoutMs: timeoutMs,
      as: [Correction].self)
  }

  /// The files that are meant by paths: those of a folder by name, hidden ones left out.
  public static func documents(at paths: [String]) -> [String] {
    paths.flatMap { path in
      guard let names = FileSystem.names(in: path) else { return [path] }
      return names.filter { !$0.hasPrefix(".") }.sorted().map { "\(path)/\($0)" }
    }
  }

  /// Asks an aggregator how things stand.
  ///
  /// - Throws: ``DaemonError`` where it does not answer.
  public static func aggregatorStatus(
    controlPath: String
  ) async throws(DaemonError) -> AggregatorStatus {
    try await ControlClient.ask(
      controlPath, AggregatorRequest.status, timeoutMs: timeoutMs, as: AggregatorStatus.self)
  }

  /// Lets an aggregator lift an area's quarantine and take over whatever journal it comes with.
  ///
  /// - Throws: ``DaemonError`` where it does not answer.
  public static func accept(
    _ area: AreaCode, controlPath: String
  ) async throws(DaemonError) -> AggregatorStatus {
    try await ControlClient.ask(
      controlPath, AggregatorRequest.accept(area: area), timeoutMs: timeoutMs,
      as: AggregatorStatus.self)
  }

  /// Reads the bytes of a document.
  ///
  /// - Throws: ``DaemonError`` where it is missing, unreadable or too large.
  public static func readDocument(_ path: String) throws(DaemonError) -> [UInt8] {
    let size = try FileSystem.size(of: path)
    guard size <= DocumentText.maximumBytes else {
      let error = DocumentError.tooLarge(bytes: size)
      throw DaemonError(
        .unreadableDocument, zh: "\(path)：\(error.messageZh)", en: "\(path): \(error.messageEn)")
    }
    return try FileSystem.read(path, atMost: DocumentText.maximumBytes)
  }
}
