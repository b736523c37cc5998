import Reports
import Testing

@Suite("Notes on corrections")
struct CorrectionNoteTests {
  private func note(_ author: String, _ reason: String) -> CorrectionNote? {
    CorrectionNote(author: author, correctedAtMs: 0, reason: reason)
  }

  @Test("A note names who and why, within its limits and in one line")
  func limits() {
    let longest = String(repeating: "名", count: CorrectionNote.maximumAuthorLength / 3)
    #expect(note(longest, "笔误") != nil)
    #expect(note(longest + "a", "笔误") == nil)
    #expect(note("李", String(repeating: "因", count: CorrectionNote.maximumReasonLength / 3)) != nil)
    #expect(note("李", String(repeating: "a", count: CorrectionNote.maximumReasonLength + 1)) == nil)
    for (author, reason) in [("", "笔误"), ("李", ""), ("李\n四", "笔误"), ("李", "笔\u{7F}误")] {
      #expect(note(author, reason) == nil)
    }
    #expect(note(" 李 ", "笔误 \n") == note("李", "笔误"))
  }

  @Test("Who, when and why make a figure another one; what had been read there does not")
  func statements() throws {
    func figure(_ note: CorrectionNote?, read value: FixedDecimal) -> Observation {
      let plain = observation(key(), 350)
      let read = FigureAsRead(
        period: .year(2017), indicator: plain.key.indicator, part: nil, value: value,
        qualifier: .exact, writtenUnit: plain.writtenUnit, writtenScale: 0)
      return Observation(
        key: plain.key, value: plain.value, qualifier: .exact, writtenUnit: plain.writtenUnit,
        writtenScale: 0, evidence: plain.evidence,
        correction: note.map { AppliedCorrection(note: $0, read: read) })
    }
    let first = try #require(note("李", "笔误"))
    let second = try #require(note("李", "以台账为准"))
    #expect(!figure(first, read: 300).statesTheSame(as: figure(nil, read: 300)))
    #expect(!figure(first, read: 300).statesTheSame(as: figure(second, read: 300)))
    #expect(figure(first, read: 300).statesTheSame(as: figure(first, read: 310)))
  }
}
