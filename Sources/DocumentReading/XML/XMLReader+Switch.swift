/// Switches of Office XML: an element whose absent value means that it is on.
extension XMLReader {
  /// Whether the element that has just begun, such as `w:vanish`, switches on
  /// (ECMA-376-1, ST_OnOff).
  func isOn() throws(DocumentError) -> Bool {
    let value = try attribute("val", in: namespace)
    return value.map { !["0", "false", "off"].contains($0) } ?? true
  }
}
