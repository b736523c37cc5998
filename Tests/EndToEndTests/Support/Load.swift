import Daemons
import Foundation
import Reports

/// Hands in one revision of a long report after the other, as quickly as a node takes them.
///
/// Each changes every figure, so that the entries are some ten thousand bytes long.
struct Load {
  private let city: TestCity
  private let area: AreaCode
  private var revision = 0
  /// How many bytes of reports were handed in.
  private(set) var bytes = 0

  private static let figures = [
    "走访慰问困难职工#人", "培训职工#人次", "新建基层工会#家", "发展会员#人", "开展劳动竞赛#场次", "签订集体合同#份",
    "建立职工之家#个", "举办招聘会#场", "提供就业岗位#个", "调处劳动争议#件", "发放助学金#万元", "参加职工医疗互助#人",
  ]
  private static let years = 2010...2017

  init(on city: TestCity, area: AreaCode) {
    self.city = city
    self.area = area
  }

  private var text: String {
    let lines = Self.years.flatMap { year in
      Self.figures.enumerated().map { number, figure in
        "\(year)年，\(AreaList.builtIn.name(of: area))各级工会深入基层、深入企业、深入职工群众，"
          + "紧紧围绕中心、服务大局，统筹安排、注重实效，"
          + figure.replacing("#", with: "\(year + number + revision)") + "。"
      }
    }
    return lines.joined(separator: "\n")
  }

  mutating func push(count: Int) async throws {
    let control = "\(city.state(of: area))/control.sock"
    let path = "\(city.folder)/load-\(area).txt"
    for _ in 0..<count {
      revision += 1
      let text = text
      bytes += text.utf8.count
      try city.write(text, to: path)
      let receipt = try await DaemonClient.push(
        file: path, options: DocumentOptions(period: .year(2017)), controlPath: control)
      guard receipt.corrected.count + receipt.added.count > 50 else {
        throw Failure("a revision has changed only \(receipt.corrected.count) figures")
      }
    }
  }
}

extension TestProcess {
  /// The memory that it has at the moment.
  func residentBytes() throws -> Int {
    let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
    guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") }),
      let kilobytes = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    else { throw Failure("process \(pid) has no memory") }
    return kilobytes * 1024
  }
}
