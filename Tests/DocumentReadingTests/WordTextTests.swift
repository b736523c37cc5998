import Testing

@testable import DocumentReading

@Suite("Reading Word documents")
struct WordTextTests {
  private func read(_ body: String) async throws -> String {
    try await text(of: OfficeFile.word(body))
  }

  private func run(_ text: String, format: String = "") -> String {
    "<w:r>\(format.isEmpty ? "" : "<w:rPr>\(format)</w:rPr>")<w:t>\(text)</w:t></w:r>"
  }

  @Test("What an office program wrote is read as it is printed")
  func fixture() async throws {
    let document = try await Document.read(try Fixture.bytes("report.docx"))
    let text = """
      样县总工会2017年工作小结
      这一年，全县新建基层工会13家，发展会员1286人。
      走访困难职工569户，
      发放慰问\t金34.2万元。
      图文框：慰问劳模57人
      指标\t单位\t数值
      集体合同 签订率\t%\t95.3
      截至17年12月31日，职工书屋5个。
      """
    #expect(document == .text(DocumentText(text: text, format: .docx)))
    #expect(DocumentText.Format.docx.linesAreParagraphs)
  }

  @Test("Runs make one line, breaks and tabs stand where they are, references are characters")
  func runs() async throws {
    let body =
      "<w:p>\(run("新建"))\(run("13家", format: "<w:b/>"))<w:r><w:tab/><w:t>A&amp;B&#x4E2D;</w:t>"
      + "<w:br/><w:t><![CDATA[1<2]]></w:t><w:noBreakHyphen/><w:softHyphen/><w:cr/></w:r></w:p>"
      + "<w:p/><w:p>\(run("软\u{AD}连\n字"))</w:p>"
    #expect(try await read(body) == "新建13家\tA&B中\n1<2-\n\n\n软连 字")
  }

  @Test("Deleted and moved text is left out, inserted text is kept")
  func revisions() async throws {
    let body =
      "<w:p>\(run("签订"))<w:del>\(run("12"))<w:r><w:delText>12</w:delText></w:r></w:del>"
      + "<w:ins>\(run("13"))</w:ins><w:moveFrom>\(run("甲"))</w:moveFrom>"
      + "<w:moveTo>\(run("份"))</w:moveTo></w:p>"
    #expect(try await read(body) == "签订13份")
  }

  @Test("A paragraph whose mark was deleted runs into the next")
  func deletedMark() async throws {
    let body =
      "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>\(run("全年"))</w:p><w:p>\(run("13家"))</w:p>"
      + "<w:p><w:pPr><w:pPrChange><w:pPr><w:rPr><w:del/></w:rPr></w:pPr></w:pPrChange></w:pPr>"
      + "\(run("另"))</w:p><w:p>\(run("行"))</w:p>"
    #expect(try await read(body) == "全年13家\n另\n行")
  }

  @Test("Rows and cells that were deleted are left out, and so are blank rows")
  func deletedRows() async throws {
    func cell(_ text: String, _ format: String = "") -> String {
      "<w:tc>\(format)<w:p>\(run(text))</w:p></w:tc>"
    }
    let body =
      "<w:tbl><w:tr>\(cell("甲"))\(cell("1"))</w:tr>"
      + "<w:tr><w:trPr><w:del/></w:trPr>\(cell("乙"))\(cell("2"))</w:tr>"
      + "<w:tr>\(cell("丙"))\(cell("", ""))\(cell("3", "<w:tcPr><w:cellDel/></w:tcPr>"))\(cell("4"))"
      + "</w:tr><w:tr>\(cell(" "))</w:tr></w:tbl>"
    #expect(try await read(body) == "甲\t1\n丙\t\t4")
  }

  @Test("A table within a cell is part of the cell's line, and text goes on behind the table")
  func nestedTable() async throws {
    let inner = "<w:tbl><w:tr><w:tc>\(OfficeFile.paragraph("内"))</w:tc></w:tr></w:tbl>"
    let body =
      OfficeFile.paragraph("前")
      + "<w:tbl><w:tr><w:tc>\(OfficeFile.paragraph("外"))\(inner)<w:p/></w:tc>"
      + "<w:tc>\(OfficeFile.paragraph("5"))</w:tc></w:tr></w:tbl>" + OfficeFile.paragraph("后")
    #expect(try await read(body) == "前\n外 内 \t5\n后")
  }

