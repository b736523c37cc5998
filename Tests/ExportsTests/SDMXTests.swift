import Foundation
import Reports
import Testing

@testable import Exports

@Suite("SDMX", .serialized)
struct SDMXTests {
  private static let checker = "\(repository)/../shared/tools/check_sdmx.py"

  private func hostileDataset() throws -> Dataset {
    var dataset = try seeds(leavingOut: ["220881"])
    let area = try #require(AreaCode("220881"))
    dataset.apply(
      delta(
        area,
        [
          hostile("=1+1\"\n\r,;“引”😀\u{0}\u{202E}", part: "=cmd|' /C calc'!A0"),
          hostile(String(repeating: "长\"", count: 25_000), part: "a\"b\n,c"),
          hostile("+86", part: nil),
        ], name: "-\"名\n.txt"))
    return dataset
  }

  private func files(
    _ export: Export, _ body: (String, String) async throws -> Void
  ) async throws {
    try await withFolder { folder in
      let (structure, data) = ("\(folder)/s.xml", "\(folder)/d.csv")
      try Data(export.bytes(of: .sdmxStructure)).write(to: URL(filePath: structure))
      try Data(export.bytes(of: .sdmxData)).write(to: URL(filePath: data))
      try await body(structure, data)
    }
  }

  @Test("pysdmx and sdmx1 read every observation with its value")
  func readers() async throws {
    for dataset in [try seeds(), try hostileDataset(), try correctedDataset()] {
      try await files(export(dataset)) { structure, data in
        let count = try await Readers.read("read_sdmx.py", [structure, data])
        #expect(
          try #require(Int(count.split(separator: "\n").last ?? "")) >= dataset.count)
      }
    }
  }

  @Test(
    "The shared check finds nothing wrong",
    .enabled(if: FileManager.default.fileExists(atPath: checker)))
  func sharedCheck() async throws {
    for dataset in [try seeds(), try seeds(leavingOut: ["220821"]), try hostileDataset()]
      + [try correctedDataset()]
    {
      try await files(export(dataset)) { structure, data in
        try await Readers.read(Self.checker, [structure, data])
      }
    }
  }

  @Test("A correction stands in the comment, whatever marks its reason has")
  func correction() throws {
    let list = SDMXObservations(export(try correctedDataset()).data).list
    let stated = try #require(list.first { $0.basis == .stated })
    #expect(stated.status == "A" && stated.comment.contains("李 2018-01-31"))
    let csv = String(decoding: export(try correctedDataset()).bytes(of: .sdmxData), as: UTF8.self)
    #expect(csv.contains("原文＂笔误＂") && !csv.contains("\""))
    #expect(csv.split(separator: "\n").allSatisfy { $0.contains(",I,") || $0.contains("ACTION") })
  }

  @Test("A number keeps the scale it was written in, and all its digits")
  func scale() {
    #expect(FixedDecimal(570_001).divided(byPowerOfTen: 4) == "57.0001")
    #expect(FixedDecimal("0.5")?.divided(byPowerOfTen: 8) == "0.000000005")
    #expect(FixedDecimal(-120_000).divided(byPowerOfTen: 4) == "-12")
    #expect(FixedDecimal.zero.divided(byPowerOfTen: 4) == "0")
  }

  @Test("An office that has not reported is missing with a reason, and the sum says so")
  func missing() throws {
    let list = SDMXObservations(export(try seeds(leavingOut: ["220821"])).data).list
    let absent = list.filter { $0.area == AreaCode("220821") }
    #expect(!absent.isEmpty)
    #expect(absent.allSatisfy { $0.value == nil && $0.status == "L" })
    let sums = list.filter { $0.derivation == .areas }
    #expect(!sums.isEmpty)
    #expect(sums.allSatisfy { $0.status == "P" && $0.area == AreaCode("220800") })
    #expect(
      list.allSatisfy {
        $0.basis != .derived || $0.nature != .rate || $0.value == nil || $0.derivation != .areas
      })
  }
}
