internal import CXLSXWriter

/// How a cell looks.
public struct CellFormat: Hashable, Sendable {
  /// Where the content stands in the cell.
  public enum Alignment: Hashable, Sendable {
    /// Text to the left, numbers to the right.
    case general
    /// In the middle.
    case centre
    /// To the right.
    case right
  }

  /// Whether the text is bold.
  public var isBold = false
  /// The size of the text in points; nil is the program's own.
  public var size: Double?
  /// The colour of the text, as 0xRRGGBB.
  public var colour: UInt32?
  /// The colour behind the text, as 0xRRGGBB.
  public var background: UInt32?
  /// How a number is written, in Excel's words; nil is as it comes.
  public var numberFormat: String?
  /// Where the content stands.
  public var alignment = Alignment.general
  /// Whether long text goes on in further lines of the cell.
  public var wraps = false
  /// Whether the cell has thin lines around it.
  public var hasBorder = false

  /// Makes a format that changes nothing.
  public init() {}

  /// The same format with something changed.
  public func with<Value>(_ path: WritableKeyPath<CellFormat, Value>, _ value: Value) -> CellFormat
  {
    var copy = self
    copy[keyPath: path] = value
    return copy
  }

  func describe(to format: UnsafeMutablePointer<lxw_format>) {
    if isBold { format_set_bold(format) }
    if let size { format_set_font_size(format, size) }
    if let colour { format_set_font_color(format, colour) }
    if let background { format_set_bg_color(format, background) }
    if let numberFormat { format_set_num_format(format, numberFormat) }
    switch alignment {
    case .general: break
    case .centre: format_set_align(format, UInt8(LXW_ALIGN_CENTER.rawValue))
    case .right: format_set_align(format, UInt8(LXW_ALIGN_RIGHT.rawValue))
    }
    if wraps { format_set_text_wrap(format) }
    if wraps || hasBorder { format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_CENTER.rawValue)) }
    if hasBorder {
      format_set_border(format, UInt8(LXW_BORDER_THIN.rawValue))
      format_set_border_color(format, 0xBFBFBF)
    }
  }
}
