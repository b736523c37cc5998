import Foundation

@testable import DocumentReading

/// Files that office programs wrote, in the project's own words.
enum Fixture {
  /// The bytes of a file beside the tests.
  static func bytes(_ name: String) throws -> [UInt8] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return Array(try Data(contentsOf: folder.appending(path: "Fixtures/\(name)")))
  }
}

/// The text of a document that must be one.
func text(of bytes: [UInt8]) async throws -> String {
  guard case .text(let document) = try await Document.read(bytes) else { return "" }
  return document.text
}

/// The filled-in template in a document that must be one.
func sheet(of bytes: [UInt8]) async throws -> TemplateSheet {
  guard case .sheet(let sheet) = try await Document.read(bytes) else {
    throw DocumentError(.notTemplate, zh: "", en: "")
  }
  return sheet
}

/// Why a document is refused; nil where it is read.
func refusal(of bytes: [UInt8]) async -> DocumentError? {
  do throws(DocumentError) {
    _ = try await Document.read(bytes)
    return nil
  } catch {
    return error
  }
}
