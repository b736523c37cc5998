/// The place of a cell as Excel names it: `B12`.
enum CellReference {
  /// The column of a reference, from zero; nil where there are no letters or it is no column.
  static func column(of reference: String) -> Int? {
    var column = 0
    for letter in reference.utf8.prefix(while: { (0x41...0x5A).contains($0) }) {
      column = column * 26 + Int(letter) - 0x40
      // Excel's last column, XFD, is the 16 384th.
      guard column <= 16_384 else { return nil }
    }
    return column > 0 ? column - 1 : nil
  }
}
