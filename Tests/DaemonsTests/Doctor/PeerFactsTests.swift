import Reports
import Testing
import ZeroMQ

@testable import Daemons
@testable import SyncProtocol

@Suite("What doctor says of keys, the service and its peers")
struct PeerFactsTests {
  private let own = CurvePublicKey.random
  private let other = CurvePublicKey.random

  @Test(
    "A public key that is missing or of another pair, and a node that takes its own for the city's")
  func pairs() {
    expect(KeyFacts(own: own, path: "/k", published: own, cities: [other]))
    expect(KeyFacts(own: nil, path: nil, published: nil))
    expect(KeyFacts(own: own, path: "/k", published: nil), finds: .hint("/k.pub", "init"))
    expect(KeyFacts(own: own, path: "/k", published: other), finds: .wrong("/k.pub", "new code"))
    expect(
      KeyFacts(own: own, path: "/k", published: own, cities: [own]), finds: .wrong("UC1/"))
  }

  @Test(
    "A city that lets nobody in, an area that nobody knows, and a key that is still to be revoked")
  func lists() throws {
    func facts(_ grants: [AccessList.Grant]) -> KeyFacts {
      KeyFacts(own: own, path: "/k", published: own, access: AccessList(grants))
    }
    func grant(_ area: AreaCode) -> AccessList.Grant {
      AccessList.Grant(holder: .area(area), key: .random, note: "")
    }
    expect(facts([grant(.zhenlai)]))
    expect(facts([]), finds: .hint("keys authorize"))
    expect(
      facts([AccessList.Grant(holder: .watcher, key: .random, note: "")]),
      finds: .hint("keys authorize"))
    expect(facts([grant(.zhenlai), grant(.zhenlai)]), finds: .hint("220821", "2 keys"))
    let stranger = try #require(AreaCode("110101"))
    expect(facts([grant(stranger)]), finds: .wrong("110101", "areas"))
  }

  private let silent = ServiceFacts.Answer.silent(
    DaemonError(.unavailable, zh: "没有应答。", en: "It is silent."))

