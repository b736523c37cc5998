/// Reads XML event by event, as Office documents have it: UTF-8 or UTF-16, with namespaces, without
/// a document type.
///
/// Foundation's parser does not say that there is a document type, calls a truncated part parsed
/// and knows no depth; this one refuses all three, and knows no entities but the five of XML.
struct XMLReader {
  /// What was read.
  enum Event {
    /// An element begins; ``name``, ``namespace`` and the attributes are its own.
    case start
    /// An element ended; ``name`` and ``namespace`` are its own.
    case end
    /// Characters; ``text()`` decodes them.
    case text
    /// The document ended.
    case finish
  }

  private struct Attribute {
    var name: Range<Int>
    var value: Range<Int>
  }

  private struct OpenElement {
    var qualifiedName: Range<Int>
    var name: String
    var namespace: XMLNamespace
    var bindingCount: Int
  }

  private struct Binding {
    /// A hash of the prefix: names are looked up too often to compare them letter by letter.
    var key: UInt64
    var prefix: Range<Int>
    var namespace: XMLNamespace
  }

  /// The name of the element that began or ended, without a prefix.
  private(set) var name = ""
  /// The namespace of the element that began or ended.
  private(set) var namespace = XMLNamespace.none
  /// How many elements are open, the one that began among them.
  var depth: Int { open.count }

  private let bytes: [UInt8]
  private var place = 0
  private var elementCount = 0
  private var open: [OpenElement] = []
  private var bindings: [Binding] = []
  private var attributes: [Attribute] = []
  private var textRange = 0..<0
  private var textIsLiteral = false
  private var endsAtOnce = false

  /// Makes a reader of a part.
  ///
  /// - Throws: ``DocumentError`` where UTF-16 is broken.
  init(_ part: [UInt8]) throws(DocumentError) {
    if let (text, _) = try PlainText.markedUTF16(part) {
      bytes = Array(text.utf8)
    } else {
      bytes = part
      if part.starts(with: [0xEF, 0xBB, 0xBF]) { place = 3 }
    }
  }

  /// Reads on.
  ///
  /// - Throws: ``DocumentError`` where the XML is not well formed or beyond a limit.
  mutating func next() throws(DocumentError) -> Event {
    if endsAtOnce {
      endsAtOnce = false
      return try close()
    }
    while place < bytes.count {
      guard bytes[place] == UInt8(ascii: "<") else {
        let start = place
        skip { $0 != UInt8(ascii: "<") }
        guard open.isEmpty else { return characters(start..<place, isLiteral: false) }
        guard bytes[start..<place].allSatisfy(Self.isSpace) else { throw .damagedOffice }
        continue
      }
      switch place + 1 < bytes.count ? bytes[place + 1] : 0 {
      case UInt8(ascii: "/"): return try endTag()
      case UInt8(ascii: "?"): _ = try pass("?>", from: place + 2)
      case UInt8(ascii: "!") where follows("<!--"): _ = try pass("-->", from: place + 4)
      case UInt8(ascii: "!") where follows("<![CDATA["):
        guard !open.isEmpty else { throw .damagedOffice }
        return characters(try pass("]]>", from: place + 9), isLiteral: true)
      case UInt8(ascii: "!"): throw .documentType
      default: return try startTag()
      }
    }
    guard open.isEmpty, elementCount > 0 else { throw .damagedOffice }
    return .finish
  }

  /// Reads on within the element that was open at a depth.
  ///
  /// - Returns: The event; nil once that element has ended.
  mutating func next(inside depth: Int) throws(DocumentError) -> Event? {
    let event = try next()
    return self.depth < depth ? nil : event
  }

  /// Passes over the rest of the element that has just begun.
  mutating func skipElement() throws(DocumentError) {
    let depth = depth
    while try next(inside: depth) != nil {}
  }

  /// The characters of the element that has just begun, without those of elements in it.
  ///
  /// - Throws: ``DocumentError`` where they are broken, or more than any text may have.
  mutating func elementText() throws(DocumentError) -> String {
    let depth = depth
    var result = ""
    while let event = try next(inside: depth) {
      guard event == .text, self.depth == depth else { continue }
      result += try text()
      guard result.utf8.count <= ReadingLimit.textBytes else { throw .tooMuchText }
    }
    return result
  }

  /// The characters of a text event.
  func text() throws(DocumentError) -> String {
    try decode(textRange, isLiteral: textIsLiteral)
  }

  /// An attribute of the element that has just begun; nil where it has none such.
  func attribute(
    _ name: String, in namespace: XMLNamespace = .none
  ) throws(DocumentError) -> String? {
    for attribute in attributes {
      let (prefix, local) = split(attribute.name)
      guard bytes[local].elementsEqual(name.utf8),
        prefix.isEmpty ? namespace == .none : self.namespace(of: prefix) == namespace
      else { continue }
      return try decode(attribute.value, isLiteral: false)
    }
    return nil
  }
}

/// The grammar.
extension XMLReader {
  private mutating func startTag() throws(DocumentError) -> Event {
    guard !open.isEmpty || elementCount == 0 else { throw .damagedOffice }
    elementCount += 1
    guard open.count < ReadingLimit.elementDepth, elementCount <= ReadingLimit.elements else {
      throw .tooIntricate
    }
    place += 1
    let qualifiedName = try takeName()
    let bindingCount = bindings.count
    try readAttributes()
    guard place < bytes.count else { throw .damagedOffice }
    if bytes[place] == UInt8(ascii: "/") {
      endsAtOnce = true
      place += 1
    }
    try take(UInt8(ascii: ">"))
    let (prefix, local) = split(qualifiedName)
    name = String(decoding: bytes[local], as: UTF8.self)
    namespace = self.namespace(of: prefix)
    open.append(
      OpenElement(
        qualifiedName: qualifiedName, name: name, namespace: namespace, bindingCount: bindingCount))
    return .start
  }

