import Foundation
import Reports
import Testing
import ZeroMQ

@testable import Daemons

@Suite("The access list in force")
struct AccessGateTests {
  private struct Scene {
    let path: String
    let gate: AccessGate
    let audit: RefusalAudit
    let log: LogLines
  }

  private let keys: [CurvePublicKey]
  private let zhenlai: AccessList.Grant
  private let second: AccessList.Grant
  private let tongyu: AccessList.Grant

  init() throws {
    keys = try (0..<4).map { _ in try CurveKeyPair.generate().publicKey }
    zhenlai = .init(holder: .area(.zhenlai), key: keys[0], note: "")
    second = .init(holder: .area(.zhenlai), key: keys[1], note: "")
    tongyu = .init(holder: .area(.tongyu), key: keys[2], note: "")
  }

  private func with(
    _ grants: [AccessList.Grant]?, _ body: (Scene) async throws -> Void
  ) async throws {
    try await withFolder { folder in
      let path = "\(folder)/access.list"
      if let grants { try AccessList(grants).write(to: path) }
      let log = LogLines()
      let audit = RefusalAudit(log: log.logger)
      try await body(
        Scene(
          path: path, gate: try AccessGate(path: path, audit: audit, log: log.logger),
          audit: audit, log: log))
    }
  }

  private func request(
    _ key: CurvePublicKey?, mechanism: ZAPMechanism = .curve
  ) -> ZAPRequest {
    ZAPRequest(
      domain: SyncSockets.zapDomain, address: "10.0.0.7", routingID: [], mechanism: mechanism,
      publicKey: key)
  }

  private func message(_ userID: String?) -> Message {
    var message = Message(frames: [[]])
    message.userID = userID
    return message
  }

  @Test("A listed key gets the identity of its area and itself, any other is refused and told")
  func decides() async throws {
    try await with([zhenlai, second]) { scene in
      let identities = [zhenlai, second].map { scene.gate.decide(request($0.key)) }
      #expect(identities == [zhenlai, second].map { .allow(userID: $0.identity.description) })
      #expect(identities[0] != identities[1])
      #expect(scene.gate.decide(request(keys[3])) == .deny)
      #expect(scene.gate.decide(request(nil, mechanism: .null)) == .deny)
      #expect(Set(scene.audit.counts.map(\.reason)) == [.unknownKey, .mechanism])
      let line = try #require(scene.log.refusals(.unknownKey).first)
      #expect(line["identity"] == KeyFingerprint(of: keys[3]).description)
      #expect(line["address"] == "10.0.0.7")
    }
  }

