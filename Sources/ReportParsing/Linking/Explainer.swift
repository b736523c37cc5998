/// Tells which words beside the head a rule rests on.
struct Explainer {
  let rules: RuleBook
  let words: ClauseWords

  /// How far back a subject is looked for, in characters: some long paragraphs.
  private static let reach = 2000

  /// The verbs, subjects and campaigns of a rule: of each group the word that stands nearest, first
  /// in the clause of the figure, then before it.
  func decisions(
    for match: RuleMatcher.Match, _ figure: Figure, in clause: Range<Int>
  ) -> [FigureLink.Decision] {
    var found: [FigureLink.Decision] = []
    for group in rules.rules[match.rule].near {
      if let hit = nearest(rules.groups[group], figure, in: clause), hit != match.hit {
        found.append((.verb, hit.range))
      }
    }
    for group in rules.rules[match.rule].with {
      guard let hit = nearest(rules.groups[group], figure, in: clause), hit != match.hit else {
        continue
      }
      var concepts = words.concepts(of: CollectionOfOne(hit))
      concepts.formIntersection(rules.groups[group])
      let isCampaign = concepts.intersects(words.lexicon.campaigns)
      found.append((isCampaign ? .campaign : .subject, hit.range))
    }
    return found
  }

  private func nearest(
    _ group: ConceptSet, _ figure: Figure, in clause: Range<Int>
  ) -> WordAutomaton.Hit? {
    let start = figure.range.lowerBound
    let before = min(max(0, start - Self.reach), clause.lowerBound)..<clause.lowerBound
    return nearest(group, to: start, in: clause) ?? nearest(group, to: start, in: before)
  }

  private func nearest(
    _ group: ConceptSet, to place: Int, in range: Range<Int>
  ) -> WordAutomaton.Hit? {
    var best: WordAutomaton.Hit?
    func distance(_ hit: WordAutomaton.Hit) -> Int {
      Int(hit.end) <= place ? place - Int(hit.end) : Int(hit.start) - place
    }
    for hit in words.hits(in: range)
    where words.concepts(of: CollectionOfOne(hit)).intersects(group) {
      // Of words within one another the longest, which comes first, is the one that was meant.
      if let known = best, known.end >= hit.end || distance(known) < distance(hit) { continue }
      best = hit
    }
    return best
  }
}
