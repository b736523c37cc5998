import Daemons
import Foundation
import Reports
import Testing

@Suite("The inbox of a node")
struct InboxTests {
  private let area = AreaCode.zhenlai

  /// Runs a test with a node alone.
  private func withNode(_ body: (TestCity) async throws -> Void) async throws {
    try await TestCity.with(areas: [area]) { city in
      try await city.startNode(area)
      try await body(city)
    }
  }

  private func names(_ city: TestCity, in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(city.state(of: area))/\(folder)")
      .sorted()
  }

  private func waitUntilTaken(_ name: String, _ city: TestCity) async throws {
    try await waitUntil("\(name) is taken") { try !names(city, in: "inbox").contains(name) }
  }

  /// Expects that the report states a figure now: the same again changes nothing.
  private func expect(_ recipients: Int, head: UInt64, _ city: TestCity) async throws {
    #expect(try await city.push(recipients: recipients, at: area).isUnchanged)
    #expect(try await city.status(of: area).head == head)
  }

  @Test("A report that is moved in is taken, and each revision stays in the archive")
  func moved() async throws {
    try await withNode { city in
      for recipients in [1300, 1350, 1360] {
        try city.drop(reportText(recipients, of: area), name: "report.txt", at: area)
        try await waitUntilTaken("report.txt", city)
      }
      try await expect(1360, head: 3, city)
      let archived = try names(city, in: "archive").filter { $0.hasSuffix("-report.txt") }
      let texts = try archived.map { name in
        try String(contentsOfFile: "\(city.state(of: area))/archive/\(name)", encoding: .utf8)
      }
      #expect(Set(texts) == Set([1300, 1350, 1360].map { reportText($0, of: area) + "\n" }))
    }
  }

  @Test("The same report a second time is taken and changes nothing")
  func again() async throws {
    try await withNode { city in
      for name in ["first.txt", "second.txt"] {
        try city.drop(reportText(1300, of: area), name: name, at: area)
        try await waitUntilTaken(name, city)
      }
      try await expect(1300, head: 1, city)
    }
  }

  @Test("A report is not taken before it is closed")
  func slowWriting() async throws {
    try await withNode { city in
      let text = Array(reportText(4711, of: area).utf8)
      let half = text.count / 2
      let path = "\(city.inbox(of: area))/slow.txt"
      let file = try #require(fopen(path, "w"))
      #expect(fwrite(text, 1, half, file) == half)
      fflush(file)
      // The kernel tells of files in order: once the later one is taken, the open one was passed.
      try city.drop(reportText(1300, of: area), name: "later.txt", at: area)
      try await waitUntilTaken("later.txt", city)
      #expect(try names(city, in: "inbox") == ["slow.txt"])
      #expect(try await city.status(of: area).head == 1)
      #expect(fwrite(Array(text[half...]), 1, text.count - half, file) == text.count - half)
      fclose(file)
      try await waitUntilTaken("slow.txt", city)
      try await expect(4711, head: 2, city)
    }
  }

  @Test("Reports that were there before the node are taken, those just written a little later")
  func beforeStart() async throws {
    try await TestCity.with(areas: [area]) { city in
      try FileManager.default.createDirectory(
        atPath: city.inbox(of: area), withIntermediateDirectories: true)
      try city.drop(reportText(1300, of: area), name: "old.txt", at: area)
      try city.write(reportText(1350, of: area), to: "\(city.inbox(of: area))/new.txt")
      try await city.startNode(area)
      try await waitUntilTaken("old.txt", city)
      try await waitUntilTaken("new.txt", city)
      try await expect(1350, head: 2, city)
    }
  }

