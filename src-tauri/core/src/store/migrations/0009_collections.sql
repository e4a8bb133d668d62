-- Collections: named sets of takes. A take may be in several of them. One that nothing is in any more is forgotten, as a tag is.
CREATE TABLE collection (
  seq INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE
) STRICT;

CREATE TABLE job_collection (
  job INTEGER NOT NULL REFERENCES jobs(seq) ON DELETE CASCADE,
  collection INTEGER NOT NULL REFERENCES collection(seq) ON DELETE CASCADE,
  PRIMARY KEY (job, collection)
) STRICT, WITHOUT ROWID;
CREATE INDEX job_collection_collection ON job_collection (collection, job);
