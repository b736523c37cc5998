import Reports
import Testing

@Suite("Lists of areas")
struct AreaListTests {
  private let heading = "code,name_zh,name_en,aliases,parent,code_source\n"

  @Test("The built-in list has the city and the seven offices below it")
  func builtIn() {
    let list = AreaList.builtIn
    #expect(list.areas.count == 8)
    #expect(
      list.reporting.map(\.code.number) == [
        220_802, 220_821, 220_822, 220_881, 220_882, 220_871, 220_899,
      ])
    #expect(list.children(of: area(220_800)).count == 7)
    #expect(list[area(220_821)]?.nameZh == "镇赉县")
    #expect(list[area(220_871)]?.aliases == ["白城经开区", "经开区", "经开区工会"])
    #expect(list.name(of: area(220_802)) == "洮北区")
    #expect(list.name(of: area(110_000)) == "110000")
    #expect(list[area(220_800)]?.parent == nil)
  }

  @Test("Line ends of any kind, empty lines and further columns do no harm")
  func lineEnds() throws {
    let list = try AreaList(
      csv: heading + "220800,白城市,Baicheng,,,\r\n\r\n220802,洮北区,Taobei,a|b,220800,x,y\n")
    #expect(list.areas.map(\.code.number) == [220_800, 220_802])
    #expect(list.areas[0].aliases.isEmpty)
    #expect(list.areas[1].parent == area(220_800))
    #expect(try AreaList(csv: "").areas.isEmpty)
  }

  @Test(
    "The first line that is no area is named",
    arguments: [
      ("220800,白城市\n", "line 2: an area has at least five fields"),
      ("2208,白城市,B,,,\n", "line 2: '2208' is not a code of six digits"),
      (
        "220800,白城市,B,,,\n220802,洮北区,T,,2208,\n",
        "line 3: the parent '2208' is not a code of six digits"
      ),
      ("220800,a,b,,,\n220800,c,d,,,\n", "line 3: the code 220800 stands twice"),
      ("220800,a,b,,220800,\n", "line 2: the area 220800 is its own parent"),
    ])
  func errors(lines: String, message: String) {
    let error = #expect(throws: AreaList.FormatError.self) { try AreaList(csv: heading + lines) }
    #expect(error?.description == message)
  }

  @Test("A list of too many areas is refused")
  func tooMany() throws {
    func lines(_ count: Int) -> String {
      heading + (0..<count).map { "\(110_000 + $0),n,n,,," }.joined(separator: "\n")
    }
    #expect(try AreaList(csv: lines(AreaList.maximumCount)).areas.count == AreaList.maximumCount)
    #expect(throws: AreaList.FormatError.self) {
      try AreaList(csv: lines(AreaList.maximumCount + 1))
    }
  }

  @Test("An area that stands twice counts once")
  func twice() {
    let first = Area(code: area(220_821), nameZh: "镇赉县", nameEn: "", aliases: [], parent: nil)
    let second = Area(code: area(220_821), nameZh: "另一", nameEn: "", aliases: [], parent: nil)
    let list = AreaList([first, second])
    #expect(list.reporting == [first])
    #expect(list[area(220_821)] == first)
  }
}
