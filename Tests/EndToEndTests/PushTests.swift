import Foundation
import Reports
import Testing

@Suite("Many reports at once")
struct PushTests {
  @Test("A folder's files go one by one; what can't be read is told and passed over")
  func folder() async throws {
    try await TestCity.with(areas: [.zhenlai]) { city in
      try await city.start()
      let folder = city.folder + "/reports"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
      let report = reportText(1300, of: .zhenlai)
      for year in 2015...2017 {
        let text = report.replacing("2017", with: "\(year)")
        try city.write(text, to: "\(folder)/\(year).txt")
      }
      try city.write("工会召开了会议。", to: "\(folder)/2016-bad.txt")
      try city.write(report, to: "\(folder)/2018.txt")
      try city.write(report, to: "\(folder)/.hidden")
      let said = try await city.run(
        "node", "push", folder, "--config", city.configuration(of: .zhenlai))
      #expect(said.exitCode == 65)
      for number in [1, 3, 4, 5] where number != 2 {
        #expect(said.output.contains("[\(number)/5]"))
      }
      #expect(said.errors.contains("[2/5] \(folder)/2016-bad.txt"))
      #expect(said.errors.contains("与 \(folder)/2017.txt 是同一份报告"))
      try await city.waitUntilEqual()
      let totals = try await unionsync(
        ["totals", "--format", "json", "--config", city.aggregatorConfiguration],
        folder: city.folder
      ).decoded(as: [TotalSummary].self)
      #expect(
        Set(totals.filter { $0.id.indicator == .recipients }.map(\.id.year)) == [2015, 2016, 2017])
    }
  }
}
