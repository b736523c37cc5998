import Daemons
import Foundation
import Reports

/// Hands in one revision after the other, as quickly as a node takes them.
struct Load {
  private let city: TestCity
  private let area: AreaCode
  private var revision = 0
  /// How many bytes of reports were handed in.
  private(set) var bytes = 0

  init(on city: TestCity, area: AreaCode) throws {
    self.city = city
    self.area = area
  }

  /// The figure that was handed in last.
  var recipients: Int { 1_000 + revision }

  mutating func push(count: Int) async throws {
    let control = "\(city.state(of: area))/control.sock"
    let path = "\(city.folder)/load-\(area).txt"
    for _ in 0..<count {
      revision += 1
      // What precedes the figure makes each delta some kilobytes long, as it is its evidence.
      let text = String(repeating: "各级工会深入基层，", count: 150) + reportText(recipients, of: area)
      bytes += text.utf8.count
      try city.write(text, to: path)
      _ = try await DaemonClient.push(file: path, options: PushOptions(), controlPath: control)
    }
  }
}

extension TestProcess {
  /// The memory that it has at the moment, in KiB.
  func residentKilobytes() throws -> Int {
    let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
    guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") }),
      let kilobytes = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    else { throw Failure("process \(pid) has no memory") }
    return kilobytes
  }
}
