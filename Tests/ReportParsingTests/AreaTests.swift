import Reports
import Testing

@testable import ReportParsing

@Suite struct `Areas` {
  private func areas(_ text: String, default area: String? = nil) -> [String?] {
    Reading.report(text, area: area.flatMap { AreaCode($0) }).quantities.map {
      $0.area?.description
    }
  }

  @Test func `A paragraph that names a union opens its article`() {
    #expect(
      areas("洮北区总工会2018年走访职工30户。\n又慰问职工20户。\n通榆县总工会2018年走访职工40户。\n")
        == ["220802", "220802", "220822"])
  }

  @Test func `A county named without its union opens nothing`() {
    #expect(areas("镇赉县总工会2018年走访职工30户。\n与通榆县交流后，走访职工40户。\n") == ["220821", "220821"])
  }

  @Test func `A union that something is done with or for opens nothing`() {
    #expect(
      areas("镇赉县总工会2018年走访职工30户。\n到通榆县总工会学习后，走访职工40户。\n") == ["220821", "220821"])
  }

  @Test func `The office above is named in reports of those below and opens nothing`() {
    #expect(
      areas("大安市总工会2018年走访职工30户。\n白城市总工会领导到会指导，走访职工40户。\n") == ["220882", "220882"])
  }

  @Test func `The office above has reports of its own`() {
    #expect(areas("白城市总工会2018年走访职工30户。\n") == ["220800"])
  }

  @Test func `A text that names nobody is the default's`() {
    #expect(areas("2018年走访职工30户。", default: "220899") == ["220899"])
    #expect(areas("2018年走访职工30户。") == [nil])
  }

  @Test func `Traditional characters name the same union`() {
    #expect(areas("洮北區總工會2018年走訪職工30戶。") == ["220802"])
  }
}
