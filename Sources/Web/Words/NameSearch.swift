internal import Foundation
internal import Reports
internal import Synchronization

/// Finds indicators by what people type: characters of the name, the initials of its pinyin, its
/// English name or its code.
struct NameSearch: Sendable {
  /// The longest text that is looked for, in characters: longer than any name.
  static let maximumLength = 40

  private let texts: [IndicatorCode: String]

  init(_ indicators: IndicatorList) {
    texts = Dictionary(
      uniqueKeysWithValues: indicators.indicators.map { indicator in
        let parts = [
          indicator.nameZh, Self.initials(of: indicator.nameZh), indicator.nameEn,
          indicator.code.rawValue,
        ]
        return (indicator.code, parts.joined(separator: " ").lowercased())
      })
  }

  /// The text in which an indicator is looked for.
  func text(of code: IndicatorCode) -> String { texts[code] ?? code.rawValue }

  /// Whether an indicator answers to what was typed.
  func matches(_ code: IndicatorCode, _ typed: String) -> Bool {
    let typed = typed.lowercased().filter { !$0.isWhitespace }
    return typed.isEmpty
      || text(of: code).replacing(" ", with: "").contains(typed)
      || text(of: code).contains(typed)
  }

  /// The first letters of the pinyin of each character: 送温暖 is swn.
  static func initials(of text: String) -> String {
    text.compactMap { character in
      let latin = String(character).applyingTransform(
        StringTransform("Han-Latin; Latin-ASCII"), reverse: false)
      return latin?.first.map { String($0).lowercased() }
    }.joined()
  }
}

/// The search in the names of the catalogue that is in force: it is made anew once that changes.
final class NameSearches: Sendable {
  private let made: Mutex<(indicators: IndicatorList, search: NameSearch)>

  init(_ indicators: IndicatorList) {
    made = Mutex((indicators, NameSearch(indicators)))
  }

  /// The search in the names of a catalogue's indicators.
  func search(in indicators: IndicatorList) -> NameSearch {
    made.withLock { made in
      if made.indicators != indicators { made = (indicators, NameSearch(indicators)) }
      return made.search
    }
  }
}
