import Foundation
import Reports
import TestSupport
import Testing
import ZeroMQ

@testable import Daemons

@Suite("What an office and its city tell each other once")
struct EnrolmentTests {
  /// 32 bytes that never change.
  private static let key: CurvePublicKey = {
    let bytes = (0..<32).map { UInt8(truncatingIfNeeded: $0 * 37 + 11) }
    guard let key = try? CurvePublicKey(bytes: bytes) else {
      preconditionFailure("32 bytes are a key")
    }
    return key
  }()

  private static var office: Enrolment { Enrolment(.office(.zhenlai), key: key) }

  private static func city(_ address: String) throws -> Enrolment {
    Enrolment(.city(try #require(CityAddress(address))), key: key)
  }

  private func complaint(_ text: String) async -> String? {
    let error = await daemonError { _ = try Enrolment(text: text) }
    #expect(error?.exitCode == .usage)
    return error?.messageEn
  }

  @Test("Codes and files are read again as what they were made of")
  func roundTrip() throws {
    let addresses = ["stats.example.cn", "10.1.2.3:7000", "city-1:5560:7001"]
    for enrolment in try [Self.office] + addresses.map(Self.city) {
      #expect(try Enrolment(text: enrolment.code) == enrolment)
      #expect(try Enrolment(text: enrolment.fileText()) == enrolment)
      #expect(Enrolment.isCode(enrolment.code))
      #expect(!Enrolment.isCode(enrolment.fileText()))
    }
    #expect(Self.office.code.hasPrefix("UN1/220821/"))
    #expect(try Self.city("Stats.example.cn").code.hasPrefix("UC1/stats.example.cn/"))
    #expect(Self.office.code.split(separator: "/")[2].split(separator: "-").count == 8)
    for key in try (0..<64).map({ _ in try CurveKeyPair.generate().publicKey }) {
      #expect(try Enrolment(text: Enrolment(.office(.tongyu), key: key).code).key == key)
    }
  }

  @Test(
    "A code is found in a message, however its letters, blanks and dashes were typed",
    arguments: [
      { "您好，这是镇赉的登记码：\($0)。谢谢" }, { "> \($0)\r\n> 收到" }, { $0.lowercased() },
      { $0.replacing("-", with: " ") }, { $0.replacing("-", with: " – ") },
      {
        String(
          String.UnicodeScalarView(
            $0.unicodeScalars.compactMap { Unicode.Scalar($0.value + 0xFEE0) }))
      },
      { $0.dropFirst(11).replacing("0", with: "o").replacing("1", with: "l").withHead($0) },
    ] as [@Sendable (String) -> String]
  )
  func typed(change: @Sendable (String) -> String) throws {
    #expect(try Enrolment(text: change(Self.office.code)) == Self.office)
  }

  @Test("Every wrong character, and every two that changed places, is found in its group")
  func slips() async throws {
    let code = Array(Self.office.code)
    let start = "UN1/220821/".count
    var generator = SeededGenerator(seed: 5)
    for index in start..<code.count where code[index] != "-" {
      let group = (index - start) / 9 + 1
      let another = try #require(
        "0123456789ABCDEFGHJKMNPQRSTVWXYZ".filter { $0 != code[index] }
          .randomElement(using: &generator))
      for character in [another, "U", "*"] {
        var wrong = code
        wrong[index] = character
        let complaint = await complaint(String(wrong))
        #expect(complaint?.contains("group \(group)") == true || character == "*")
      }
      if index + 1 < code.count, code[index + 1] != "-", code[index + 1] != code[index] {
        var swapped = code
        swapped.swapAt(index, index + 1)
        #expect(await complaint(String(swapped))?.contains("in group \(group);") == true)
      }
    }
  }

  @Test("A character too many or too few is told by its group")
  func lengths() async throws {
    let code = Self.office.code
    let short = String(code.dropLast())
    #expect(await complaint(short)?.contains("Group 8 of the code must have 8") == true)
    #expect(await complaint(String(code.dropLast(9)))?.contains("not whole") == true)
    #expect(await complaint(code + "-00000000")?.contains("not whole") == true)
    #expect(await complaint("UN1/220821")?.contains("no enrolment code") != nil)
    #expect(await complaint("UN1/220821/")?.contains("not whole") == true)
    #expect(await complaint("UX1/220821/AAAA")?.contains("no enrolment code") == true)
    #expect(await complaint("")?.contains("no enrolment code") == true)
    #expect(await complaint("\(code)\n\(code)")?.contains("2 enrolment codes") == true)
  }

  @Test("Another area, address or order of groups is found though every group is right")
  func anotherSubject() async throws {
    let code = Self.office.code
    #expect(
      await complaint(code.replacing("220821", with: "220822"))?.contains("'220822'") == true)
    let city = try Self.city("stats.example.cn").code
    #expect(
      await complaint(city.replacing("example", with: "exmaple"))?.contains("exmaple") == true)
    #expect(await complaint(city.replacing(".cn/", with: ".cn:5570/"))?.contains("5570") == true)
    var groups = code.split(separator: "/")[2].split(separator: "-")
    groups.swapAt(2, 5)
    #expect(
      await complaint("UN1/220821/" + groups.joined(separator: "-"))?.contains("order") == true)
    #expect(await complaint(code.replacing("220821", with: "22082"))?.contains("no area") == true)
  }

  @Test("A file whose lines say something else than its code is refused, with the line")
  func changedFile() async throws {
    let text = Self.office.fileText()
    #expect(
      await complaint(text.replacing("area: 220821", with: "area: 220822"))?
        .contains("Line 3") == true)
    #expect(
      await complaint(text.replacing("key: \(Self.key)", with: "key: x"))?.contains("'key'")
        == true)
  }

  @Test("An area that is none, and a city where an office belongs, are let in nowhere")
  func grants() async throws {
    let grant = try Self.office.grant(in: .builtIn, note: nil)
    #expect(grant.holder == .area(.zhenlai))
    #expect(grant.note == "镇赉县")
    #expect(try Self.office.grant(in: .builtIn, note: "x").note == "x")
    let stranger = Enrolment(.office(try #require(AreaCode("110101"))), key: Self.key)
    #expect(
      await daemonError { _ = try stranger.grant(in: .builtIn, note: nil) }?.messageEn
        .contains("110101") == true)
    let city = try Self.city("city")
    #expect(
      await daemonError { _ = try city.grant(in: .builtIn, note: nil) }?.messageEn
        .contains("UN1/") == true)
  }

  @Test("Bytes that are no message of ours end in a sentence, never in a trap")
  func hostile() async throws {
    var generator = SeededGenerator(seed: 7)
    let pieces = [
      "UN1/", "uc1/", "/", "-", "220821", "\u{0}", "０", "é", "\n", " ", ":", "ZZZZZZZZ",
    ]
    for _ in 0..<2_000 {
      let text = (0..<Int.random(in: 0...12, using: &generator)).compactMap { _ in
        pieces.randomElement(using: &generator)
      }.joined()
      #expect(await daemonError { _ = try Enrolment(text: text) }?.exitCode == .usage, "\(text)")
    }
  }

  @Test(
    "An address is a host and two ports",
    arguments: [
      ("Stats.Example.cn", "tcp://stats.example.cn:5560", "tcp://stats.example.cn:5561"),
      ("10.1.2.3:7000", "tcp://10.1.2.3:7000", "tcp://10.1.2.3:7001"),
      ("c:1:9", "tcp://c:1", "tcp://c:9"),
    ])
  func address(text: String, live: String, control: String) throws {
    let address = try #require(CityAddress(text))
    #expect(address.liveEndpoint == live)
    #expect(address.controlEndpoint == control)
    #expect(CityAddress(address.description) == address)
  }

  @Test(
    "What is no address is none",
    arguments: [
      "", ":5560", "a:0", "a:65535", "a:65536", "a:+1", "a:1:1", "a:1:2:3", "a b", "a/b", "*", "-a",
      "a-", "a..b", "tcp://a:1", "市总", String(repeating: "a", count: 254),
    ])
  func noAddress(text: String) {
    #expect(CityAddress(text) == nil)
  }
}

extension Substring {
  /// The text again behind the beginning of a whole.
  fileprivate func withHead(_ whole: String) -> String { String(whole.prefix(11) + self) }
}
