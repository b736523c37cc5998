internal import Reports
internal import SyncProtocol

/// Where defects come in: between the state machines and what carries out their actions.
extension World {
  // MARK: Nodes

  func altered(_ event: NodeSession.Event, node: Int, city: Int) -> NodeSession.Event? {
    guard defect == .ignoresNacks, case .received(.nack) = event else { return event }
    return nil
  }

  func altered(
    _ actions: [NodeSession.Action], after event: NodeSession.Event, node: Int, city: Int
  ) -> [NodeSession.Action] {
    switch defect {
    case .replaysOneLate:
      return actions.map { action in
        guard case .readEntries(let range) = action, range.count > 1 else { return action }
        return .readEntries((range.lowerBound + 1)...range.upperBound)
      }
    case .tellsOldHead:
      let old = nodes[node].journal.base.position
      return actions.map { action in
        if case .publish(.heartbeat(let origin, _)) = action {
          return .publish(.heartbeat(origin: origin, head: old))
        }
        return action
      }
    case .ignoresCredit:
      guard case .committed(let entries) = event else { return actions }
      return entries.map { .publish(.entry($0)) }
    case .neverRepeats:
      guard event == .tick else { return actions }
      return actions.filter { action in
        switch action {
        case .send(.heartbeat), .publish, .reconnect: true
        default: false
        }
      }
    case .swapsChunks:
      let chunks = nodes[node].journal.base.chunks
      return actions.map { action in
        guard case .send(.snapshotChunk(let position, let chunk)) = action,
          let other = chunks.last, other.index != chunk.index
        else { return action }
        return .send(
          .snapshotChunk(at: position, SnapshotChunk(index: chunk.index, body: other.body)))
      }
    default:
      return actions
    }
  }

  // MARK: Cities

  func altered(_ event: OriginInbox.Event, city: Int, origin: Int) -> OriginInbox.Event? {
    guard defect == .acceptsForks else { return event }
    switch event {
    case .received(.fail(let error)) where error.code == .forked: return nil
    case .received(.replay(let replay)):
      return replay.entries.contains { contradicts($0, city: city, origin: origin) } ? nil : event
    case .live(.entry(let entry)):
      return contradicts(entry, city: city, origin: origin) ? nil : event
    default: return event
    }
  }

  /// Whether an entry says something else than the store at its place, or does not follow.
  func contradicts(_ entry: JournalEntry, city: Int, origin: Int) -> Bool {
    guard let cursor = cities[city].stores[origin].state.cursor,
      entry.header.logID == cursor.logID
    else { return false }
    if entry.header.sequence == cursor.sequence { return entry.position.hash != cursor.hash }
    return entry.header.sequence == cursor.sequence + 1 && !entry.follows(cursor)
  }

  func altered(
    _ actions: [OriginInbox.Action], after event: OriginInbox.Event, city: Int, origin: Int
  ) -> [OriginInbox.Action] {
    switch defect {
    case .acknowledgesBeforeCommit:
      return actions.flatMap { action -> [OriginInbox.Action] in
        guard case .merge(let merges) = action, let last = merges.last else { return [action] }
        return [action, .send(.ack(cursor: last.entry.position, credit: .full))]
      }
    case .hasNoReorderBuffer:
      guard case .live(.entry(let entry)) = event, actions.isEmpty,
        entry.header.sequence > (cities[city].stores[origin].state.cursor?.sequence ?? 0) + 1
      else { return actions }
      return [.merge([OriginInbox.Merge(reading: entry)])]
    case .mergesDuplicates:
      guard case .live(.entry(let entry)) = event, actions.isEmpty,
        entry.header.sequence <= cities[city].stores[origin].state.cursor?.sequence ?? 0
      else { return actions }
      return [.merge([OriginInbox.Merge(reading: entry)])]
    case .dropsRejects:
      return actions.filter { if case .send(.reject) = $0 { false } else { true } }
    case .welcomesWithOldCursor:
      return actions.map { action in
        guard case .send(.welcome(let welcome)) = action else { return action }
        return .send(
          .welcome(
            .init(
              version: welcome.version, incarnation: welcome.incarnation, cursor: nil,
              credit: welcome.credit)))
      }
    case .installsUnfinished:
      return actions.flatMap { action -> [OriginInbox.Action] in
        guard case .stage(let snapshot, _) = action, snapshot.chunkCount > 1 else {
          return [action]
        }
        return [action, .install(snapshot)]
      }
    default:
      return actions
    }
  }

  func altered(
    _ batch: [(origin: Int, operation: CityMachine.Operation)]
  ) -> [(origin: Int, operation: CityMachine.Operation)] {
    switch defect {
    case .movesCursorWithoutData:
      guard case .merge = batch.last?.operation else { return batch }
      return batch.dropLast()
    case .skipsAfterPoison:
      var wasPoison = false
      return batch.filter { _, operation in
        defer { wasPoison = operation.isPoison }
        return !wasPoison
      }
    case .mixesOrigins:
      let count = ReportBodies.areas.count
      return batch.map { origin, operation in
        guard case .merge(let merge) = operation, merge.entry.header.sequence.isMultiple(of: 7),
          nodes.count > 1, origin + 1 < min(nodes.count, count)
        else { return (origin, operation) }
        return (origin + 1, operation)
      }
    case .quarantinesAnother:
      return batch.map { origin, operation in
        guard case .quarantine = operation, let first = cities.first, first.stores.count > 1 else {
          return (origin, operation)
        }
        return ((origin + 1) % first.stores.count, operation)
      }
    default:
      return batch
    }
  }
}

extension CityMachine.Operation {
  fileprivate var isPoison: Bool {
    guard case .merge(let merge) = self, case .poison = merge.content else { return false }
    return true
  }
}
