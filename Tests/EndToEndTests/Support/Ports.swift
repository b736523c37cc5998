import Foundation
import Glibc
import Synchronization

/// Ports of loopback that nobody has, outside of the range from which outgoing connections get
/// theirs, so that none of those takes one while its daemon is down.
enum Ports {
  private static let given = Mutex<Set<UInt16>>([])

  /// Draws ports that are free now, none twice.
  static func free(_ count: Int) throws -> [UInt16] {
    try (0..<count).map { _ in try next() }
  }

  private static func next() throws -> UInt16 {
    for _ in 0..<1_000 {
      let port = UInt16.random(in: 10_000..<max(10_001, ephemeralStart))
      if given.withLock({ $0.insert(port).inserted }), isFree(port) { return port }
    }
    throw Failure("there is no free port")
  }

  private static let ephemeralStart: UInt16 = {
    let text = try? String(
      contentsOfFile: "/proc/sys/net/ipv4/ip_local_port_range", encoding: .ascii)
    return text?.split(whereSeparator: \.isWhitespace).first.flatMap { UInt16($0) } ?? 32_768
  }()

  /// Draws the ports that nobody else was given and that are free now, if all of these are.
  static func areFree(_ ports: UInt16...) -> Bool {
    ports.allSatisfy { port in given.withLock { $0.insert(port).inserted } && isFree(port) }
  }

  private static func isFree(_ port: UInt16) -> Bool {
    guard let listener = try? Listener(port: port) else { return false }
    return listener.port == port
  }
}

/// A program that has a port.
final class Listener: Sendable {
  let port: UInt16
  private let descriptor: Int32

  init(port: UInt16) throws {
    self.port = port
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = loopback(port)
    let isBound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isBound, listen(descriptor, 1) == 0 else { throw Failure("port \(port) is taken") }
  }

  deinit {
    close(descriptor)
  }
}

/// A TCP connection that speaks no protocol at all.
final class RawConnection: Sendable {
  private let descriptor: Int32

  init(port: UInt16) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = loopback(port)
    let isConnected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isConnected else { throw Failure("nothing listens on port \(port)") }
  }

  /// Sends as much as the other side takes.
  func send(_ bytes: [UInt8]) {
    _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
  }

  /// Whether the other side has ended the connection.
  var isCut: Bool {
    var bytes = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
      if count > 0 { continue }
      return count == 0 || errno != EAGAIN
    }
  }

  deinit {
    close(descriptor)
  }
}

private func loopback(_ port: UInt16) -> sockaddr_in {
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = port.bigEndian
  address.sin_addr.s_addr = inet_addr("127.0.0.1")
  return address
}
