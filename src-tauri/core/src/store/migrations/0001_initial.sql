-- Never edit a migration that has shipped: a test compares its digest. Add a new file.

CREATE TABLE servers (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  base_url TEXT NOT NULL,
  profile TEXT NOT NULL,
  key_source TEXT NOT NULL CHECK (json_valid(key_source)),
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE batches (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  client_key TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE jobs (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  version INTEGER NOT NULL,
  batch TEXT NOT NULL REFERENCES batches(id),
  take INTEGER NOT NULL,
  takes INTEGER NOT NULL,
  server TEXT NOT NULL,
  target TEXT NOT NULL CHECK (json_valid(target)),
  prompt TEXT NOT NULL,
  model TEXT NOT NULL,
  recipe TEXT NOT NULL CHECK (json_valid(recipe)),
  state TEXT NOT NULL CHECK (state IN ('draft', 'submitting', 'unconfirmed', 'queued', 'running', 'completed',
    'downloading', 'ready', 'failed', 'cancelled', 'expired', 'held')),
  remote_id TEXT,
  remote_status TEXT,
  progress REAL,
  created_at INTEGER NOT NULL,
  submit_started_at INTEGER,
  accepted_at INTEGER,
  heard_at INTEGER,
  ended_at INTEGER,
  next_at INTEGER,
  expires_at INTEGER,
  submit_tries INTEGER NOT NULL,
  poll_misses INTEGER NOT NULL,
  download_misses INTEGER NOT NULL,
  result_url TEXT,
  error TEXT CHECK (error IS NULL OR json_valid(error)),
  favourite INTEGER NOT NULL DEFAULT 0,
  removed_at INTEGER
) STRICT;

CREATE INDEX jobs_wall ON jobs (created_at DESC, seq DESC) WHERE removed_at IS NULL;
CREATE INDEX jobs_due ON jobs (next_at) WHERE next_at IS NOT NULL AND removed_at IS NULL;
CREATE INDEX jobs_state ON jobs (state) WHERE removed_at IS NULL;
CREATE INDEX jobs_pace ON jobs (server, model, ended_at DESC) WHERE state = 'ready';
CREATE INDEX jobs_batch ON jobs (batch);

CREATE TABLE assets (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  job TEXT NOT NULL REFERENCES jobs(id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('video', 'poster', 'filmstrip')),
  file TEXT NOT NULL UNIQUE,
  mime TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  width INTEGER,
  height INTEGER,
  seconds REAL,
  fps REAL,
  has_audio INTEGER,
  created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX assets_job ON assets (job, kind);

CREATE TABLE receipts (
  seq INTEGER PRIMARY KEY,
  job TEXT NOT NULL,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('create', 'retrieve', 'content', 'list', 'published', 'note')),
  method TEXT,
  url TEXT,
  status INTEGER,
  request_ids TEXT NOT NULL CHECK (json_valid(request_ids)),
  elapsed_ms INTEGER,
  body TEXT,
  body_sha256 TEXT
) STRICT;

CREATE INDEX receipts_job ON receipts (job, seq);
CREATE TRIGGER receipts_no_update BEFORE UPDATE ON receipts BEGIN SELECT RAISE(ABORT, 'receipts are append only'); END;
CREATE TRIGGER receipts_no_delete BEFORE DELETE ON receipts BEGIN SELECT RAISE(ABORT, 'receipts are append only'); END;

CREATE TABLE settings (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL CHECK (json_valid(value))
) STRICT;

-- Trigram finds parts of words and Chinese; terms under three characters fall back to LIKE.
CREATE VIRTUAL TABLE jobs_fts USING fts5(prompt, model, content='jobs', content_rowid='seq', tokenize='trigram');
CREATE TRIGGER jobs_fts_insert AFTER INSERT ON jobs BEGIN
  INSERT INTO jobs_fts(rowid, prompt, model) VALUES (new.seq, new.prompt, new.model);
END;
CREATE TRIGGER jobs_fts_delete AFTER DELETE ON jobs BEGIN
  INSERT INTO jobs_fts(jobs_fts, rowid, prompt, model) VALUES ('delete', old.seq, old.prompt, old.model);
END;
CREATE TRIGGER jobs_fts_update AFTER UPDATE OF prompt, model ON jobs BEGIN
  INSERT INTO jobs_fts(jobs_fts, rowid, prompt, model) VALUES ('delete', old.seq, old.prompt, old.model);
  INSERT INTO jobs_fts(rowid, prompt, model) VALUES (new.seq, new.prompt, new.model);
END;
