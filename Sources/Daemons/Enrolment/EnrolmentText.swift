public import Reports
internal import ZeroMQ

extension Enrolment {
  /// The enrolment as a file of a few lines: for people first, and the code for the command.
  public func fileText(areas: AreaList = .builtIn) -> String {
    let name = Self.fileName(of: subject)
    let lines: [String]
    switch subject {
    case .office(let area):
      lines = [
        "# 工会统计直报：县区登记，请发给市总 / an office's enrolment, to be sent to the city",
        "# 市里执行 / the city runs: unionsync keys authorize \(name)",
        "area: \(area)",
        "office: \(areas.name(of: area))",
      ]
    case .city(let address):
      lines = [
        "# 工会统计直报：市级登记，请发给各县区 / the city's enrolment, to be sent to every office",
        "# 县区执行 / the office runs: unionsync node init --area CODE --city \(name)",
        "city: \(address)",
      ]
    }
    let end = ["key: \(key)", "fingerprint: \(fingerprint)", "code: \(code)"]
    return (lines + end).map { $0 + "\n" }.joined()
  }

  /// What the file of a city's enrolment is called.
  static let cityFileName = "unionsync-city.txt"

  /// What the file is called.
  static func fileName(of subject: Subject) -> String {
    switch subject {
    case .office(let area): "unionsync-\(area).txt"
    case .city: cityFileName
    }
  }

  /// Whether a text is a code rather than the path of a file.
  public static func isCode(_ text: String) -> Bool {
    codes(in: text).count == 1 && text.count(where: \.isNewline) == 0
  }

  /// Finds the one code in a file or a message, and holds what else stands there against it.
  ///
  /// - Throws: ``DaemonError`` where there is none or more than one, where it is mistyped, or where
  ///   the lines beside it say something else.
  public init(text: String) throws(DaemonError) {
    let codes = Self.codes(in: text)
    guard let code = codes.first else {
      throw DaemonError(
        .usage, zh: "没有找到登记码：县区的以 UN1/ 开头，市级的以 UC1/ 开头。",
        en: "There is no enrolment code: an office's begins with UN1/, a city's with UC1/.")
    }
    guard codes.count == 1 else {
      throw DaemonError(
        .usage, zh: "找到 \(codes.count) 个登记码，请一次只给一个。",
        en: "There are \(codes.count) enrolment codes; give one at a time.")
    }
    try self.init(code: code)
    try checkLines(of: text)
  }

  /// The parts of a text that begin like codes, up to what can't belong to one. Characters in full
  /// width, as Chinese keyboards write them, count as the plain ones.
  private static func codes(in text: String) -> [Substring] {
    plain(text).split(whereSeparator: \.isNewline).compactMap { line in
      let start = line.indices.first { index in
        let mark = line[index...].prefix(4).uppercased()
        return mark == "UN1/" || mark == "UC1/"
      }
      guard let start else { return nil }
      let code = line[start...].prefix { character in
        character.isASCII && (character.isLetter || character.isNumber)
          || " -–—−/:.".contains(character)
      }
      // A full stop or a blank may end the sentence that a code stands in.
      return code.lastIndex { $0.isLetter || $0.isNumber }.map { code[...$0] }
    }
  }

  private static func plain(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { scalar in
          switch scalar.value {
          case 0xFF01...0xFF5E: Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
          case 0x3000: " "
          default: scalar
          }
        }))
  }

  private func checkLines(of text: String) throws(DaemonError) {
    var expected = ["key": key.z85, "fingerprint": fingerprint.description]
    switch subject {
    case .office(let area): expected["area"] = area.description
    case .city(let address): expected["city"] = address.description
    }
    for (index, line) in text.split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline
    ).enumerated() {
      let parts = line.split(separator: ": ", maxSplits: 1)
      guard parts.count == 2, let value = expected[String(parts[0])], parts[1] != value else {
        continue
      }
      throw DaemonError(
        .usage, zh: "登记文件第 \(index + 1) 行的 \(parts[0]) 与登记码不符，文件被改动过，请对方重发。",
        en: "Line \(index + 1) of the enrolment: '\(parts[0])' is not what the code says; the file"
          + " was changed, have it sent again.")
    }
  }

  /// Reads what a person gave: a code, the path of a file, or `-` for what `input` reads.
  ///
  /// - Returns: The enrolment.
  /// - Throws: ``DaemonError`` where there is no code in it or the file can't be read.
  public static func read(
    _ source: String, input: () -> [UInt8]
  ) throws(DaemonError) -> Enrolment {
    if isCode(source) { return try Enrolment(text: source) }
    let bytes = source == "-" ? input() : try FileSystem.read(source, atMost: maximumBytes)
    return try Enrolment(text: String(decoding: bytes.prefix(maximumBytes), as: UTF8.self))
  }
}

extension Enrolment {
  /// The line of the access list that lets an office in.
  ///
  /// - Parameters:
  ///   - areas: The offices that there are.
  ///   - note: What the administrator notes; nil takes the office's name.
  /// - Returns: The line.
  /// - Throws: ``DaemonError`` where it is a city's, or the area is not on the list.
  public func grant(
    in areas: AreaList, note: String?
  ) throws(DaemonError) -> AccessList.Grant {
    guard case .office(let area) = subject else {
      throw DaemonError(
        .usage, zh: "这是市级的登记码；这里要用县区的登记码，以 UN1/ 开头。",
        en: "This is a city's enrolment; here goes an office's, which begins with UN1/.")
    }
    let holder = try AccessList.Holder(area.description, in: areas)
    return AccessList.Grant(holder: holder, key: key, note: note ?? areas.name(of: area))
  }
}
