import Foundation
import Glibc
import Synchronization
import TestSupport

/// A network namespace without a name: it goes with the last process in it, so that nothing is left
/// behind however a test ends.
final class NetworkNamespace: Sendable {
  private let descriptor: Int32

  init() throws {
    descriptor = try Self.onThread {
      guard Linux.unshare(Linux.newNetwork) == 0 else {
        throw Failure("no network namespace: \(String(cString: strerror(errno)))")
      }
      return try Self.opened("/proc/thread-self/ns/net", O_RDONLY)
    }
  }

  deinit {
    close(descriptor)
  }

  /// Does something in the namespace, on a thread that is in it; processes it starts are too.
  func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      let entered = entering(work)
      Thread.detachNewThread { continuation.resume(with: Result { try entered() }) }
    }
  }

  /// Does something in the namespace, and waits for it.
  func runNow<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) throws -> Value {
    try Self.onThread(entering(work))
  }

  private func entering<Value>(
    _ work: @escaping @Sendable () throws -> Value
  ) -> @Sendable () throws -> Value {
    { [self] in
      guard Linux.setns(descriptor, Linux.newNetwork) == 0 else {
        throw Failure("no way into the namespace: \(String(cString: strerror(errno)))")
      }
      return try work()
    }
  }

  private static func onThread<Value: Sendable>(
    _ work: @escaping @Sendable () throws -> Value
  ) throws -> Value {
    let result = Mutex<Result<Value, any Error>?>(nil)
    let done = DispatchSemaphore(value: 0)
    withExtendedLifetime(done) {
      Thread.detachNewThread {
        let outcome = Result { try work() }
        result.withLock { $0 = outcome }
        done.signal()
      }
      done.wait()
    }
    guard let outcome = result.withLock({ $0 }) else { throw Failure("the thread has ended") }
    return try outcome.get()
  }

  fileprivate static func opened(_ path: String, _ flags: Int32) throws -> Int32 {
    let descriptor = open(path, flags | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure("\(path): \(String(cString: strerror(errno)))") }
    return descriptor
  }
}

/// What Linux has and Swift's Glibc does not show.
private enum Linux {
  /// `CLONE_NEWNET`
  static let newNetwork: Int32 = 0x4000_0000
  static let unshare = libraryFunction("unshare", as: (@convention(c) (Int32) -> Int32).self)
  static let setns = libraryFunction("setns", as: (@convention(c) (Int32, Int32) -> Int32).self)
}

/// A network card whose cable ends in this process: what is sent through it is read here.
final class TunnelDevice: Sendable {
  let descriptor: Int32

  /// Makes one in the network namespace of the thread that calls.
  init(address: String) throws {
    descriptor = try NetworkNamespace.opened("/dev/net/tun", O_RDWR | O_NONBLOCK)
    // struct ifreq: the name, then the flags IFF_TUN | IFF_NO_PI; the request is TUNSETIFF.
    var request = [UInt8](repeating: 0, count: 40)
    request.replaceSubrange(0..<3, with: Array("us0".utf8))
    withUnsafeBytes(of: Int16(0x1001)) { request.replaceSubrange(16..<18, with: $0) }
    let setInterface: UInt = 0x4004_54CA
    let result = request.withUnsafeMutableBytes { bytes in
      bytes.baseAddress.map { ioctl(descriptor, setInterface, $0) }
    }
    guard result == 0 else {
      close(descriptor)
      throw Failure("no tunnel device: \(String(cString: strerror(errno)))")
    }
    do {
      try systemTool("ip", "link", "set", "lo", "up")
      try systemTool("ip", "address", "add", address, "dev", "us0")
      try systemTool("ip", "link", "set", "us0", "up")
    } catch {
      close(descriptor)
      throw error
    }
  }

  deinit {
    close(descriptor)
  }
}

/// A network between nodes and aggregators, whose packets are lost, late, doubled and overtaken as a
/// test wants.
final class TestNetwork: Sendable {
  /// What happens to packets.
  struct Weather: Sendable {
    var lossPercent = 0
    var doublePercent = 0
    /// Drawn for each packet, so that later ones overtake.
    var delayMs = 0...0
    var isCut = false
  }

  let citySide: NetworkNamespace
  let nodeSide: NetworkNamespace
  let cityAddress = "10.77.0.1"
  private let relay: PacketRelay

  init(seed: UInt64) throws {
    citySide = try NetworkNamespace()
    nodeSide = try NetworkNamespace()
    relay = PacketRelay(
      try citySide.runNow { try TunnelDevice(address: "10.77.0.1/30") },
      try nodeSide.runNow { try TunnelDevice(address: "10.77.0.2/30") }, seed: seed)
    let relay = relay
    Thread.detachNewThread { relay.run() }
  }

  deinit {
    relay.stop()
  }

  /// How the packets fare from now on.
  func set(_ weather: Weather) {
    relay.weather.withLock { $0 = weather }
  }

  /// How many packets were lost so far.
  var lostCount: Int { relay.lostCount.load(ordering: .relaxed) }
  /// How many packets were overtaken by later ones so far.
  var overtakenCount: Int { relay.overtakenCount.load(ordering: .relaxed) }
}

/// Carries packets between two devices.
private final class PacketRelay: Sendable {
  private struct Packet {
    let bytes: [UInt8]
    let end: Int
    let number: Int
    let dueNs: UInt64
  }

  let weather = Mutex(TestNetwork.Weather())
  let lostCount = Atomic<Int>(0)
  let overtakenCount = Atomic<Int>(0)
  private let isRunning = Atomic<Bool>(true)
  private let devices: [TunnelDevice]
  private let seed: UInt64

  init(_ first: TunnelDevice, _ second: TunnelDevice, seed: UInt64) {
    devices = [first, second]
    self.seed = seed
  }

  func stop() {
    isRunning.store(false, ordering: .relaxed)
  }

  func run() {
    var generator = SeededGenerator(seed: seed)
    var underway: [Packet] = []
    var lastNumber = [0, 0]
    var number = 0
    while isRunning.load(ordering: .relaxed) {
      var polls = devices.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
      poll(&polls, 2, underway.isEmpty ? 20 : 1)
      for end in devices.indices {
        while let bytes = receive(at: end) {
          number += 1
          let now = DispatchTime.now().uptimeNanoseconds
          let weather = weather.withLock { $0 }
          guard !weather.isCut, !generator.chance(weather.lossPercent) else {
            lostCount.add(1, ordering: .relaxed)
            continue
          }
          for _ in 0..<(generator.chance(weather.doublePercent) ? 2 : 1) {
            let delayMs = generator.number(weather.delayMs)
            underway.append(
              Packet(
                bytes: bytes, end: 1 - end, number: number,
                dueNs: now + UInt64(delayMs) * 1_000_000))
          }
        }
      }
      let now = DispatchTime.now().uptimeNanoseconds
      let due = underway.filter { $0.dueNs <= now }.sorted { $0.dueNs < $1.dueNs }
      underway.removeAll { $0.dueNs <= now }
      for packet in due {
        if packet.number < lastNumber[packet.end] { overtakenCount.add(1, ordering: .relaxed) }
        lastNumber[packet.end] = max(lastNumber[packet.end], packet.number)
        _ = write(devices[packet.end].descriptor, packet.bytes, packet.bytes.count)
      }
    }
  }

  private func receive(at end: Int) -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = read(devices[end].descriptor, &buffer, buffer.count)
    return count > 0 ? Array(buffer.prefix(count)) : nil
  }
}
