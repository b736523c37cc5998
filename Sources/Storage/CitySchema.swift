extension CityStore {
  /// The tables of the city's store, version by version.
  static let schemaVersions = [
    """
    CREATE TABLE store (incarnation BLOB NOT NULL);
    CREATE TABLE entry (
      id INTEGER PRIMARY KEY,
      origin INTEGER NOT NULL,
      header BLOB NOT NULL,
      body BLOB NOT NULL,
      received_at_ms INTEGER NOT NULL,
      poison TEXT);
    CREATE TABLE cursor (
      origin INTEGER PRIMARY KEY,
      log_id BLOB NOT NULL,
      sequence INTEGER NOT NULL,
      hash BLOB NOT NULL);
    """,
    // Snapshots take the place of all that came before them; logs that were left, quarantines with
    // their evidence, and snapshots that are still coming in.
    """
    CREATE TABLE snapshot (
      id INTEGER PRIMARY KEY,
      origin INTEGER NOT NULL,
      log_id BLOB NOT NULL,
      sequence INTEGER NOT NULL,
      hash BLOB NOT NULL,
      after_entry INTEGER NOT NULL,
      received_at_ms INTEGER NOT NULL);
    CREATE TABLE snapshot_chunk (
      snapshot INTEGER NOT NULL REFERENCES snapshot (id),
      position INTEGER NOT NULL,
      body BLOB NOT NULL,
      poison TEXT,
      PRIMARY KEY (snapshot, position));
    CREATE TABLE former_log (
      origin INTEGER NOT NULL,
      log_id BLOB NOT NULL,
      sequence INTEGER NOT NULL,
      left_at_ms INTEGER NOT NULL,
      PRIMARY KEY (origin, log_id)) WITHOUT ROWID;
    CREATE TABLE quarantine (
      origin INTEGER PRIMARY KEY,
      code INTEGER NOT NULL,
      reason TEXT NOT NULL,
      at_ms INTEGER NOT NULL);
    CREATE TABLE evidence (
      id INTEGER PRIMARY KEY,
      origin INTEGER NOT NULL,
      header BLOB NOT NULL,
      body BLOB NOT NULL,
      at_ms INTEGER NOT NULL);
    CREATE TABLE adopting (origin INTEGER PRIMARY KEY);
    CREATE TABLE staged (
      origin INTEGER PRIMARY KEY,
      log_id BLOB NOT NULL,
      sequence INTEGER NOT NULL,
      hash BLOB NOT NULL,
      chunks INTEGER NOT NULL,
      digest BLOB NOT NULL);
    CREATE TABLE staged_chunk (
      origin INTEGER NOT NULL REFERENCES staged (origin) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      body BLOB NOT NULL,
      PRIMARY KEY (origin, position)) WITHOUT ROWID;
    """,
    // What people at the city decided, and where in the order of entries and snapshots.
    """
    CREATE TABLE review (
      id INTEGER PRIMARY KEY,
      origin INTEGER NOT NULL,
      indicator TEXT NOT NULL,
      year INTEGER NOT NULL,
      at_ms INTEGER NOT NULL,
      after_entry INTEGER NOT NULL,
      after_snapshot INTEGER NOT NULL,
      body BLOB NOT NULL);
    CREATE TRIGGER review_is_not_changed BEFORE UPDATE ON review
      BEGIN SELECT raise(ABORT, 'a decision is never changed'); END;
    CREATE TRIGGER review_is_not_deleted BEFORE DELETE ON review
      BEGIN SELECT raise(ABORT, 'a decision is never deleted'); END;
    """,
    // Those put aside are counted every few seconds.
    """
    CREATE INDEX entry_poison ON entry (id) WHERE poison IS NOT NULL;
    """,
  ]
}
