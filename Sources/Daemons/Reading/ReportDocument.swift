internal import DocumentReading

/// Documents as the parser takes them.
enum ReportDocument {
  /// The text of a document of any kind that is read.
  ///
  /// - Throws: ``DaemonError`` with the code `unreadableDocument`, or `failure` where a tool that
  ///   reads the kind is missing on this machine.
  static func text(of bytes: [UInt8]) async throws(DaemonError) -> String {
    do throws(DocumentError) {
      switch try await Document.read(bytes) {
      case .text(let document):
        return document.text
      case .sheet:
        throw DocumentError(
          .unsupportedKind, zh: "表格暂不能提交，请提交文字报告（.docx、.pdf 或 .txt）。",
          en: "Tables are not taken yet; push the report in words (.docx, .pdf or .txt).")
      }
    } catch {
      let isMachine = error.code == .toolMissing || error.code == .toolFailed
      throw DaemonError(
        isMachine ? .failure : .unreadableDocument, zh: error.messageZh, en: error.messageEn)
    }
  }
}
