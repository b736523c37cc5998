import Testing

@testable import Web

@Suite("Forms with files")
struct MultipartFormTests {
  private func read(_ text: String, boundary: String = "line") throws -> MultipartForm {
    try MultipartForm(Array(text.utf8), boundary: boundary)
  }

  private func part(_ header: String, _ content: String) -> String {
    "--line\r\n\(header)\r\n\r\n\(content)\r\n"
  }

  private func field(_ name: String, _ content: String) -> String {
    part("Content-Disposition: form-data; name=\"\(name)\"", content)
  }

  @Test("Fields and files come as they were sent, bytes and all")
  func whole() throws {
    let bytes: [UInt8] = [0, 13, 10, 45, 45, 108, 105, 110, 13, 10, 45, 45, 255]
    let body =
      Array(field("text", "第一行\r\n第二行").utf8)
      + Array(
        ("--line\r\nContent-Disposition: form-data; name=\"file\"; filename=\"总结.docx\"\r\n"
          + "Content-Type: application/octet-stream\r\n\r\n").utf8)
      + bytes + Array("\r\n--line--\r\n".utf8)
    let form = try MultipartForm(body, boundary: "line")
    #expect(form.parts.count == 2)
    #expect(form["text"]?.text == "第一行\r\n第二行" && form["text"]?.fileName == nil)
    #expect(form["file"].map { Array($0.content) } == bytes)
    #expect(form["file"]?.fileName == "总结.docx" && form["file"]?.text == nil)
    #expect(form["other"] == nil)
    #expect(try read("--line--").parts.isEmpty)
    #expect(try read(field("empty", "") + "--line--")["empty"]?.text == "")
  }

  @Test("A boundary is what RFC 2046 allows, and nothing else")
  func boundaries() {
    for (type, boundary) in [
      ("multipart/form-data; boundary=line", "line"),
      ("Multipart/Form-Data;boundary=\"a'b\"", "a'b"),
      ("multipart/form-data; boundary=----WebKitFormBoundaryAb0", "----WebKitFormBoundaryAb0"),
      ("multipart/form-data; boundary=" + String(repeating: "a", count: 71), nil),
      ("multipart/form-data; boundary=", nil), ("multipart/form-data; boundary=\"\"", nil),
      ("multipart/form-data; boundary=a b", nil), ("multipart/form-data; boundary=线", nil),
      ("multipart/form-data; boundary=\"a\r\nb\"", nil), ("multipart/form-data", nil),
      ("multipart/mixed; boundary=line", nil), ("text/plain; boundary=line", nil),
      ("multipart/form-data; boundary=a; boundary=b", nil), ("", nil),
    ] as [(String, String?)] {
      #expect(MultipartForm.boundary(of: type) == boundary, "\(type)")
    }
  }

