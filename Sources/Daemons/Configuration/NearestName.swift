/// Finds what somebody may have meant by a name that is mistyped.
enum NearestName {
  /// How many letters may be wrong, lacking, too many, each counted as one.
  private static let maximumDistance = 2

  /// The known name that is nearest; nil where none is near.
  static func of(_ typed: String, among known: some Sequence<String>) -> String? {
    let near = known.map { (name: $0, distance: distance(typed, $0)) }
      .filter { $0.distance <= maximumDistance && $0.distance < $0.name.count }
    return near.min { ($0.distance, $0.name) < ($1.distance, $1.name) }?.name
  }

  /// After Levenshtein.
  private static func distance(_ left: String, _ right: String) -> Int {
    let right = Array(right)
    var row = Array(0...right.count)
    for (index, letter) in left.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for column in right.indices {
        let substituted = diagonal + (letter == right[column] ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(substituted, diagonal + 1, row[column] + 1)
      }
    }
    return row[right.count]
  }
}
