-- How many tickets a channel has, in several rows: each session adds to one of its own, so that new tickets of one channel do not wait for
-- one another's commits. A single row of them may be below zero; their sum is the number.
CREATE TABLE ticket_count (
    channel_id uuid NOT NULL REFERENCES channel (id) ON DELETE CASCADE,
    shard smallint NOT NULL CHECK (shard >= 0),
    tickets bigint NOT NULL,
    PRIMARY KEY (channel_id, shard)
) WITH (fillfactor = 50);

INSERT INTO ticket_count (channel_id, shard, tickets) SELECT channel_id, 0, ticket_count FROM channel_statistics;

CREATE OR REPLACE FUNCTION ticket_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ticket_label (ticket_id, label, channel_id, confidential, created_at, updated_at)
        SELECT DISTINCT n.id, left(name, 255), n.channel_id, n.confidential, n.created_at, n.updated_at
        FROM new_ticket n, unnest(n.label_names) name;
    INSERT INTO ticket_assignee (ticket_id, assignee, channel_id, confidential, created_at, updated_at)
        SELECT DISTINCT n.id, left(name, 255), n.channel_id, n.confidential, n.created_at, n.updated_at
        FROM new_ticket n, unnest(n.assignee_usernames) name;
    INSERT INTO ticket_count AS c (channel_id, shard, tickets)
        SELECT n.channel_id, pg_backend_pid() % 32, count(*) FROM new_ticket n GROUP BY 1 ORDER BY 1
        ON CONFLICT (channel_id, shard) DO UPDATE SET tickets = c.tickets + excluded.tickets;
    -- Links that waited for these tickets to be mirrored.
    WITH found AS (
        UPDATE ticket_link l SET target_id = n.id FROM new_ticket n
        WHERE l.target_id IS NULL AND l.target_url = n.url AND l.source_id <> n.id RETURNING n.id, l.source_id)
    UPDATE ticket t SET has_links = true, revision = nextval('revision') FROM found f WHERE t.id IN (f.id, f.source_id);
    RETURN NULL;
END $$;

-- A channel that is deleted takes its tickets and its counts with it, in whichever order: so rows are changed here, and none made.
CREATE OR REPLACE FUNCTION ticket_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE ticket_count c SET tickets = c.tickets - gone.count
        FROM (SELECT channel_id, count(*) FROM old_ticket GROUP BY 1 ORDER BY 1) gone
        WHERE c.channel_id = gone.channel_id AND c.shard = (
            SELECT own.shard FROM ticket_count own WHERE own.channel_id = gone.channel_id
            ORDER BY own.shard <> pg_backend_pid() % 32, own.shard LIMIT 1);
    RETURN NULL;
END $$;

-- The column stays for processes of the version before, which read it; nobody writes it any more.
COMMENT ON COLUMN channel_statistics.ticket_count IS 'unused since migration 16: see ticket_count';