  private func unit(
    _ activity: String, _ enablement: String = "enabled", restarts: Int = 0, status: String = ""
  ) throws -> ServiceFacts.Unit {
    try #require(
      ServiceFacts.Unit(
        name: "unionsync-node",
        properties: """
          LoadState=loaded
          ActiveState=\(activity)
          UnitFileState=\(enablement)
          NRestarts=\(restarts)
          StatusText=\(status)
          """))
  }

  @Test("A service that is stopped, fails, hangs, restarts often, or is gone after a reboot")
  func service() throws {
    func facts(_ unit: ServiceFacts.Unit?, _ answer: ServiceFacts.Answer) -> ServiceFacts {
      ServiceFacts(unit: unit, command: "unionsync node run", answer: answer)
    }
    expect(facts(try unit("active", restarts: 2), .answered))
    expect(facts(nil, .answered))
    expect(facts(nil, silent), finds: .hint("It is silent.", "unionsync node run"))
    expect(
      facts(try unit("inactive", "disabled"), silent),
      finds: .wrong("systemctl enable --now unionsync-node"))
    expect(
      facts(try unit("activating", status: "a = b is broken"), silent),
      finds: .wrong("a = b is broken", "journalctl"))
    expect(facts(try unit("active"), silent), finds: .wrong("It is silent.", "restart"))
    expect(facts(try unit("active", restarts: 3), .answered), finds: .hint("3 times"))
    expect(
      facts(try unit("active", "disabled"), .answered),
      finds: .wrong("systemctl enable unionsync-node"))
    #expect(ServiceFacts.Unit(name: "a", properties: "LoadState=not-found\nActiveState=x") == nil)
    #expect(ServiceFacts.Unit(name: "a", properties: "") == nil)
  }

  private func peer(_ state: String, lag: UInt64? = nil, lagMs: Int64? = nil) -> NodeStatus.Peer {
    NodeStatus.Peer(
      endpoint: "tcp://city:5561", state: state, acknowledged: nil, lag: lag, lagMs: lagMs,
      counts: NodeSession.Counts(), store: nil, lastError: nil)
  }

  private func city(
    _ reach: [CityReachFacts.Reach]?, _ peer: NodeStatus.Peer? = nil
  ) -> CityReachFacts {
    CityReachFacts(
      cities: [
        .init(control: "tcp://city:5561", live: "tcp://city:5560", reach: reach, peer: peer)
      ], code: "UN1/220821/X", status: nil)
  }

  @Test("What trying a city came to, told once for both of its addresses")
  func reach() {
    expect(city([.welcome, .open]))
    expect(city([.unknownName("city"), .unknownName("city")]), finds: .wrong("no host city"))
    expect(
      city([.unreachable("No route to host"), .open]),
      finds: .wrong("tcp://city:5561", "No route to host", "firewall"))
    expect(city([.welcome, .unreachable("refused")]), finds: .wrong("tcp://city:5560"))
    expect(city([.keyRefused, .open]), finds: .wrong("keys authorize UN1/220821/X"))
    expect(city([.foreign, .open]), finds: .wrong("fingerprint"))
    expect(city([.silent, .open]), finds: .wrong("does not answer"))
  }

  @Test("What the daemon says of its conversation")
  func conversation() {
    expect(city(nil, peer("live", lag: 2, lagMs: CityReachFacts.lagMs)))
    expect(
      city(nil, peer("live", lag: 2, lagMs: CityReachFacts.lagMs + 1)),
      finds: .hint("lacks 2 entries"))
    expect(city(nil, peer("key-refused")), finds: .wrong("keys authorize UN1/220821/X"))
    expect(city(nil, peer("failed")), finds: .wrong("aggregator accept"))
    expect(city([.welcome, .open], peer("connecting")), finds: .hint("in a minute"))
    for state in ["waiting", "sending-snapshot"] { expect(city(nil, peer(state))) }
  }

  private func offices(
    _ state: String = "live", silentMs: Int64? = 0, access: AccessStatus? = nil,
    poisoned: Int = 0, refusals: [RefusalLog.Count] = [], letIn: Set<String> = []
  ) -> OfficeFacts {
    OfficeFacts(
      status: AggregatorStatus(
        origins: [
          .init(
            area: .zhenlai, name: "镇赉县总工会", state: state, head: 1, cursor: 1, lag: 0,
            lagMs: nil, silentMs: silentMs, counts: nil, lastError: nil)
        ], observationCount: 0, waitsAsked: 0, poisonedEntries: poisoned, refusedMessages: 0,
        access: access, refusals: refusals, version: nil), letIn: letIn)
  }

  @Test("Offices that are quarantined, refused or silent for long, and strangers' keys")
  func offices() {
    expect(OfficeFacts(status: nil), finds: .unknown("running daemon"))
    expect(offices())
    expect(offices("quarantined"), finds: .wrong("aggregator accept 220821"))
    expect(offices("refused"), finds: .wrong("aggregator accept 220821"))
    expect(offices("silent", silentMs: OfficeFacts.silentMs))
    expect(offices("silent", silentMs: OfficeFacts.silentMs + 1), finds: .hint("24 hours"))
    expect(offices("never-heard", silentMs: nil))
    expect(offices(poisoned: 2), finds: .hint("2 entries", "upgrade"))
    var log = RefusalLog()
    log.note(.init(.unknownKey, identity: "ab", address: "10.0.0.7"))
    log.note(.init(.malformed, identity: "220821/ab", address: "10.0.0.8"))
    expect(offices(refusals: log.counts), finds: .hint("10.0.0.7", "ab", "keys authorize"))
    // It has been authorized since.
    expect(offices(refusals: log.counts, letIn: ["ab"]))
    expect(
      offices(access: AccessStatus(path: "/l", keys: 0, isMissing: true, problem: nil)),
      finds: .wrong("/l is missing"))
    expect(
      offices(access: AccessStatus(path: "/l", keys: 1, isMissing: false, problem: "line 2")),
      finds: .wrong("line 2"))
  }

  @Test("Findings come by topic, and only what must be mended makes a diagnosis bad")
  func order() {
    let findings = [
      Diagnosis.Finding(.peers, .hint, zh: "", en: "a"),
      Diagnosis.Finding(.keys, .unknown, zh: "", en: "b"),
      Diagnosis.Finding(.settings, .hint, zh: "", en: "c"),
      Diagnosis.Finding(.peers, .hint, zh: "", en: "d"),
    ]
    let diagnosis = Diagnosis(path: "", findings: findings)
    #expect(diagnosis.findings.map(\.messageEn) == ["c", "b", "a", "d"])
    #expect(diagnosis.isWell)
    #expect(
      !Diagnosis(path: "", findings: [.init(.disk, .wrong, zh: "", en: "")]).isWell)
  }
}

extension CurvePublicKey {
  /// A key that nobody else has.
  fileprivate static var random: CurvePublicKey {
    do {
      return try CurveKeyPair.generate().publicKey
    } catch {
      preconditionFailure("libzmq makes no keys: \(error)")
    }
  }
}
