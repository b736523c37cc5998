extension NodeJournal {
  /// The tables of a node's journal, version by version.
  static let schemaVersions = [
    """
    CREATE TABLE log (
      area INTEGER NOT NULL,
      log_id BLOB NOT NULL,
      sequence INTEGER NOT NULL,
      hash BLOB NOT NULL);
    CREATE TABLE entry (
      sequence INTEGER PRIMARY KEY,
      header BLOB NOT NULL,
      body BLOB NOT NULL);
    CREATE TABLE report (
      period TEXT NOT NULL,
      series TEXT NOT NULL,
      revision INTEGER NOT NULL,
      state BLOB NOT NULL,
      PRIMARY KEY (period, series)) WITHOUT ROWID;
    CREATE TABLE revision (
      period TEXT NOT NULL,
      series TEXT NOT NULL,
      revision INTEGER NOT NULL,
      document TEXT NOT NULL,
      sha256 TEXT NOT NULL,
      pushed_at_ms INTEGER NOT NULL,
      PRIMARY KEY (period, series, revision)) WITHOUT ROWID;
    """,
    // A base before the first entry that is kept, logs that were left, and what may be dropped when.
    // The default is the SHA-256 of nothing: a base without chunks.
    """
    ALTER TABLE log ADD COLUMN base_sequence INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE log ADD COLUMN base_hash BLOB NOT NULL DEFAULT x'';
    ALTER TABLE log ADD COLUMN base_chunks INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE log ADD COLUMN base_digest BLOB NOT NULL
      DEFAULT x'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
    UPDATE log SET base_hash =
      coalesce((SELECT substr(header, 41, 32) FROM entry WHERE entry.sequence = 1), hash);
    CREATE TABLE chunk (
      position INTEGER PRIMARY KEY,
      body BLOB NOT NULL);
    CREATE TABLE former_log (
      log_id BLOB PRIMARY KEY,
      left_at_ms INTEGER NOT NULL,
      reason TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE former_entry (
      log_id BLOB NOT NULL,
      sequence INTEGER NOT NULL,
      header BLOB NOT NULL,
      body BLOB NOT NULL,
      PRIMARY KEY (log_id, sequence)) WITHOUT ROWID;
    CREATE TABLE acknowledged (
      at_ms INTEGER PRIMARY KEY,
      sequence INTEGER NOT NULL);
    """,
    // What people corrected, documents to be checked, and where in the log a revision stands. Of
    // those before it is known that they stand no later than the head.
    """
    ALTER TABLE revision ADD COLUMN sequence INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE revision ADD COLUMN read_as_of TEXT;
    UPDATE revision SET sequence = (SELECT sequence FROM log);
    CREATE TABLE correction (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      period TEXT NOT NULL,
      series TEXT NOT NULL,
      body BLOB NOT NULL);
    CREATE INDEX correction_report ON correction (period, series);
    CREATE TRIGGER correction_no_update BEFORE UPDATE ON correction
      BEGIN SELECT raise(ABORT, 'a correction is never changed or deleted'); END;
    CREATE TRIGGER correction_no_delete BEFORE DELETE ON correction
      BEGIN SELECT raise(ABORT, 'a correction is never changed or deleted'); END;
    CREATE TABLE draft (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      document TEXT NOT NULL,
      sha256 TEXT NOT NULL,
      series TEXT NOT NULL,
      period TEXT,
      published TEXT,
      opened_at_ms INTEGER NOT NULL);
    """,
  ]
}
