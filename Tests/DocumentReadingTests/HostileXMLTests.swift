import TestSupport
import Testing

@testable import DocumentReading

@Suite("XML made to harm")
struct HostileXMLTests {
  private func events(_ xml: String) throws -> Int {
    var reader = try XMLReader(Array(xml.utf8))
    var count = 0
    while try reader.next() != .finish { count += 1 }
    return count
  }

  @Test("A document type is refused, and with it entities of every sort")
  func documentTypes() async {
    let laughs = """
      <!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><l>&b;</l>
      """
    for xml in [laughs, "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>", "<a><!ELEMENT b></a>"] {
      #expect(throws: DocumentError.documentType) { try events(xml) }
    }
    let document = OfficeFile.wordDocument("<w:p/>")
    let bytes = OfficeFile.wordArchive("<!DOCTYPE x []>" + document).bytes
    #expect(await refusal(of: bytes) == .documentType)
  }

  @Test("Depth, elements, attributes and namespaces end at their limits, and reach them")
  func limits() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
    }
    func attributes(_ count: Int) -> String {
      "<a " + (0..<count).map { "a\($0)='' " }.joined() + "/>"
    }
    func namespaces(_ count: Int) -> String {
      "<a " + (0..<count).map { "xmlns:n\($0)='' " }.joined() + "/>"
    }
    func elements(_ count: Int) -> String {
      "<a>" + String(repeating: "<b/>", count: count - 1) + "</a>"
    }
    let makers = [
      (nested, ReadingLimit.elementDepth), (attributes, ReadingLimit.attributes),
      (namespaces, ReadingLimit.namespaces), (elements, ReadingLimit.elements),
    ]
    for (maker, limit) in makers {
      #expect(try events(maker(limit)) >= 2)
      #expect(throws: DocumentError.tooIntricate) { try events(maker(limit + 1)) }
    }
  }

  @Test("Tables nested to the limit are read, deeper ones refused")
  func deepTables() async throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "<w:tbl><w:tr><w:tc>", count: depth) + OfficeFile.paragraph("13")
        + String(repeating: "</w:tc></w:tr></w:tbl>", count: depth)
    }
    #expect(try await text(of: OfficeFile.word(nested(80))) == "13")
    #expect(await refusal(of: OfficeFile.word(nested(90))) == .tooIntricate)
  }

  @Test("Text that a document repeats beyond the limit is refused")
  func tooMuchText() async {
    let words = String(repeating: "工会", count: 100_000)
    let body = OfficeFile.paragraph(words)
    var noise = ""
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<40_000 { noise.append(String(generator.next(), radix: 36)) }
    let document = OfficeFile.wordDocument(
      String(repeating: body, count: 28) + "<!-- \(noise) -->")
    #expect(await refusal(of: OfficeFile.wordArchive(document).bytes) == .tooMuchText)
  }

  @Test(
    "What is not well formed is refused",
    arguments: [
      "", "  ", "text", "<a>", "<a><b></a></b>", "</a>", "<a/><b/>", "<a/>text", "<a b></a>",
      "<a b=c/>", "<a b='c/>", "<a b='<'/>", "<a", "<a ", "<a /", "<", "<!", "<!-", "<!-- a", "<?a",
      "<a><![CDATA[</a>", "<![CDATA[a]]>", "< a/>", "<a></ a>", "<a></>", "<>", "<a b='1' =''/>",
    ])
  func malformed(xml: String) {
    #expect(throws: DocumentError.self) { try events(xml) }
  }

  @Test(
    "References to nothing, to entities and to what is no character are refused",
    arguments: [
      "&x;", "&;", "&#;", "&#x;", "&#0;", "&#xD800;", "&#x110000;", "&#+1;", "&#x+1;", "&", "&amp",
    ])
  func references(reference: String) throws {
    var reader = try XMLReader(Array("<a>\(reference)</a>".utf8))
    #expect(try reader.next() == .start)
    #expect(throws: DocumentError.damagedOffice) { try reader.elementText() }
  }

  @Test("Events, namespaces and attributes come as they are written")
  func events() throws {
    let xml = """
      \u{FEFF}<?xml version="1.0"?><!-- c --><a xmlns="urn:x" b='1&lt;2' p:b="3" xmlns:p="urn:p">
      <p:c/>x<!-- y -->z</a><!-- end -->
      """
    var reader = try XMLReader(Array(xml.utf8))
    #expect(try reader.next() == .start)
    #expect(reader.name == "a")
    #expect(reader.namespace == .other)
    #expect(try reader.attribute("b") == "1<2")
    #expect(try reader.attribute("b", in: .other) == "3")
    #expect(try reader.attribute("c") == nil)
    #expect(try reader.elementText() == "\nxz")
    #expect(try reader.next() == .finish)
  }

  @Test("Invalid UTF-8 in a word is refused")
  func invalidUTF8() throws {
    var reader = try XMLReader(Array("<a>".utf8) + [0xC3, 0x28] + Array("</a>".utf8))
    #expect(try reader.next() == .start)
    #expect(throws: DocumentError.damagedOffice) { try reader.elementText() }
  }
}