  @Test("What can't be read is put aside with its reason, also twice under one name")
  func rejected() async throws {
    try await withNode { city in
      for text in ["没有数字。", "也没有数字。"] {
        try city.drop(text, name: "bad.txt", at: area)
        try await waitUntilTaken("bad.txt", city)
      }
      let all = ["1-bad.txt", "1-bad.txt.reason.txt", "bad.txt", "bad.txt.reason.txt"]
      try await waitUntil("both are put aside") { try names(city, in: "rejected") == all }
      let reason = try String(
        contentsOfFile: "\(city.state(of: area))/rejected/bad.txt.reason.txt", encoding: .utf8)
      #expect(reason.split(separator: "\n").count == 3, "\(reason)")
      #expect(reason.contains("镇赉县"))
      #expect(try await city.status(of: area).lastRejected?.hasPrefix("bad.txt: ") == true)
      #expect(try await city.status(of: area).head == 0)
    }
  }

  @Test("Each kind of unreadable document is put aside, and the node goes on")
  func unreadable() async throws {
    try await withNode { city in
      for (number, document) in BadDocument.all.enumerated() {
        let path = "\(city.folder)/document"
        try document.write(path)
        try FileManager.default.moveItem(
          atPath: path, toPath: "\(city.inbox(of: area))/\(number).txt")
        try await waitUntil("\(document) is put aside") {
          try names(city, in: "rejected").contains("\(number).txt.reason.txt")
        }
        #expect(try !names(city, in: "inbox").contains("\(number).txt"))
      }
      try city.drop(reportText(1300, of: area), name: "good.txt", at: area)
      try await waitUntilTaken("good.txt", city)
      try await expect(1300, head: 1, city)
    }
  }

  @Test("Hidden and temporary files, folders and links are left alone")
  func ignored() async throws {
    try await TestCity.with(areas: [area]) { city in
      let outside = try city.reportFile(reportText(666, of: area), name: "outside.txt")
      var left: [String] = []
      func makeIgnored(_ prefix: String) throws {
        let inbox = city.inbox(of: area)
        for name in [".\(prefix).txt", "~\(prefix).txt", "\(prefix).txt.tmp", "\(prefix).part"] {
          try city.drop(reportText(666, of: area), name: name, at: area)
          left.append(name)
        }
        try FileManager.default.createDirectory(
          atPath: "\(inbox)/\(prefix)-folder", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
          atPath: "\(inbox)/\(prefix)-link.txt", withDestinationPath: outside)
        #expect(rename("\(inbox)/\(prefix)-link.txt", "\(inbox)/\(prefix)-moved.txt") == 0)
        left += ["\(prefix)-folder", "\(prefix)-moved.txt"]
      }
      try FileManager.default.createDirectory(
        atPath: city.inbox(of: area), withIntermediateDirectories: true)
      try makeIgnored("before")
      try await city.startNode(area)
      try makeIgnored("after")
      try city.drop(reportText(1300, of: area), name: "good.txt", at: area)
      try await waitUntilTaken("good.txt", city)
      try await expect(1300, head: 1, city)
      #expect(try names(city, in: "inbox") == left.sorted())
      #expect(FileManager.default.fileExists(atPath: outside))
    }
  }

  @Test("A report that is replaced again and again ends as the last one")
  func replaced() async throws {
    try await withNode { city in
      for recipients in 1000...1200 {
        try city.drop(reportText(recipients, of: area), name: "report.txt", at: area)
      }
      try await waitUntilTaken("report.txt", city)
      try await waitUntil("nothing waits") { try await city.status(of: area).waitingFiles == 0 }
      #expect(try await city.push(recipients: 1200, at: area).isUnchanged)
    }
  }

  @Test("An inbox that was removed and made anew is watched again")
  func madeAnew() async throws {
    try await withNode { city in
      let inbox = city.inbox(of: area)
      try FileManager.default.removeItem(atPath: inbox)
      try FileManager.default.createDirectory(atPath: inbox, withIntermediateDirectories: false)
      try city.drop(reportText(1300, of: area), name: "report.txt", at: area)
      try await waitUntilTaken("report.txt", city)
      try await expect(1300, head: 1, city)
    }
  }
}