  private mutating func readAttributes() throws(DocumentError) {
    attributes.removeAll(keepingCapacity: true)
    while true {
      skip(Self.isSpace)
      guard place < bytes.count else { throw .damagedOffice }
      guard bytes[place] != UInt8(ascii: "/"), bytes[place] != UInt8(ascii: ">") else { return }
      let name = try takeName()
      skip(Self.isSpace)
      try take(UInt8(ascii: "="))
      skip(Self.isSpace)
      guard place < bytes.count else { throw .damagedOffice }
      let quote = bytes[place]
      guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { throw .damagedOffice }
      place += 1
      let start = place
      skip { $0 != quote && $0 != UInt8(ascii: "<") }
      guard place < bytes.count, bytes[place] == quote else { throw .damagedOffice }
      let attribute = Attribute(name: name, value: start..<place)
      place += 1
      attributes.append(attribute)
      guard attributes.count <= ReadingLimit.attributes else { throw .tooIntricate }
      try bind(attribute)
    }
  }

  /// Takes note of a namespace that an attribute declares.
  private mutating func bind(_ attribute: Attribute) throws(DocumentError) {
    let (prefix, local) = split(attribute.name)
    let declared: Range<Int>
    if prefix.isEmpty {
      guard bytes[local].elementsEqual("xmlns".utf8) else { return }
      declared = prefix
    } else {
      guard bytes[prefix].elementsEqual("xmlns".utf8) else { return }
      declared = local
    }
    let uri = try decode(attribute.value, isLiteral: false)
    bindings.append(
      Binding(key: key(of: declared), prefix: declared, namespace: XMLNamespace(uri: uri)))
    guard bindings.count <= ReadingLimit.namespaces else { throw .tooIntricate }
  }

  private mutating func endTag() throws(DocumentError) -> Event {
    place += 2
    let qualifiedName = try takeName()
    skip(Self.isSpace)
    try take(UInt8(ascii: ">"))
    guard let element = open.last, bytes[qualifiedName] == bytes[element.qualifiedName] else {
      throw .damagedOffice
    }
    return try close()
  }

  private mutating func close() throws(DocumentError) -> Event {
    guard let element = open.popLast() else { throw .damagedOffice }
    bindings.removeLast(bindings.count - element.bindingCount)
    name = element.name
    namespace = element.namespace
    return .end
  }

  private mutating func characters(_ range: Range<Int>, isLiteral: Bool) -> Event {
    textRange = range
    textIsLiteral = isLiteral
    return .text
  }

  private mutating func takeName() throws(DocumentError) -> Range<Int> {
    let start = place
    skip { !Self.isSpace($0) && !Self.isDelimiter($0) }
    guard place > start else { throw .damagedOffice }
    return start..<place
  }

  private static func isDelimiter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "/"), UInt8(ascii: "="),
      UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "&"):
      true
    default: false
    }
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  private func split(_ name: Range<Int>) -> (prefix: Range<Int>, local: Range<Int>) {
    guard let colon = bytes[name].firstIndex(of: UInt8(ascii: ":")) else {
      return (name.lowerBound..<name.lowerBound, name)
    }
    return (name.lowerBound..<colon, (colon + 1)..<name.upperBound)
  }

  private func namespace(of prefix: Range<Int>) -> XMLNamespace {
    let key = key(of: prefix)
    if let binding = bindings.last(where: { $0.key == key && bytes[$0.prefix] == bytes[prefix] }) {
      return binding.namespace
    }
    if prefix.isEmpty { return .none }
    return bytes[prefix].elementsEqual("xml".utf8) ? .xml : .other
  }

  /// FNV-1a.
  private func key(of prefix: Range<Int>) -> UInt64 {
    bytes[prefix].reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  private mutating func skip(_ belongs: (UInt8) -> Bool) {
    while place < bytes.count, belongs(bytes[place]) { place += 1 }
  }

  private mutating func take(_ byte: UInt8) throws(DocumentError) {
    guard place < bytes.count, bytes[place] == byte else { throw .damagedOffice }
    place += 1
  }

  private func follows(_ words: StaticString) -> Bool {
    words.withUTF8Buffer { bytes[place...].starts(with: $0) }
  }

  /// Goes beyond the next occurrence of some words; the range is what stands before them.
  private mutating func pass(
    _ words: StaticString, from start: Int
  ) throws(DocumentError) -> Range<Int> {
    place = min(start, bytes.count)
    while place < bytes.count {
      if follows(words) {
        let range = start..<place
        place += words.utf8CodeUnitCount
        return range
      }
      place += 1
    }
    throw .damagedOffice
  }

  private func decode(_ range: Range<Int>, isLiteral: Bool) throws(DocumentError) -> String {
    let raw = bytes[range]
    let text =
      isLiteral || !raw.contains(UInt8(ascii: "&"))
      ? String(validating: raw, as: UTF8.self)
      : String(validating: try XMLReference.replaceAll(in: raw), as: UTF8.self)
    guard let text else { throw .damagedOffice }
    return text
  }
}
