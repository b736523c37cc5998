import Foundation
import TestSupport
import Testing

@testable import DocumentReading

@Suite("Reading PDF files")
struct PDFTests {
  private static let isInstalled = FileManager.default.isExecutableFile(
    atPath: "/usr/bin/pdftotext")
  private let anyPDF = Array("%PDF-1.4\nwhatever".utf8)

  private func failure(_ reader: PDFToText, _ bytes: [UInt8]) async -> DocumentError? {
    do throws(DocumentError) {
      _ = try await reader.text(of: bytes)
      return nil
    } catch {
      return error
    }
  }

  @Test("Pages of Chinese text are joined into one", .enabled(if: isInstalled))
  func chinese() async throws {
    let pdf = PDFFile.of([
      ["样县总工会2017年工作小结", "这一年，全县新建基层工会13家，发展会员1286人，走访慰问困难职工", "— 1 —"],
      ["569户，发放慰问金34.2万元。", "— 2 —"],
    ])
    let document = try await Document.read(pdf)
    guard case .text(let text) = document else { return #expect(Bool(false)) }
    #expect(text.format == .pdf)
    #expect(
      text.text.filter { $0 != " " } == """
        样县总工会2017年工作小结
        这一年，全县新建基层工会13家，发展会员1286人，走访慰问困难职工
        569户，发放慰问金34.2万元。
        """)
  }

  @Test("A PDF without text is called a scan", .enabled(if: isInstalled))
  func scan() async {
    let error = await refusal(of: PDFFile.of([[], []]))
    #expect(error?.code == .scanned)
    #expect(error?.messageZh.contains("扫描") == true)
  }

  @Test("A broken PDF and one with a password are told apart", .enabled(if: isInstalled))
  func broken() async {
    #expect(await refusal(of: anyPDF)?.code == .damaged)
    let encryption = "/Encrypt << /Filter /Standard /V 1 /R 2 /O <00> /U <00> /P 0 >> /Root"
    let plain = String(decoding: PDFFile.of([["甲"]]), as: UTF8.self)
    let locked = plain.replacing("/Root", with: encryption)
    #expect(await refusal(of: Array(locked.utf8))?.code == .encrypted)
  }

  @Test("Changed and cut PDF files are read or refused, and never hang", .enabled(if: isInstalled))
  func mutations() async {
    let whole = PDFFile.of([["新建基层工会13家"], ["会员200人"]])
    var generator = SeededGenerator(seed: 20)
    for _ in 0..<60 {
      let bytes = Mutation.of(whole, keeping: 5, using: &generator)
      if let error = await refusal(of: bytes) { #expect(!error.messageZh.isEmpty) }
    }
  }

  @Test("A machine without the converter names the package to install")
  func missing() async {
    let error = await failure(PDFToText(folders: ["/nonexistent"]), anyPDF)
    #expect(error?.code == .toolMissing)
    let converter = await failure(
      PDFToText(folders: ["/nonexistent", "/usr/sbin"]), anyPDF)
    #expect(converter?.code == .toolMissing)
    let named = PDFError.missing("pdftotext", package: "poppler-utils")
    #expect(named.messageZh.contains("poppler-utils"))
    #expect(named.messageEn.contains("poppler-utils"))
  }

  @Test("A converter that does not end is killed, with what it started", .timeLimit(.minutes(5)))
  func hangs() async throws {
    // A time that no other process sleeps for, to know the child by.
    let time = "86399.\(UInt32.random(in: .min ... .max))"
    let tools = try FakeTools(converter: "sleep \(time) & sleep 1000")
    #expect(await failure(tools.reader(timeLimitMs: 500), anyPDF)?.code == .tooLarge)
    while try FakeTools.isRunning(withArgument: time) {
      try Task.checkCancellation()
      await Task.yield()
    }
    let closed = try FakeTools(converter: "exec >&-; exec sleep 1000")
    #expect(await failure(closed.reader(timeLimitMs: 200), anyPDF)?.code == .tooLarge)
  }

  @Test("A converter that writes without end is stopped")
  func floods() async throws {
    let tools = try FakeTools(converter: "exec yes 工会")
    #expect(await failure(tools.reader(), anyPDF)?.code == .tooLarge)
  }

  @Test("The ways in which a converter fails have their answers")
  func statuses() async throws {
    let cases: [(String, DocumentError.Code)] = [
      ("exit 1", .damaged), ("exit 3", .encrypted), ("exit 127", .toolFailed),
      ("kill -9 $$", .tooLarge), ("exit 0", .scanned),
    ]
    for (script, code) in cases {
      let tools = try FakeTools(converter: script)
      #expect(await failure(tools.reader(), anyPDF)?.code == code, "\(script)")
    }
    let locked = Array("%PDF-1.4 /Encrypt 9 0 R".utf8)
    let tools = try FakeTools(converter: "exit 1")
    #expect(await failure(tools.reader(), locked)?.code == .encrypted)
  }

  @Test("A converter gets the file, three descriptors, no variables and limits")
  func surroundings() async throws {
    // Kept open and inheritable, as a careless library would leave it.
    let descriptor = dup(0)
    defer { close(descriptor) }
    let tools = try FakeTools(
      converter: "cat /dev/stdin; echo; stat -L -c '%a %h' /dev/stdin; ls -m /proc/$$/fd;"
        + " ulimit -v; ulimit -c; ulimit -f; tr '\\0' ' ' < /proc/$$/environ")
    let lines = try await tools.reader().text(of: anyPDF).split(separator: "\n").map(String.init)
    #expect(lines.prefix(3) == ["%PDF-1.4", "whatever", "600 0"])
    // The shell keeps its script open as 10 or 255; what it inherited ends at 2.
    let inherited = lines[3].components(separatedBy: ", ").compactMap { Int($0) }.filter { $0 < 10 }
    #expect(inherited == [0, 1, 2])
    #expect(lines[4...6] == ["\(ReadingLimit.pdfMemoryBytes / 1024)", "0", "0"])
    #expect(lines[7].trimmingCharacters(in: .whitespaces) == "LC_ALL=C.UTF-8")
  }
}
