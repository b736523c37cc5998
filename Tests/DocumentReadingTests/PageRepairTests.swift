import Testing

@testable import DocumentReading

@Suite("Joining pages")
struct PageRepairTests {
  private func joined(_ pages: String...) -> String {
    PageRepair.joined(pages.map { $0 + "\n\u{0C}" }.joined())
  }

  @Test(
    "Dressed page numbers at the edges of pages vanish",
    arguments: ["— 3 —", "-3-", "－12－", "第3页", "第 3 页 共 12 页", "第3页，共12页", "3/12"])
  func dressed(number: String) {
    #expect(joined("\n\(number)\n\n甲", "乙\n\n \(number)\n") == "甲\n乙")
  }

  @Test("Bare numbers vanish where they count the pages, and stay where they don't")
  func bare() {
    #expect(joined("甲\n5", "乙\n6", "丙\n7") == "甲\n乙\n丙")
    #expect(joined("5\n甲", "6\n乙\n13") == "甲\n乙\n13")
    #expect(joined("甲\n13", "乙\n57") == "甲\n13\n乙\n57")
    #expect(joined("甲\n1") == "甲\n1")
  }

  @Test("What only looks like a page number stays", arguments: ["13家", "-3", "第3", "3-", "2017年"])
  func figures(line: String) {
    #expect(joined("甲\n\(line)", "乙") == "甲\n\(line)\n乙")
  }

  @Test("Soft hyphens and blank pages vanish, blank lines within a page stay")
  func blanks() {
    #expect(joined("软\u{AD}连\n\n字\n", " \n", "末") == "软连\n\n字\n末")
    #expect(PageRepair.joined("") == "")
  }
}