  @Test("A message speaks for the area of its key alone, and needs an identity")
  func speaks() async throws {
    try await with([zhenlai, tongyu]) { scene in
      let gate = scene.gate
      let own = message(zhenlai.identity.description)
      #expect(gate.refusal(of: own, speakingFor: .zhenlai) == nil)
      #expect(gate.refusal(of: own, speakingFor: .tongyu) == .foreignArea)
      #expect(gate.refusal(of: message(nil), speakingFor: .zhenlai) == .noIdentity)
      for userID in ["220821", "", second.identity.description] {
        #expect(gate.refusal(of: message(userID), speakingFor: .zhenlai) == .revokedKey)
      }
    }
    try await with([.init(holder: .watcher, key: keys[3], note: "")]) { scene in
      let identity = PeerIdentity(holder: .watcher, fingerprint: KeyFingerprint(of: keys[3]))
      #expect(
        scene.gate.refusal(of: message(identity.description), speakingFor: .zhenlai)
          == .foreignArea)
    }
  }

  @Test("Of two keys of an area the revoked one is refused at once, the other goes on")
  func rotation() async throws {
    try await with([zhenlai, second]) { scene in
      try AccessFile(path: scene.path).revokeOne(zhenlai.key)
      #expect(scene.gate.reload() == .revoked)
      let old = message(zhenlai.identity.description)
      let new = message(second.identity.description)
      #expect(scene.gate.refusal(of: old, speakingFor: .zhenlai) == .revokedKey)
      #expect(scene.gate.refusal(of: new, speakingFor: .zhenlai) == nil)
      #expect(scene.gate.decide(request(zhenlai.key)) == .deny)
      #expect(scene.gate.reload() == .none)
    }
  }

  @Test("A key that is moved to another area is revoked from the one before")
  func moved() async throws {
    try await with([zhenlai]) { scene in
      let grant = AccessList.Grant(holder: .area(.tongyu), key: zhenlai.key, note: "")
      try AccessList([grant]).write(to: scene.path)
      #expect(scene.gate.reload() == .revoked)
      let old = message(zhenlai.identity.description)
      #expect(scene.gate.refusal(of: old, speakingFor: .zhenlai) == .revokedKey)
      #expect(scene.gate.refusal(of: old, speakingFor: .tongyu) == .revokedKey)
    }
  }

  @Test("Another key is let in without shedding anybody")
  func admitted() async throws {
    try await with([zhenlai]) { scene in
      #expect(scene.gate.reload() == .none)
      try AccessFile(path: scene.path).authorize(tongyu)
      #expect(scene.gate.decide(request(tongyu.key)) == .deny)
      #expect(scene.gate.reload() == .admitted)
      #expect(
        scene.gate.decide(request(tongyu.key)) == .allow(userID: tongyu.identity.description))
    }
  }

  @Test("A broken list changes nothing, is told once and in status, and a mended one counts again")
  func broken() async throws {
    try await with([zhenlai]) { scene in
      let breakages: [[UInt8]] = [
        Array("220821 short\n".utf8), [0xB0, 0xD7], Array(repeating: 0x23, count: 2 << 20),
      ]
      for (index, bytes) in breakages.enumerated() {
        try Data(bytes).write(to: URL(filePath: scene.path))
        #expect(scene.gate.reload() == .none)
        #expect(scene.gate.reload() == .none)
        #expect(scene.gate.status.problem?.contains(scene.path) == true)
        #expect(scene.gate.status.keys == 1)
        #expect(
          scene.log.all.count { $0["message"]?.contains("can't be used") == true } == index + 1)
        #expect(scene.gate.decide(request(tongyu.key)) == .deny)
        #expect(scene.gate.decide(request(zhenlai.key)) != .deny)
      }
      try AccessList([tongyu]).write(to: scene.path)
      #expect(scene.gate.reload() == .revoked)
      #expect(scene.gate.status.problem == nil)
      #expect(scene.gate.decide(request(zhenlai.key)) == .deny)
    }
  }

  @Test("A missing list lets nobody in, at the start and later")
  func missing() async throws {
    try await with(nil) { scene in
      #expect(scene.gate.status.isMissing)
      #expect(scene.gate.decide(request(zhenlai.key)) == .deny)
      try AccessList([zhenlai]).write(to: scene.path)
      #expect(scene.gate.reload() == .admitted)
      #expect(scene.gate.decide(request(zhenlai.key)) != .deny)
      FileSystem.remove(scene.path)
      #expect(scene.gate.reload() == .revoked)
      #expect(scene.gate.decide(request(zhenlai.key)) == .deny)
      #expect(scene.gate.status.isMissing)
      #expect(scene.log.all.count { $0["message"]?.contains("missing") == true } == 2)
    }
  }

  @Test("An aggregator does not begin with a broken list")
  func brokenAtStart() async throws {
    try await withFolder { folder in
      try write("nonsense", to: "\(folder)/access.list")
      let log = LogLines().logger
      let audit = RefusalAudit(log: log)
      let error = await daemonError {
        _ = try AccessGate(path: "\(folder)/access.list", audit: audit, log: log)
      }
      #expect(error?.exitCode == .configuration)
    }
  }
}
