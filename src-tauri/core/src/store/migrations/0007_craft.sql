-- What helps with writing: prompts that were used, sets of settings, pieces of text.

-- A prompt as it is written in the form. It outlives its clips.
CREATE TABLE prompts (
  text TEXT NOT NULL PRIMARY KEY,
  used_at INTEGER NOT NULL,
  favourite INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX prompts_used ON prompts (used_at DESC);

CREATE TABLE presets (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  settings TEXT NOT NULL CHECK (json_valid(settings)),
  place INTEGER NOT NULL
) STRICT;

CREATE TABLE snippets (
  name TEXT NOT NULL PRIMARY KEY COLLATE NOCASE,
  text TEXT NOT NULL
) STRICT;

-- What was made so far. Texts that would mean something else in the form than they did (choices, lists) are left out.
INSERT INTO prompts (text, used_at)
  SELECT prompt, max(created_at) FROM jobs
  WHERE removed_at IS NULL AND action <> 'import' AND prompt <> '' AND instr(prompt, '|') = 0 AND instr(prompt, '__') = 0
  GROUP BY prompt ORDER BY max(created_at) DESC LIMIT 300;
