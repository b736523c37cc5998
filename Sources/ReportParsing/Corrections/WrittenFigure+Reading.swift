public import Reports

extension Catalogue {
  /// Reads a number as people write it in the place of another: 57万, 300余户, 近8万元, 93.6%.
  ///
  /// Without a unit it counts what the other one did. A bare number in the place of one that was
  /// written in 万 could mean either and is none.
  ///
  /// - Parameters:
  ///   - text: The number and nothing else.
  ///   - unit: The unit of the figure that it replaces.
  ///   - scale: The power of ten that this was written in.
  /// - Returns: What it says; nil where it is no number or names no known unit.
  public func figure(written text: String, unit: Unit, scale: Int) -> WrittenFigure? {
    guard text.utf8.count <= WrittenFigure.maximumLength else { return nil }
    if let figure = soleFigure(text) { return figure }
    guard let figure = soleFigure(text + unit.rawValue), scale == 0 || figure.scale > 0 else {
      return nil
    }
    return figure
  }

  /// The one figure that a text is, and nothing else.
  func soleFigure(_ text: String) -> WrittenFigure? {
    let normalised = Layout.normalise(text)
    let figures = FigureScanner.scan(normalised, times: [], measures: measures)
    guard let figure = figures.first, figures.count == 1, figure.range == 0..<normalised.count
    else { return nil }
    return WrittenFigure(
      written: text, value: figure.value, qualifier: figure.qualifier,
      unit: measures.units[figure.unit], scale: figure.scale)
  }
}
