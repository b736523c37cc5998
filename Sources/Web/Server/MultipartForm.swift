/// A form with a file, as browsers send it: RFC 7578 within the narrow limits of what they do.
///
/// Whatever no browser sends is refused rather than guessed at, as two readers that guess
/// differently are how a form is made to say two things.
struct MultipartForm {
  /// One field or file.
  struct Part: Equatable {
    /// The field's name.
    let name: String
    /// What the sender calls the file, as sent; nil where the part is no file.
    let fileName: String?
    /// What it holds.
    let content: ArraySlice<UInt8>

    /// The content as text; nil where it is not UTF-8.
    var text: String? { String(validating: content, as: UTF8.self) }
  }

  /// The parts in their order; no two of one name.
  let parts: [Part]

  /// The most parts: the form that opens a report has seven.
  static let maximumParts = 16
  /// The most bytes of a part's header: a file's name of 255 bytes, each escaped, and as much again.
  static let maximumHeaderBytes = 2048
  /// The most bytes of a boundary, as RFC 2046 has it.
  static let maximumBoundaryBytes = 70

  /// What keeps a body from being a form.
  struct FormatError: Error, Equatable {
    /// One English sentence, for the log and for tests.
    let reason: String
  }

  /// The part of a name.
  subscript(name: String) -> Part? { parts.first { $0.name == name } }

  /// Reads a body.
  ///
  /// - Parameters:
  ///   - body: The whole body.
  ///   - boundary: What divides its parts; see ``boundary(of:)``.
  /// - Throws: ``FormatError``.
  init(_ body: [UInt8], boundary: String) throws(FormatError) {
    guard Self.isBoundary(boundary) else { throw FormatError(reason: "The boundary is none.") }
    let delimiter = Array("\r\n--\(boundary)".utf8)
    guard body.starts(with: delimiter.dropFirst(2)) else {
      throw FormatError(reason: "The body does not begin with its boundary.")
    }
    var parts: [Part] = []
    var place = delimiter.count - 2
    while !body[place...].starts(with: Self.ending) {
      guard body[place...].starts(with: Self.lineEnd) else {
        throw FormatError(reason: "A boundary is followed by other words.")
      }
      guard parts.count < Self.maximumParts else {
        throw FormatError(reason: "There are more than \(Self.maximumParts) parts.")
      }
      place += 2
      let limit = min(body.count, place + Self.maximumHeaderBytes)
      guard let blank = body[place..<limit].firstRange(of: Self.blankLine) else {
        throw FormatError(reason: "A part's header does not end.")
      }
      let header = try PartHeader(body[place..<blank.lowerBound])
      guard !parts.contains(where: { $0.name == header.name }) else {
        throw FormatError(reason: "Two parts have one name.")
      }
      guard let end = Self.place(of: delimiter, in: body, from: blank.upperBound) else {
        throw FormatError(reason: "The last part does not end.")
      }
      parts.append(
        Part(
          name: header.name, fileName: header.fileName, content: body[blank.upperBound..<end]))
      place = end + delimiter.count
    }
    let rest = body[(place + 2)...]
    guard rest.isEmpty || rest.elementsEqual(Self.lineEnd) else {
      throw FormatError(reason: "Something follows the last boundary.")
    }
    self.parts = parts
  }

  private static let lineEnd = Array("\r\n".utf8)
  private static let blankLine = Array("\r\n\r\n".utf8)
  private static let ending = Array("--".utf8)

  /// The boundary that a content type names; nil for another type, or where it is none.
  static func boundary(of contentType: String) -> String? {
    let fields = contentType.split(separator: ";", omittingEmptySubsequences: false)
      .map { String($0).trimmed }
    guard fields.count == 2, fields[0].lowercased() == "multipart/form-data",
      fields[1].lowercased().hasPrefix("boundary=")
    else { return nil }
    var boundary = fields[1].dropFirst("boundary=".count)
    if boundary.count > 1, boundary.hasPrefix("\""), boundary.hasSuffix("\"") {
      boundary = boundary.dropFirst().dropLast()
    }
    return isBoundary(String(boundary)) ? String(boundary) : nil
  }

