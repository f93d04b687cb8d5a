-- ETags are made of revisions. Numbers of one sequence would show callers how much happens in channels that they may not read; random ones show
-- nothing. Tickets, comments and connections keep the sequence: the ETags of tickets and comments are digests of their content, and the order of
-- comments' and connections' revisions matters.
CREATE FUNCTION new_revision() RETURNS bigint LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
    SELECT ('x' || right(gen_random_uuid()::text, 12))::bit(48)::bigint
$$;

-- The version before may still run: the tables are locked in the order in which its transactions lock them.
LOCK TABLE ticket IN SHARE MODE;

-- Counts the tickets of a channel that a caller without tickets:confidential may not know of.
CREATE INDEX ticket_confidential ON ticket (channel_id) WHERE confidential;

ALTER TABLE attachment ALTER COLUMN revision SET DEFAULT new_revision();
ALTER TABLE ticket_link ALTER COLUMN revision SET DEFAULT new_revision();
ALTER TABLE label ALTER COLUMN revision SET DEFAULT new_revision();
ALTER TABLE milestone ALTER COLUMN revision SET DEFAULT new_revision();
ALTER TABLE channel ALTER COLUMN revision SET DEFAULT new_revision();
ALTER TABLE template ALTER COLUMN revision SET DEFAULT new_revision();
ALTER TABLE subscription ALTER COLUMN revision SET DEFAULT new_revision();
ALTER TABLE rule ALTER COLUMN revision SET DEFAULT new_revision();