  @Test("What no browser sends is refused")
  func hostile() {
    let good = "Content-Disposition: form-data; name=\"a\""
    for (wrong, why) in [
      ("", "nothing"), ("--line", "cut at the boundary"), ("--line\r\n", "cut at the header"),
      ("preamble\r\n" + field("a", "x") + "--line--", "a preamble"),
      ("--other\r\n\(good)\r\n\r\nx\r\n--other--", "another boundary"),
      (field("a", "x"), "no end"), ("--line\r\n\(good)\r\n\r\nx", "a part without an end"),
      (field("a", "x") + "--line--\r\nafter", "an epilogue"),
      (field("a", "x") + "--lineX\r\n", "a boundary that goes on"),
      (field("a", "x") + field("a", "y") + "--line--", "one name twice"),
      (part("Content-Type: text/plain", "x") + "--line--", "no disposition"),
      (part(good + "\r\n" + good, "x") + "--line--", "two dispositions"),
      (part("Content-Disposition: attachment; name=\"a\"", "x") + "--line--", "an attachment"),
      (part("Content-Disposition: form-data", "x") + "--line--", "no name"),
      (part("Content-Disposition: form-data; name=a", "x") + "--line--", "no quotation marks"),
      (part("Content-Disposition: form-data; name=\"a", "x") + "--line--", "an open quotation"),
      (part(good + "; name=\"b\"", "x") + "--line--", "two names"),
      (part(good + "; filename*=UTF-8''x", "x") + "--line--", "an extended name"),
      (part(good + "\r\nContent-Type: multipart/mixed; boundary=in", "x") + "--line--", "nesting"),
      (part(good + "\r\nContent-Transfer-Encoding: base64", "x") + "--line--", "an encoding"),
      (part(good + "\r\nno colon", "x") + "--line--", "a line that is none"),
      (part(good + "\r\n folded: x", "x") + "--line--", "a folded line"),
      (part("Content-Disposition: form-data; name=\"a\u{0}\"", "x") + "--line--", "a NUL"),
      (part("Content-Disposition: form-data; name=\"a\nb\"", "x") + "--line--", "a line feed"),
      ("--line\n\(good)\n\nx\n--line--", "bare line feeds"),
    ] {
      #expect(throws: MultipartForm.FormatError.self, "\(why)") { try read(wrong) }
    }
    #expect(throws: MultipartForm.FormatError.self, "a boundary that is none") {
      try read("--\r\n", boundary: "")
    }
  }

  @Test("Parts and headers have limits, to the byte")
  func limits() throws {
    func fields(_ count: Int) -> String {
      (0..<count).map { field("f\($0)", "x") }.joined() + "--line--"
    }
    #expect(try read(fields(MultipartForm.maximumParts)).parts.count == MultipartForm.maximumParts)
    #expect(throws: MultipartForm.FormatError.self) {
      try read(fields(MultipartForm.maximumParts + 1))
    }
    func header(_ bytes: Int) -> String {
      let start = "Content-Disposition: form-data; name=\"a\"\r\nContent-Type: "
      return start + String(repeating: "x", count: bytes - start.utf8.count - 4)
    }
    let most = MultipartForm.maximumHeaderBytes
    #expect(try read(part(header(most), "x") + "--line--").parts.count == 1)
    #expect(throws: MultipartForm.FormatError.self) {
      try read(part(header(most + 1), "x") + "--line--")
    }
    #expect(throws: MultipartForm.FormatError.self) {
      try read("--line\r\n" + String(repeating: "x", count: 1_000_000))
    }
  }

  @Test("A file's name is read as browsers and programs escape it")
  func names() throws {
    for (written, name) in [
      ("a%22b.txt", "a\"b.txt"), ("a\\\"b.txt", "a\"b.txt"), ("C:\\报告\\a.txt", "C:\\报告\\a.txt"),
      ("a%0D%0Ab", "a\r\nb"), ("100%.txt", "100%.txt"), ("", ""), ("a;b.txt", "a;b.txt"),
    ] {
      let header = "Content-Disposition: form-data; name=\"file\"; filename=\"\(written)\""
      #expect(try read(part(header, "x") + "--line--")["file"]?.fileName == name, "\(written)")
    }
  }

  @Test("A body that is cut anywhere is refused, and never trusted in part")
  func cut() {
    let body = Array(
      (field("text", "报告") + field("year", "2017") + "--line--").utf8)
    for length in 0..<body.count {
      #expect(throws: MultipartForm.FormatError.self, "\(length)") {
        try MultipartForm(Array(body[..<length]), boundary: "line")
      }
    }
  }

  @Test("What a stranger calls a file becomes a plain name")
  func documentNames() {
    for (sent, name) in [
      ("总结.docx", "总结.docx"), ("../../etc/passwd", "passwd"), ("C:\\报告\\总结.txt", "总结.txt"),
      ("a\u{202E}txt.exe", "atxt.exe"), ("a\r\nb\u{0}.txt", "ab.txt"), ("  x.txt ", "x.txt"),
      ("..", nil), ("///", nil), ("\u{200B}", nil), ("", nil),
    ] as [(String, String?)] {
      #expect(DocumentName.uploaded(sent) == name, "\(sent)")
    }
    let long = DocumentName.uploaded(String(repeating: "长", count: 500) + ".docx")
    #expect(long?.hasSuffix(".docx") == true && (long?.utf8.count ?? 999) <= 223)
    #expect(DocumentName.pasted("\n\n  镇赉县/总结 \n正文") == "镇赉县／总结.txt")
    #expect(DocumentName.pasted(" \n") == "粘贴的文字.txt")
  }
}