  /// Letters, digits and the signs that RFC 2046 allows, without the space that it deprecates.
  private static func isBoundary(_ text: String) -> Bool {
    (1...maximumBoundaryBytes).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
          || (0x61...0x7A).contains(byte) || "'()+_,-./:=?".utf8.contains(byte)
      }
  }

  /// Where a delimiter begins. It begins with a carriage return and has no other, so that a place
  /// that fails is passed over at once: the time is that of the body's length.
  private static func place(of delimiter: [UInt8], in body: [UInt8], from start: Int) -> Int? {
    body.withUnsafeBufferPointer { body in
      delimiter.withUnsafeBufferPointer { delimiter in
        var place = start
        while place + delimiter.count <= body.count {
          var length = 0
          while length < delimiter.count, body[place + length] == delimiter[length] { length += 1 }
          if length == delimiter.count { return place }
          place += max(1, length)
        }
        return nil
      }
    }
  }
}

/// What stands before a part's content.
private struct PartHeader {
  let name: String
  let fileName: String?

  init(_ bytes: ArraySlice<UInt8>) throws(MultipartForm.FormatError) {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .init(reason: "A part's header is not UTF-8.")
    }
    var disposition: String?
    for line in text.split(separator: "\r\n", omittingEmptySubsequences: false) {
      guard let colon = line.firstIndex(of: ":"),
        line.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
      else { throw .init(reason: "A line of a part's header is none.") }
      let value = String(line[line.index(after: colon)...]).trimmed
      switch line[..<colon].lowercased() {
      case "content-disposition" where disposition == nil:
        disposition = value
      case "content-type" where !value.lowercased().hasPrefix("multipart/"):
        continue
      default:
        throw .init(reason: "A part's header has a line that no browser sends.")
      }
    }
    guard let disposition, let fields = Self.fields(of: disposition), let name = fields["name"],
      fields.keys.allSatisfy({ $0 == "name" || $0 == "filename" })
    else { throw .init(reason: "A part does not say which field it is.") }
    self.name = name
    fileName = fields["filename"]
  }

  /// The fields behind `form-data`; nil where they are not as browsers write them.
  private static func fields(of disposition: String) -> [String: String]? {
    guard disposition.lowercased().hasPrefix("form-data") else { return nil }
    var rest = disposition.dropFirst("form-data".count)
    var fields: [String: String] = [:]
    while !rest.isEmpty {
      guard rest.hasPrefix(";") else { return nil }
      rest = rest.dropFirst().drop { $0 == " " }
      let key = rest.prefix { $0 != "=" }.lowercased()
      rest = rest.dropFirst(key.count)
      guard rest.hasPrefix("=\""), fields[key] == nil else { return nil }
      rest = rest.dropFirst(2)
      guard let (value, after) = quoted(rest) else { return nil }
      fields[key] = value
      rest = after
    }
    return fields
  }

  /// A quoted text and what follows it; nil where it does not end.
  ///
  /// Browsers escape a quotation mark as `%22`, some programs as `\"`; any other reverse solidus
  /// is one, as in `C:\reports`.
  private static func quoted(_ text: Substring) -> (value: String, rest: Substring)? {
    var value = ""
    var rest = text
    while let character = rest.first {
      rest = rest.dropFirst()
      if character == "\"" {
        let plain = value.replacing("%22", with: "\"").replacing("%0D", with: "\r")
          .replacing("%0A", with: "\n")
        return (plain, rest)
      }
      if character == "\\", rest.first == "\"" {
        value.append("\"")
        rest = rest.dropFirst()
      } else {
        value.append(character)
      }
    }
    return nil
  }
}
