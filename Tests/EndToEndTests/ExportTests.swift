import Daemons
import Foundation
import FoundationNetworking
import Reports
import Testing

@Suite("Exports of a running city")
struct ExportTests {
  @Test("The command writes every format whole, and pages give the same")
  func formats() async throws {
    try await TestCity.with(areas: [.zhenlai, .tongyu]) { city in
      let base = try city.servePages()
      try await city.start()
      for area in city.areas { _ = try await city.push(recipients: 1300, at: area) }
      try await city.waitUntilEqual()
      for (format, endings) in [
        ("xlsx", ["xlsx"]), ("csv", ["csv"]), ("jsonl", ["jsonl"]), ("sdmx", ["csv", "xml"]),
      ] {
        let folder = "\(city.folder)/\(format)"
        try FileManager.default.createDirectory(
          atPath: folder, withIntermediateDirectories: false)
        let result = try await city.run(
          "export", "--format", format, "--year", "2017", "--output",
          "\(folder)/out.\(endings[0])", "--config", city.aggregatorConfiguration)
        #expect(result.exitCode == 0, "\(result.errors)")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(Set(files.map { $0.split(separator: ".").last.map(String.init) }) == Set(endings))
      }
      for (name, format) in [("csv/out.csv", "csv"), ("jsonl/out.jsonl", "jsonl")] {
        let ofCommand = try Data(contentsOf: URL(filePath: "\(city.folder)/\(name)"))
        let url = try #require(URL(string: "\(base)/api/v1/export?format=\(format)&year=2017"))
        #expect(try await URLSession.shared.data(from: url).0 == ofCommand)
        #expect(String(decoding: ofCommand, as: UTF8.self).contains("1300"))
      }
      let url = try #require(URL(string: "\(base)/api/v1/export?format=xlsx"))
      #expect(try await URLSession.shared.data(from: url).0.starts(with: [0x50, 0x4B]))
    }
  }

  @Test("A folder that is not there and a city that never ran are named")
  func complaints() async throws {
    try await TestCity.with { city in
      let arguments = ["export", "--format", "csv", "--config", city.aggregatorConfiguration]
      try await unionsync(arguments, folder: city.folder, within: 10)
        .expectComplaint(.missingInput, naming: "city.sqlite")
      try await city.start()
      try await unionsync(
        arguments + ["--output", "\(city.folder)/none/out.csv"], folder: city.folder, within: 10
      ).expectComplaint(.cannotCreate, naming: "none/out.csv")
    }
  }
}
