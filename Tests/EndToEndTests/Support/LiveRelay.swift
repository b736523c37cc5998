import Daemons
import Foundation
import Reports
import SyncProtocol
import Synchronization
import ZeroMQ

/// Stands between a node and its aggregator on LIVE, and decides what becomes of each message: it
/// has the city's key to the one and the node's key to the other.
final class LiveRelay: Sendable {
  /// The messages that leave instead of one that has come.
  typealias Rule = @Sendable (LiveMessage, _ frames: [[UInt8]]) -> [[[UInt8]]]

  /// Where the node's LIVE must go.
  let port: UInt16
  private let isRunning = Atomic<Bool>(true)
  private let deltas = Atomic<Int>(0)
  private let passed = Atomic<Int>(0)

  init(from area: AreaCode, in city: TestCity, _ rule: @escaping Rule) throws {
    port = try Ports.free(1)[0]
    let context = try Context()
    let own = try KeyFile.readSecret(at: city.site.key)
    let node = try KeyFile.readSecret(at: "\(city.folder)/\(area)/node.key")
    let (port, cityPort) = (port, city.livePort)
    Thread.detachNewThread { [self] in
      do {
        let inner = try Socket(context, .sub)
        try inner.configureCurveServer(secretKey: own.secretKey)
        try inner.subscribe("")
        try inner.bind("tcp://127.0.0.1:\(port)")
        let outer = try Socket(context, .xpub)
        try outer.configureCurveClient(
          serverKey: own.publicKey, publicKey: node.publicKey, secretKey: node.secretKey)
        try outer.connect("tcp://127.0.0.1:\(cityPort)")
        while isRunning.load(ordering: .relaxed) {
          _ = try outer.receive(upTo: 64)
          guard let message = try inner.receive(withinMs: 5) else { continue }
          let content = try LiveMessage.decode(frames: message.frames).message
          if case .entry = content { deltas.add(1, ordering: .relaxed) }
          for frames in rule(content, message.frames) {
            if try outer.send(Message(frames: frames)) == .sent {
              passed.add(1, ordering: .relaxed)
            }
          }
        }
      } catch {
        print("the relay has ended: \(error)")
      }
    }
  }

  func stop() {
    isRunning.store(false, ordering: .relaxed)
  }

  /// How many deltas the node has published.
  var deltaCount: Int { deltas.load(ordering: .relaxed) }
  /// How many messages were handed on.
  var passedCount: Int { passed.load(ordering: .relaxed) }
}
