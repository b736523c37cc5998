internal import Logging
internal import Reports
internal import Synchronization
internal import ZeroMQ

/// Who is let in: holds the access list against each connection and each message, and keeps up with
/// the list's file.
///
/// It fails closed. A key that is not on the list in force gets no connection, and a message speaks
/// for an area only while the key of its connection stands on the list for that very area. A missing
/// file lets nobody in. A broken one changes nothing: the last good list stays in force, and log and
/// status say so until it is mended.
final class AccessGate: Sendable {
  /// What reading the file came to.
  enum Change: Hashable, Sendable {
    /// The list in force is what it was.
    case none
    /// Keys have come, and none has gone.
    case admitted
    /// Keys have gone: their connections stand, and must be shed.
    case revoked
  }

  /// How often the file is read.
  ///
  /// It is read and compared each time. That costs a quarter of a millisecond for 500 keys, measured
  /// in a debug build, and cannot miss a change: two changes in one tick of the clock leave one
  /// stamp, and notices from the kernel do not follow links or network file systems.
  static let checkMs = 1_000

  private struct State {
    /// What was last read from the file; nil where it is missing.
    var bytes: [UInt8]?
    var problem: DaemonError?
  }

  private let path: String
  private let log: Logger
  private let audit: RefusalAudit
  private let list: ZAPAccessList
  private let state: Mutex<State>

  /// Reads the list.
  ///
  /// - Throws: ``DaemonError`` where it is broken: there is no last good list to go by.
  init(path: String, audit: RefusalAudit, log: Logger) throws(DaemonError) {
    self.path = path
    self.audit = audit
    var log = log
    log[metadataKey: "access-list"] = "\(path)"
    self.log = log
    let bytes = try Self.read(path)
    let access = try bytes.map { bytes throws(DaemonError) in
      try AccessList(bytes: bytes, of: path)
    }
    list = ZAPAccessList(access?.userIDByKey ?? [:])
    state = Mutex(State(bytes: bytes))
    if bytes == nil { sayMissing() }
  }

  /// The bytes of the file; nil where it is missing.
  private static func read(_ path: String) throws(DaemonError) -> [UInt8]? {
    do throws(DaemonError) {
      return try FileSystem.read(path, atMost: AccessList.maximumBytes)
    } catch {
      guard error.exitCode == .missingInput, !FileSystem.exists(path) else { throw error }
      return nil
    }
  }

  private func sayMissing() {
    log.error("the access list is missing: nobody is let in until it is there again")
  }
}

// MARK: - Keeping up with the file

extension AccessGate {
  /// Reads the file, and puts it in force where it has changed.
  ///
  /// From then on the next handshake and the next message of each connection go by it.
  func reload() -> Change {
    let bytes: [UInt8]?
    let access: AccessList
    do throws(DaemonError) {
      bytes = try Self.read(path)
      if state.withLock({ $0.problem == nil && $0.bytes == bytes }) { return .none }
      access =
        try bytes.map { bytes throws(DaemonError) in
          try AccessList(bytes: bytes, of: path)
        } ?? AccessList()
    } catch {
      note(error)
      return .none
    }
    let isNews = state.withLock { state in
      defer {
        state.bytes = bytes
        state.problem = nil
      }
      return state.bytes != bytes || state.problem != nil
    }
    let before = list.userIDByKey
    let after = access.userIDByKey
    list.replace(with: after)
    if bytes == nil { sayMissing() } else if isNews { say(after, after: before) }
    if before.contains(where: { after[$0.key] != $0.value }) { return .revoked }
    return before == after ? .none : .admitted
  }

  /// Says what is wrong once, not each time that the file is read.
  private func note(_ problem: DaemonError) {
    let isNews = state.withLock { state in
      defer { state.problem = problem }
      return state.problem != problem
    }
    guard isNews else { return }
    log.error(
      "the access list can't be used: the last good one stays, keys revoked since are let in",
      metadata: ["reason": "\(problem.messageEn)"])
  }

  private func say(_ after: [CurvePublicKey: String], after before: [CurvePublicKey: String]) {
    let gone = Set(before.values).subtracting(after.values).sorted()
    let come = Set(after.values).subtracting(before.values).sorted()
    log.notice(
      "the access list was read again",
      metadata: [
        "keys": "\(after.count)", "admitted": "\(come.joined(separator: " "))",
        "revoked": "\(gone.joined(separator: " "))",
      ])
  }
}

// MARK: - Deciding

extension AccessGate {
  /// Decides about a connection, for a ``ZAPHandler``.
  func decide(_ request: ZAPRequest) -> ZAPDecision {
    let decision = list.decide(request)
    if decision == .deny {
      let identity = request.publicKey.map { "\(KeyFingerprint(of: $0))" }
      audit.note(
        .init(
          request.mechanism == .curve ? .unknownKey : .mechanism, identity: identity,
          address: request.address))
    }
    return decision
  }

  /// Why a message may not speak for an area; nil where it may.
  func refusal(of message: Message, speakingFor area: AreaCode) -> RefusalLog.Reason? {
    guard let userID = message.userID else { return .noIdentity }
    guard list.allows(userID: userID) else { return .revokedKey }
    guard PeerIdentity(userID)?.holder == .area(area) else { return .foreignArea }
    return nil
  }
}

extension AccessGate {
  /// How the list stands, for status.
  var status: AccessStatus {
    let keys = list.userIDByKey.count
    return state.withLock { state in
      AccessStatus(
        path: path, keys: keys, isMissing: state.bytes == nil,
        problem: state.problem?.messageEn)
    }
  }
}
