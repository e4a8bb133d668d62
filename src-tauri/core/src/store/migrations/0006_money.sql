-- What things cost: prices that the user entered, the cost that is frozen with each job, and what is counted of it.

CREATE TABLE prices (
  id TEXT PRIMARY KEY,
  server TEXT NOT NULL,
  -- Empty: every model of that server.
  model TEXT NOT NULL,
  conditions TEXT NOT NULL CHECK (json_valid(conditions)),
  -- `0.10 USD per second`, `0.80 USD per clip`, `free`, `unknown`.
  rate TEXT NOT NULL,
  as_of TEXT NOT NULL,
  source TEXT NOT NULL
) STRICT;

-- A job without a known price has no amount: NULL, never 0.
ALTER TABLE jobs ADD COLUMN cost_kind TEXT NOT NULL DEFAULT 'unknown'
  CHECK (cost_kind IN ('unknown', 'free', 'included', 'known'));
ALTER TABLE jobs ADD COLUMN cost_micros INTEGER;
ALTER TABLE jobs ADD COLUMN cost_currency TEXT;
-- The price by which it was reckoned.
ALTER TABLE jobs ADD COLUMN cost_basis TEXT CHECK (cost_basis IS NULL OR json_valid(cost_basis));
-- The user sent it although the day's budget was used up.
ALTER TABLE jobs ADD COLUMN budget_waived INTEGER NOT NULL DEFAULT 0;

UPDATE jobs SET cost_kind = 'free' WHERE server = 'demo';

-- Everything that a sum of a time asks for, so that it reads no rows of jobs.
CREATE INDEX jobs_spend ON jobs (submit_started_at, state, accepted_at, server, model, cost_kind, cost_currency, cost_micros)
  WHERE submit_started_at IS NOT NULL;