  @Test("Hidden text is left out, by its own format, its style's and its paragraph's")
  func hidden() async throws {
    let styles = """
      <w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
      <w:style w:type="paragraph" w:styleId="P"><w:rPr><w:vanish/></w:rPr></w:style>
      <w:style w:type="paragraph" w:styleId="Q"><w:basedOn w:val="P"/></w:style>
      <w:style w:type="character" w:styleId="C"><w:rPr><w:vanish/></w:rPr></w:style>
      <w:style w:type="character" w:styleId="L"><w:basedOn w:val="L"/></w:style>
      <w:style w:type="table" w:styleId="T"><w:tblStylePr><w:rPr><w:vanish/></w:rPr></w:tblStylePr>
      </w:style></w:styles>
      """
    func paragraph(_ style: String, _ runs: String) -> String {
      "<w:p><w:pPr><w:pStyle w:val=\"\(style)\"/></w:pPr>\(runs)</w:p>"
    }
    let body =
      "<w:p>\(run("甲"))\(run("乙", format: "<w:vanish/>"))\(run("丙", format: "<w:vanish w:val='0'/>"))"
      + "\(run("丁", format: "<w:rStyle w:val='C'/>"))\(run("戊", format: "<w:webHidden/>"))"
      + "\(run("己", format: "<w:rStyle w:val='C'/><w:vanish w:val='false'/>"))"
      + "\(run("庚", format: "<w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange>"))"
      + "\(run("辛", format: "<w:rStyle w:val='L'/>"))</w:p>"
      + paragraph("Q", run("子") + run("丑", format: "<w:vanish w:val='off'/>"))
      + paragraph("T", run("寅"))
    let zip = OfficeFile.wordArchive(OfficeFile.wordDocument(body), styles: styles)
    #expect(try await text(of: zip.bytes) == "甲丙己庚辛\n丑\n寅")
  }

  @Test("A field shows its result, not its code; a reading above a character is left out")
  func fields() async throws {
    let body =
      "<w:p><w:r><w:fldChar w:fldCharType='begin'/><w:instrText> DATE 99 </w:instrText>"
      + "<w:fldChar w:fldCharType='separate'/></w:r>\(run("2017"))<w:r>"
      + "<w:fldChar w:fldCharType='end'/></w:r><w:fldSimple w:instr=' PAGE '>\(run("年"))"
      + "</w:fldSimple><w:r><w:ruby><w:rt>\(run("gong"))</w:rt><w:rubyBase>\(run("工"))"
      + "</w:rubyBase></w:ruby><w:footnoteReference w:id='2'/></w:r>"
      + "<m:oMath><m:r><m:t>x=3</m:t></m:r></m:oMath></w:p>"
    #expect(try await read(body) == "2017年工x=3")
  }

  @Test("A text box comes once, behind its paragraph, whichever alternative has its text")
  func textBoxes() async throws {
    func box(_ text: String) -> String {
      "<w:txbxContent>\(OfficeFile.paragraph(text))</w:txbxContent>"
    }
    let both =
      "<mc:AlternateContent><mc:Choice Requires='wps'><wps:txbx>\(box("框甲"))</wps:txbx></mc:Choice>"
      + "<mc:Fallback><v:textbox>\(box("框甲"))</v:textbox></mc:Fallback></mc:AlternateContent>"
    let fallback =
      "<mc:AlternateContent><mc:Choice Requires='x'/><mc:Fallback><v:textbox>\(box("框乙"))"
      + "</v:textbox></mc:Fallback></mc:AlternateContent>"
    let body =
      "<w:p>\(run("前"))<w:r><w:rPr><w:vanish/></w:rPr>\(both)<w:t>藏</w:t></w:r>\(run("后"))</w:p>"
      + "<w:p><w:r>\(fallback)</w:r></w:p>"
    #expect(try await read(body) == "前后\n框甲\n\n框乙")
  }

  @Test("Prefixes, strict namespaces, UTF-16 and upper case names make no difference")
  func spellings() async throws {
    let strict =
      "<x:document xmlns:x='http://purl.oclc.org/ooxml/wordprocessingml/main'><x:body>"
      + "<x:p><x:r><x:t>严格</x:t></x:r></x:p></x:body></x:document>"
    let plain =
      "<document xmlns='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><body>"
      + "<p><r><t>默认</t></r><y:r xmlns:y='urn:y'><y:t>他</y:t></y:r></p></body></document>"
    for (document, expected) in [(strict, "严格"), (plain, "默认")] {
      #expect(try await text(of: OfficeFile.wordArchive(document).bytes) == expected)
    }
    var zip = ZipBuilder()
    zip.add(
      OfficeFile.links([("a", "officeDocument", "/Word/Document2.xml")]), as: "_rels/.rels")
    let units = OfficeFile.wordDocument(OfficeFile.paragraph("双字节")).utf16
    let bytes: [UInt8] =
      [0xFF, 0xFE] + units.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    zip.add(stored: bytes, as: "word/document2.xml")
    zip.comment = Array("PK".utf8)
    #expect(try await text(of: zip.bytes) == "双字节")
  }

  @Test("A document of pictures alone gets an answer that says so")
  func pictures() async {
    let error = await refusal(of: OfficeFile.word("<w:p><w:r><w:drawing/></w:r></w:p>"))
    #expect(error?.code == .empty)
    #expect(error?.messageZh.contains("图片") == true)
  }
}
