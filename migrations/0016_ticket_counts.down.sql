CREATE OR REPLACE FUNCTION ticket_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ticket_label (ticket_id, label, channel_id, confidential, created_at, updated_at)
        SELECT DISTINCT n.id, left(name, 255), n.channel_id, n.confidential, n.created_at, n.updated_at
        FROM new_ticket n, unnest(n.label_names) name;
    INSERT INTO ticket_assignee (ticket_id, assignee, channel_id, confidential, created_at, updated_at)
        SELECT DISTINCT n.id, left(name, 255), n.channel_id, n.confidential, n.created_at, n.updated_at
        FROM new_ticket n, unnest(n.assignee_usernames) name;
    INSERT INTO channel_statistics AS s (channel_id, ticket_count)
        SELECT n.channel_id, count(*) FROM new_ticket n GROUP BY 1 ORDER BY 1
        ON CONFLICT (channel_id) DO UPDATE SET ticket_count = s.ticket_count + excluded.ticket_count;
    -- Links that waited for these tickets to be mirrored.
    WITH found AS (
        UPDATE ticket_link l SET target_id = n.id FROM new_ticket n
        WHERE l.target_id IS NULL AND l.target_url = n.url AND l.source_id <> n.id RETURNING n.id, l.source_id)
    UPDATE ticket t SET has_links = true, revision = nextval('revision') FROM found f WHERE t.id IN (f.id, f.source_id);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION ticket_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE channel_statistics s SET ticket_count = s.ticket_count - gone.count
        FROM (SELECT channel_id, count(*) FROM old_ticket GROUP BY 1 ORDER BY 1) gone WHERE s.channel_id = gone.channel_id;
    RETURN NULL;
END $$;

INSERT INTO channel_statistics AS s (channel_id, ticket_count) SELECT channel_id, sum(tickets) FROM ticket_count GROUP BY 1
    ON CONFLICT (channel_id) DO UPDATE SET ticket_count = excluded.ticket_count;
DROP TABLE ticket_count;
COMMENT ON COLUMN channel_statistics.ticket_count IS NULL;
