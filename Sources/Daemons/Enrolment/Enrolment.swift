internal import Crypto
internal import FoundationEssentials
public import Reports
public import ZeroMQ

/// What an office and its city tell each other once so that their daemons can talk: a public key, and
/// whose it is. Nothing in it is secret.
///
/// It travels as a code of one line, for the phone or a messenger, or as a file of a few lines that
/// holds the same code. Check characters find slips of fingers and ears; they prove nothing about who
/// sent it, which is what the fingerprint is compared for.
public struct Enrolment: Hashable, Sendable {
  /// Whose key it is.
  public enum Subject: Hashable, Sendable {
    /// An area's office.
    case office(AreaCode)
    /// The city, and where offices reach it.
    case city(CityAddress)
  }

  /// Whose key it is.
  public let subject: Subject
  /// The key.
  public let key: CurvePublicKey

  /// Makes an enrolment.
  public init(_ subject: Subject, key: CurvePublicKey) {
    self.subject = subject
    self.key = key
  }

  /// What the key is called when people compare it.
  public var fingerprint: KeyFingerprint { KeyFingerprint(of: key) }

  /// The longest text that is looked through for a code, in bytes: a message and what it quotes.
  public static let maximumBytes = 16 * 1024

  static let keyBytes = 32
  /// Five bits each: 52 for the key, and 4 that tie it to its subject.
  static let keyValues = 52
  static let subjectChecks = 4
  /// How many groups a code has.
  static let groups = (keyValues + subjectChecks) / (CheckedText.groupLength - 1)

  /// The code: what it is, whose key it is, and the key, such as `UN1/220821/8F3K…`.
  public var code: String {
    head + CheckedText.text(of: CheckedText.fiveBits(of: key.bytes) + Self.checks(head, key))
  }

  private var head: String { "\(subject.mark)/\(subject)/" }

  /// The first 20 bits of a SHA-256 over what the code says.
  private static func checks(_ head: String, _ key: CurvePublicKey) -> [UInt8] {
    let digest = SHA256.hash(data: Data((head + key.z85).utf8))
    return Array(CheckedText.fiveBits(of: Array(digest)).prefix(subjectChecks))
  }
}

extension Enrolment.Subject: CustomStringConvertible {
  /// The area, or the city's address.
  public var description: String {
    switch self {
    case .office(let area): area.description
    case .city(let address): address.description
    }
  }

  /// How a code begins; the digit is the version of the form.
  var mark: String {
    switch self {
    case .office: "UN1"
    case .city: "UC1"
    }
  }

  /// Reads what stands between mark and key.
  init?(mark: some StringProtocol, _ text: some StringProtocol) {
    switch mark {
    case "UN1":
      guard let area = AreaCode(text) else { return nil }
      self = .office(area)
    case "UC1":
      guard let address = CityAddress(text) else { return nil }
      self = .city(address)
    default:
      return nil
    }
  }
}

extension Enrolment {
  /// Reads a code.
  ///
  /// - Throws: ``DaemonError`` that says which group to look at.
  init(code: some StringProtocol) throws(DaemonError) {
    let parts = code.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3 else { throw Self.incomplete }
    let subjectText = String(parts[1].filter { !$0.isWhitespace })
    guard let subject = Subject(mark: parts[0].uppercased(), subjectText) else {
      throw DaemonError(
        .usage, zh: "登记码中的“\(parts[1])”不是区划代码，也不是市级地址，请核对。",
        en: "'\(parts[1])' in the code is no area and no address of a city; compare it again.")
    }
    let values = try Self.values(in: parts[2])
    guard let bytes = CheckedText.bytes(ofFiveBits: values.prefix(Self.keyValues), count: 32),
      let key = try? CurvePublicKey(bytes: bytes)
    else { throw Self.incomplete }
    self.init(subject, key: key)
    guard values.suffix(Self.subjectChecks) == Self.checks(head, key)[...] else {
      throw DaemonError(
        .usage, zh: "登记码各组无误，但“\(subject)”与之不符，或各组的次序不对，请核对。",
        en: "Every group of the code is right, but '\(subject)' does not belong to them, or their"
          + " order is another; compare it again.")
    }
  }

  private static func values(in text: some StringProtocol) throws(DaemonError) -> [UInt8] {
    let values: [UInt8]
    do throws(CheckedText.Problem) {
      values = try CheckedText.values(in: text)
    } catch {
      switch error {
      case .length(let group, let characters):
        throw DaemonError(
          .usage, zh: "登记码第 \(group) 组应有 \(CheckedText.groupLength) 个字符，现有 \(characters) 个，请核对。",
          en: "Group \(group) of the code must have \(CheckedText.groupLength) characters, not"
            + " \(characters); compare it again.")
      case .mistyped(let groups):
        let list = groups.map(String.init)
        throw DaemonError(
          .usage, zh: "登记码第 \(list.joined(separator: "、")) 组有误，请核对。",
          en: "The code has a mistake in group \(list.joined(separator: ", ")); compare it again.")
      }
    }
    guard values.count == Self.keyValues + Self.subjectChecks else { throw incomplete }
    return values
  }

  private static var incomplete: DaemonError {
    DaemonError(
      .usage, zh: "登记码不完整：应有 \(groups) 组，每组 \(CheckedText.groupLength) 个字符，请重新复制整行。",
      en: "The code is not whole: it has \(groups) groups of \(CheckedText.groupLength) characters;"
        + " copy the whole line again.")
  }
}
