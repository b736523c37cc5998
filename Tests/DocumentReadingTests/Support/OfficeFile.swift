/// Office files made for a test, as small as they can be.
enum OfficeFile {
  private static let relationshipTypes =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

  /// A relationships part: for each link its id, the last word of its type and its target.
  static func links(_ links: [(id: String, type: String, target: String)]) -> String {
    let items = links.map {
      "<Relationship Id='\($0.id)' Type='\(relationshipTypes)/\($0.type)' Target='\($0.target)'/>"
    }
    return "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
      + items.joined() + "</Relationships>"
  }

  /// The main part of a Word document around its body.
  static func wordDocument(_ body: String) -> String {
    """
    <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
    <w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" \
    xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" \
    xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" \
    xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" \
    xmlns:v="urn:schemas-microsoft-com:vml"><w:body>\(body)</w:body></w:document>
    """
  }

  /// The archive of a Word document by its main part, before more is added.
  static func wordArchive(_ document: String, styles: String? = nil) -> ZipBuilder {
    var zip = ZipBuilder()
    zip.add(links([("r1", "officeDocument", "word/document.xml")]), as: "_rels/.rels")
    zip.add(document, as: "word/document.xml")
    if let styles {
      zip.add(links([("r1", "styles", "styles.xml")]), as: "word/_rels/document.xml.rels")
      zip.add(styles, as: "word/styles.xml")
    }
    return zip
  }

  /// A Word document around its body.
  static func word(_ body: String) -> [UInt8] {
    wordArchive(wordDocument(body)).bytes
  }

  /// A paragraph of one run.
  static func paragraph(_ text: String) -> String {
    "<w:p><w:r><w:t>\(text)</w:t></w:r></w:p>"
  }

  /// A workbook of one sheet by the rows of its data, with shared strings and a styles part.
  static func workbook(
    rows: String, strings: [String] = [], styles: String = "", properties: String = ""
  ) -> [UInt8] {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    var zip = ZipBuilder()
    zip.add(links([("r1", "officeDocument", "/xl/workbook.xml")]), as: "_rels/.rels")
    zip.add(
      "<workbook xmlns='\(main)' xmlns:r='\(relationshipTypes)'>\(properties)<sheets>"
        + "<sheet name='lists' sheetId='2' state='hidden' r:id='r2'/>"
        + "<sheet name='form' sheetId='1' r:id='r1'/></sheets></workbook>", as: "xl/workbook.xml")
    zip.add(
      links([
        ("r1", "worksheet", "worksheets/sheet1.xml"), ("r2", "worksheet", "worksheets/sheet2.xml"),
        ("r3", "sharedStrings", "sharedStrings.xml"), ("r4", "styles", "../xl/./styles.xml"),
      ]), as: "xl/_rels/workbook.xml.rels")
    zip.add(
      "<worksheet xmlns='\(main)'><sheetData>\(rows)</sheetData></worksheet>",
      as: "xl/worksheets/sheet1.xml")
    zip.add("<worksheet xmlns='\(main)'/>", as: "xl/worksheets/sheet2.xml")
    zip.add("<sst xmlns='\(main)'>\(strings.joined())</sst>", as: "xl/sharedStrings.xml")
    zip.add("<styleSheet xmlns='\(main)'>\(styles)</styleSheet>", as: "xl/styles.xml")
    return zip.bytes
  }
}
