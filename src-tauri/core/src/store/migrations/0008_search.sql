-- The wall at a hundred thousand takes: what it searches and sorts by stands in a narrow table of its own. A row of `jobs`
-- is some kilobytes long, because the server's description is frozen in it; a look through all of them reads the disk.

-- What the user thinks of a take. 0: not rated.
ALTER TABLE jobs ADD COLUMN rating INTEGER NOT NULL DEFAULT 0 CHECK (rating BETWEEN 0 AND 5);
-- When it was put into the trash; NULL: it is on the wall.
ALTER TABLE jobs ADD COLUMN trashed_at INTEGER;

CREATE INDEX jobs_trash ON jobs (trashed_at) WHERE trashed_at IS NOT NULL AND removed_at IS NULL;

CREATE TABLE tag (
  seq INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE
) STRICT;

CREATE TABLE job_tag (
  job INTEGER NOT NULL REFERENCES jobs(seq) ON DELETE CASCADE,
  tag INTEGER NOT NULL REFERENCES tag(seq) ON DELETE CASCADE,
  PRIMARY KEY (job, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX job_tag_tag ON job_tag (tag, job);

-- Searches that the user keeps.
CREATE TABLE saved_searches (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  text TEXT NOT NULL,
  sort TEXT NOT NULL
) STRICT;

-- One row for each job that was not removed. Only the triggers below write it.
CREATE TABLE tiles (
  -- The order of the wall as one number: the millisecond in which it was made, and behind it the job's own number, so that
  -- takes of one press follow each other. The index of words counts by it, too, and gives its hits in the order of the wall.
  place INTEGER PRIMARY KEY,
  job INTEGER NOT NULL UNIQUE,
  favourite INTEGER NOT NULL,
  trashed INTEGER NOT NULL,
  state TEXT NOT NULL,
  -- NULL: not rated.
  rating INTEGER,
  -- Of the file, or as asked for while there is none. Seconds have one digit after the point, as people see them.
  width INTEGER,
  height INTEGER,
  seconds REAL,
  -- Millionths; NULL: nobody knows. Nothing was charged: 0.
  cost INTEGER,
  cost_kind TEXT NOT NULL,
  has_reference INTEGER NOT NULL,
  has_seed INTEGER NOT NULL,
  has_audio INTEGER NOT NULL,
  has_tag INTEGER NOT NULL,
  action TEXT NOT NULL,
  model TEXT NOT NULL,
  server TEXT NOT NULL,
  server_name TEXT NOT NULL,
  currency TEXT,
  -- When it was sent, if it was or may have been charged (`store::spend`).
  charged_at INTEGER
) STRICT;
CREATE INDEX tiles_cost ON tiles (cost) WHERE NOT trashed;
CREATE INDEX tiles_seconds ON tiles (seconds) WHERE NOT trashed;
CREATE INDEX tiles_rating ON tiles (rating) WHERE NOT trashed;
CREATE INDEX tiles_model ON tiles (model, trashed);
CREATE INDEX tiles_server ON tiles (server_name, trashed);
-- The numbers on the chips.
CREATE INDEX tiles_counts ON tiles (state, favourite, trashed) WHERE NOT trashed;

-- What words are looked for in. Two spaces end each part, so that also its last two signs begin a trigram.
CREATE TABLE words (
  place INTEGER PRIMARY KEY,
  text TEXT NOT NULL
) STRICT;
DROP TRIGGER jobs_fts_insert;
DROP TRIGGER jobs_fts_delete;
DROP TRIGGER jobs_fts_update;
DROP TABLE jobs_fts;
DROP INDEX jobs_wall;
DROP INDEX jobs_counts;
CREATE VIRTUAL TABLE words_fts USING fts5(text, content='words', content_rowid='place', tokenize='trigram');
-- Which trigrams there are and where: one or two signs are found by the trigrams that begin with them.
CREATE VIRTUAL TABLE words_grams USING fts5vocab('words_fts', 'instance');

INSERT INTO tiles
SELECT
  (max(0, min(j.created_at, 4398046511103)) << 21) | (j.seq & 2097151), j.seq,
  j.favourite, j.trashed_at IS NOT NULL, j.state, nullif(j.rating, 0),
  coalesce(a.width, CAST(j.recipe_read ->> '$.size.width' AS INTEGER)),
  coalesce(a.height, CAST(j.recipe_read ->> '$.size.height' AS INTEGER)),
  round(coalesce(a.seconds, CAST(j.recipe_read ->> '$.seconds' AS REAL)), 1),
  CASE j.cost_kind WHEN 'known' THEN j.cost_micros WHEN 'unknown' THEN NULL ELSE 0 END, j.cost_kind,
  coalesce(json_array_length(j.recipe_read, '$.inputs'), 0) > 0,
  coalesce(j.recipe_read ->> '$.params.seed', j.recipe_read ->> '$.extra.seed') IS NOT NULL,
  coalesce(a.has_audio, 0), 0, j.action, j.model, j.server,
  coalesce(j.target_read ->> '$.server.name', j.server), j.cost_currency,
  CASE WHEN j.state NOT IN ('draft', 'held') AND NOT (j.state = 'failed' AND j.accepted_at IS NULL)
    THEN j.submit_started_at END
FROM (
  -- What a disk gave back as rubbish is no JSON; it keeps no other row from its tile.
  SELECT *, CASE WHEN json_valid(target) THEN target ELSE '{}' END AS target_read,
    CASE WHEN json_valid(recipe) THEN recipe ELSE '{}' END AS recipe_read
  FROM jobs WHERE removed_at IS NULL
) j LEFT JOIN assets a ON a.job = j.id AND a.kind = 'video'
GROUP BY j.seq;
INSERT INTO words
SELECT t.place, j.prompt || '  ' || char(10) || j.model || '  ' FROM tiles t JOIN jobs j ON j.seq = t.job;
INSERT INTO words_fts (words_fts) VALUES ('rebuild');

CREATE TRIGGER words_insert AFTER INSERT ON words BEGIN
  INSERT INTO words_fts (rowid, text) VALUES (new.place, new.text);
END;
CREATE TRIGGER words_delete AFTER DELETE ON words BEGIN
  INSERT INTO words_fts (words_fts, rowid, text) VALUES ('delete', old.place, old.text);
END;
CREATE TRIGGER words_update AFTER UPDATE ON words WHEN new.text IS NOT old.text BEGIN
  INSERT INTO words_fts (words_fts, rowid, text) VALUES ('delete', old.place, old.text);
  INSERT INTO words_fts (rowid, text) VALUES (new.place, new.text);
END;

CREATE TRIGGER tiles_insert AFTER INSERT ON jobs WHEN new.removed_at IS NULL BEGIN
  INSERT INTO tiles VALUES (
    (max(0, min(new.created_at, 4398046511103)) << 21) | (new.seq & 2097151), new.seq,
    new.favourite, new.trashed_at IS NOT NULL, new.state, nullif(new.rating, 0),
    CAST(new.recipe ->> '$.size.width' AS INTEGER),
    CAST(new.recipe ->> '$.size.height' AS INTEGER),
    round(CAST(new.recipe ->> '$.seconds' AS REAL), 1),
    CASE new.cost_kind WHEN 'known' THEN new.cost_micros WHEN 'unknown' THEN NULL ELSE 0 END, new.cost_kind,
    coalesce(json_array_length(new.recipe, '$.inputs'), 0) > 0,
    coalesce(new.recipe ->> '$.params.seed', new.recipe ->> '$.extra.seed') IS NOT NULL,
    0, 0, new.action, new.model, new.server,
    coalesce(new.target ->> '$.server.name', new.server), new.cost_currency,
    CASE WHEN new.state NOT IN ('draft', 'held') AND NOT (new.state = 'failed' AND new.accepted_at IS NULL)
      THEN new.submit_started_at END);
  INSERT INTO words
  SELECT place, new.prompt || '  ' || char(10) || new.model || '  ' FROM tiles WHERE job = new.seq;
END;
CREATE TRIGGER tiles_update AFTER UPDATE OF state, favourite, rating, trashed_at, submit_started_at, accepted_at ON jobs
WHEN new.removed_at IS NULL AND (new.state IS NOT old.state OR new.favourite IS NOT old.favourite
  OR new.rating IS NOT old.rating OR new.trashed_at IS NOT old.trashed_at
  OR new.submit_started_at IS NOT old.submit_started_at OR new.accepted_at IS NOT old.accepted_at)
BEGIN
  UPDATE tiles SET state = new.state, favourite = new.favourite, rating = nullif(new.rating, 0),
    trashed = new.trashed_at IS NOT NULL,
    charged_at = CASE WHEN new.state NOT IN ('draft', 'held') AND NOT (new.state = 'failed' AND new.accepted_at IS NULL)
      THEN new.submit_started_at END
  WHERE job = new.seq;
END;
CREATE TRIGGER tiles_remove AFTER UPDATE OF removed_at ON jobs WHEN new.removed_at IS NOT NULL BEGIN
  DELETE FROM words WHERE place = (SELECT place FROM tiles WHERE job = new.seq);
  DELETE FROM tiles WHERE job = new.seq;
END;
CREATE TRIGGER tiles_delete AFTER DELETE ON jobs BEGIN
  DELETE FROM words WHERE place = (SELECT place FROM tiles WHERE job = old.seq);
  DELETE FROM tiles WHERE job = old.seq;
END;

CREATE TRIGGER tiles_file AFTER INSERT ON assets WHEN new.kind = 'video' BEGIN
  UPDATE tiles SET width = coalesce(new.width, width), height = coalesce(new.height, height),
    seconds = coalesce(round(new.seconds, 1), seconds), has_audio = coalesce(new.has_audio, 0)
  WHERE job = (SELECT seq FROM jobs WHERE id = new.job);
END;

CREATE TRIGGER tiles_tag AFTER INSERT ON job_tag BEGIN
  UPDATE tiles SET has_tag = 1 WHERE job = new.job;
  UPDATE words SET text = (SELECT j.prompt || '  ' || char(10) || j.model || '  ' || coalesce((
      SELECT group_concat(char(10) || name || '  ', '') FROM tag JOIN job_tag jt ON jt.tag = tag.seq WHERE jt.job = j.seq), '')
    FROM jobs j WHERE j.seq = new.job)
  WHERE place = (SELECT place FROM tiles WHERE job = new.job);
END;
CREATE TRIGGER tiles_untag AFTER DELETE ON job_tag BEGIN
  UPDATE tiles SET has_tag = EXISTS (SELECT 1 FROM job_tag WHERE job = old.job) WHERE job = old.job;
  UPDATE words SET text = (SELECT j.prompt || '  ' || char(10) || j.model || '  ' || coalesce((
      SELECT group_concat(char(10) || name || '  ', '') FROM tag JOIN job_tag jt ON jt.tag = tag.seq WHERE jt.job = j.seq), '')
    FROM jobs j WHERE j.seq = old.job)
  WHERE place = (SELECT place FROM tiles WHERE job = old.job) AND EXISTS (SELECT 1 FROM jobs WHERE seq = old.job);
END;
