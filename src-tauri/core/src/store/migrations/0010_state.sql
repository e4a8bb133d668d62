-- Jobs of one state without reading the others: those that are open are few, those that are done are all the rest. A start asks
-- for every open state, and every quarter of a minute somebody looks for jobs that wait for no time.
CREATE INDEX jobs_state ON jobs (state, next_at) WHERE removed_at IS NULL;
