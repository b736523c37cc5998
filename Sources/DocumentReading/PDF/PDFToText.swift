internal import Dispatch
internal import Glibc

/// Gets the text of a PDF through poppler's `pdftotext`, a process of its own: a PDF is a program
/// for a large machine, and not to be run inside of a daemon.
///
/// It gets no shell, no network address or path, no descriptor but the file's and the answer's, and
/// as much memory, time and output as ``ReadingLimit`` says. With `-raw` the text comes in the order in
/// which Word and WPS wrote it: paragraphs whole and a row of a table on one line. Without it a table
/// comes column by column, and `-layout` runs two columns of text into one line.
struct PDFToText: Sendable {
  /// Where programs are looked for; not where the environment says.
  var folders = ["/usr/bin", "/usr/local/bin", "/bin"]
  /// How long one may take, in milliseconds.
  var timeLimitMs = ReadingLimit.pdfSeconds * 1_000
  /// How many bytes of text are taken.
  var outputLimit = ReadingLimit.textBytes

  /// One PDF at a time: what waits costs nothing, and ten at once would cost ten times the memory.
  private static let queue = DispatchQueue(label: "unionsync.pdf")

  /// The text of a PDF.
  ///
  /// - Throws: ``DocumentError``, also where it has no text or the program is missing.
  func text(of bytes: [UInt8]) async throws(DocumentError) -> String {
    let result: Result<[UInt8], DocumentError> = await withCheckedContinuation { continuation in
      Self.queue.async {
        do throws(DocumentError) {
          continuation.resume(returning: .success(try run(bytes)))
        } catch {
          continuation.resume(returning: .failure(error))
        }
      }
    }
    let text = PageRepair.joined(String(decoding: try result.get(), as: UTF8.self))
    guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
      throw PDFError.scanned
    }
    return text
  }

  private func run(_ bytes: [UInt8]) throws(DocumentError) -> [UInt8] {
    let limiter = try program("prlimit", package: "util-linux")
    let converter = try program("pdftotext", package: "poppler-utils")
    guard let file = TemporaryFile(bytes) else { throw PDFError.noRoom }
    // The limits hold before the converter's first instruction, set by a program that becomes it.
    let child = ChildProcess(
      executable: limiter,
      arguments: [
        "--as=\(ReadingLimit.pdfMemoryBytes)", "--cpu=\(timeLimitMs / 1_000 + 1)", "--core=0",
        "--fsize=0", "--", converter, "-q", "-raw", "-enc", "UTF-8", "-eol", "unix", "/dev/stdin",
        "-",
      ],
      outputLimit: outputLimit, timeLimitMs: timeLimitMs)
    do throws(ChildProcess.Failure) {
      return try child.run(input: file.descriptor)
    } catch {
      throw PDFError.error(for: error, isEncrypted: BinaryKind.contains(Self.encryption, in: bytes))
    }
  }

  /// The key of a PDF's trailer that says that it is encrypted (ISO 32000-1, 7.5.5).
  private static let encryption = Array("/Encrypt".utf8)

  private func program(_ name: String, package: String) throws(DocumentError) -> String {
    for folder in folders where access("\(folder)/\(name)", X_OK) == 0 {
      return "\(folder)/\(name)"
    }
    throw PDFError.missing(name, package: package)
  }
}
