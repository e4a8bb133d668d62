-- Receipts of jobs that are polled for a day stay short, and say what was sent and what was delivered.

-- How often exactly this happened, and when last; `at` is the first time.
ALTER TABLE receipts ADD COLUMN times INTEGER NOT NULL DEFAULT 1;
ALTER TABLE receipts ADD COLUMN last_at INTEGER;
ALTER TABLE receipts ADD COLUMN last_request_ids TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(last_request_ids));
-- The body as sent, the range asked for, redirects, the file delivered.
ALTER TABLE receipts ADD COLUMN detail TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(detail));

-- A line may be counted once more and nothing else: what was said stays as it was written.
DROP TRIGGER receipts_no_update;
CREATE TRIGGER receipts_count_only BEFORE UPDATE ON receipts
WHEN NOT (
  new.times = old.times + 1 AND new.last_at IS NOT NULL
  AND new.seq IS old.seq AND new.job IS old.job AND new.at IS old.at AND new.kind IS old.kind
  AND new.method IS old.method AND new.url IS old.url AND new.status IS old.status
  AND new.request_ids IS old.request_ids AND new.elapsed_ms IS old.elapsed_ms
  AND new.body IS old.body AND new.body_sha256 IS old.body_sha256 AND new.detail IS old.detail
)
BEGIN SELECT RAISE(ABORT, 'receipts are append only'); END;

-- Receipts outlive their jobs; those are found by the time of their removal.
CREATE INDEX jobs_removed ON jobs (removed_at DESC) WHERE removed_at IS NOT NULL;
