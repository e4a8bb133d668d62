-- What refusals teach, what was deleted on a server, and stills that servers serve.

-- What the refusal of this job taught: it can be made again with that.
ALTER TABLE jobs ADD COLUMN lesson TEXT CHECK (lesson IS NULL OR json_valid(lesson));
-- What earlier refusals taught and this job follows: remembered for the model once the server accepts it.
ALTER TABLE jobs ADD COLUMN trials TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(trials));
-- When the user deleted its video on the server.
ALTER TABLE jobs ADD COLUMN remote_deleted_at INTEGER;

-- How often in a row the server said that it has no such job; other trouble is counted apart.
ALTER TABLE jobs ADD COLUMN unknown_polls INTEGER NOT NULL DEFAULT 0;

-- The list of capabilities became longer and will again; which words are known is the program's business.
CREATE TABLE capabilities_new (
  server TEXT NOT NULL,
  capability TEXT NOT NULL,
  present INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (server, capability)
) STRICT;
INSERT INTO capabilities_new SELECT server, capability, present, at FROM capabilities;
DROP TABLE capabilities;
ALTER TABLE capabilities_new RENAME TO capabilities;
