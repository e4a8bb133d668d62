-- Several ways to write a request, several results of one job, and what servers turned out to have.

-- Which of the description's ways is used, counted from 0.
ALTER TABLE jobs ADD COLUMN way INTEGER NOT NULL DEFAULT 0;
-- Which of the server's results this take is, counted from 0.
ALTER TABLE jobs ADD COLUMN output INTEGER NOT NULL DEFAULT 0;
-- What was asked of the server: a new video, or something from an earlier one.
ALTER TABLE jobs ADD COLUMN action TEXT NOT NULL DEFAULT 'create'
  CHECK (action IN ('create', 'remix', 'edit', 'extend', 'import'));
-- The server's id of the video that it was made from.
ALTER TABLE jobs ADD COLUMN parent TEXT;

CREATE INDEX jobs_remote ON jobs (server, remote_id) WHERE remote_id IS NOT NULL;

-- The kinds of receipts became more; a CHECK can only be changed with its table.
CREATE TABLE receipts_new (
  seq INTEGER PRIMARY KEY,
  job TEXT NOT NULL,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('create', 'retrieve', 'content', 'list', 'published', 'note', 'delete', 'import')),
  method TEXT,
  url TEXT,
  status INTEGER,
  request_ids TEXT NOT NULL CHECK (json_valid(request_ids)),
  elapsed_ms INTEGER,
  body TEXT,
  body_sha256 TEXT
) STRICT;
INSERT INTO receipts_new SELECT seq, job, at, kind, method, url, status, request_ids, elapsed_ms, body, body_sha256 FROM receipts;
DROP TABLE receipts;
ALTER TABLE receipts_new RENAME TO receipts;
CREATE INDEX receipts_job ON receipts (job, seq);
CREATE TRIGGER receipts_no_update BEFORE UPDATE ON receipts BEGIN SELECT RAISE(ABORT, 'receipts are append only'); END;
CREATE TRIGGER receipts_no_delete BEFORE DELETE ON receipts BEGIN SELECT RAISE(ABORT, 'receipts are append only'); END;

-- Whether a server has something, by what it answered.
CREATE TABLE capabilities (
  server TEXT NOT NULL,
  capability TEXT NOT NULL CHECK (capability IN ('list', 'delete', 'remix', 'edit', 'extend')),
  present INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (server, capability)
) STRICT;
