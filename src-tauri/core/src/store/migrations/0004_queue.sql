-- What waits, by server and state in the order of its time: the scheduler takes as many as there are places, and never
-- reads past them. One server's thousand due jobs cost another server's one nothing.
CREATE INDEX jobs_queue ON jobs (server, state, next_at, seq) WHERE next_at IS NOT NULL AND removed_at IS NULL;
-- Files to fetch, those that expire first in front.
CREATE INDEX jobs_fetch ON jobs (coalesce(expires_at, 9000000000000000), next_at, seq)
  WHERE state = 'completed' AND next_at IS NOT NULL AND removed_at IS NULL;
-- The numbers on the chips without reading the rows: SQLite wants the condition among the columns for that.
CREATE INDEX jobs_counts ON jobs (state, favourite, removed_at) WHERE removed_at IS NULL;
DROP INDEX jobs_state;
