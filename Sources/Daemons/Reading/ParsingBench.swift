internal import DocumentReading
internal import ReportParsing
internal import Reports

/// Measures how fast reports are read: from text to observations, on the calling thread.
public struct ParsingBench: Sendable {
  /// What a round came to.
  public struct Round: Hashable, Sendable {
    /// Bytes of UTF-8 that were read.
    public let bytes: Int
    /// Quantities found.
    public let quantities: Int
    /// Observations made of them, all areas together.
    public let observations: Int
    /// How long it took.
    public let duration: Duration

    /// Millions of bytes a second.
    public var megabytesPerSecond: Double {
      Double(bytes) / 1e6 / (duration / .seconds(1))
    }
  }

  private let texts: [String]
  private let catalogue = Catalogue.builtIn
  private let parser: ReportParser

  /// Reads the files once; what follows measures no disk.
  ///
  /// - Throws: ``DaemonError`` where one is no report in words.
  public init(files: [String]) async throws(DaemonError) {
    var texts: [String] = []
    for file in files {
      let bytes = try DaemonClient.readDocument(file)
      do throws(DocumentError) {
        guard case .text(let document) = try await Document.read(bytes) else { continue }
        texts.append(document.text)
      } catch {
        throw DaemonError(
          .unreadableDocument, zh: "\(file)：\(error.messageZh)", en: "\(file): \(error.messageEn)")
      }
    }
    guard texts.contains(where: { !$0.isEmpty }) else {
      throw DaemonError(.usage, zh: "没有可读的报告。", en: "There is no report to read.")
    }
    self.texts = texts
    parser = ReportParser(catalogue: catalogue, areas: .builtIn)
  }

  /// Reads all texts, again and again until so many megabytes are read.
  public func round(megabytes: Int) -> Round {
    var bytes = 0
    var quantities = 0
    var observations = 0
    let clock = ContinuousClock()
    let start = clock.now
    while bytes < megabytes * 1_000_000 {
      for text in texts {
        let parsed = parser.parse(text, context: ParsingContext(defaultArea: nil, published: nil))
        bytes += text.utf8.count
        quantities += parsed.quantities.count
        for area in parsed.areas {
          observations += parsed.observations(for: area, catalogue: catalogue).observations.count
        }
      }
    }
    return Round(
      bytes: bytes, quantities: quantities, observations: observations,
      duration: clock.now - start)
  }
}
