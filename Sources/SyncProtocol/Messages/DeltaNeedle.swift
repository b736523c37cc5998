public import Reports

extension Delta {
  /// Bytes that stand in every body that puts or retracts an observation of an indicator, and in few
  /// others, so that a search for them passes over what need not be decoded.
  ///
  /// Protobuf writes a text as its length and its bytes; the length of every code that a delta may
  /// hold takes one byte.
  public static func needle(of indicator: IndicatorCode) -> [UInt8] {
    let code = Array(indicator.rawValue.utf8)
    return code.count <= IndicatorCode.maximumLength ? [UInt8(code.count)] + code : code
  }
}
