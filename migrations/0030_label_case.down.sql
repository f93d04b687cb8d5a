DROP INDEX comment_internal;
CREATE OR REPLACE FUNCTION ticket_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM new_ticket WHERE label_names <> '{}') THEN
        INSERT INTO ticket_label (ticket_id, label, channel_id, confidential, created_at, updated_at)
            SELECT DISTINCT n.id, left(name, 255), n.channel_id, n.confidential, n.created_at, n.updated_at
            FROM new_ticket n, unnest(n.label_names) name;
    END IF;
    IF EXISTS (SELECT FROM new_ticket WHERE assignee_usernames <> '{}') THEN
        INSERT INTO ticket_assignee (ticket_id, assignee, channel_id, confidential, created_at, updated_at)
            SELECT DISTINCT n.id, left(name, 255), n.channel_id, n.confidential, n.created_at, n.updated_at
            FROM new_ticket n, unnest(n.assignee_usernames) name;
    END IF;
    INSERT INTO ticket_count AS c (channel_id, shard, tickets)
        SELECT n.channel_id, pg_backend_pid() % 32, count(*) FROM new_ticket n GROUP BY 1 ORDER BY 1
        ON CONFLICT (channel_id, shard) DO UPDATE SET tickets = c.tickets + excluded.tickets;
    -- Links that waited for these tickets to be mirrored.
    IF EXISTS (SELECT FROM new_ticket n JOIN ticket_link l ON l.target_url = n.url WHERE l.target_id IS NULL AND l.source_id <> n.id) THEN
        WITH found AS (
            UPDATE ticket_link l SET target_id = n.id FROM new_ticket n
            WHERE l.target_id IS NULL AND l.target_url = n.url AND l.source_id <> n.id RETURNING n.id, l.source_id)
        UPDATE ticket t SET has_links = true, revision = nextval('revision') FROM found f WHERE t.id IN (f.id, f.source_id);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION ticket_updated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM new_ticket n JOIN old_ticket o ON o.id = n.id
        WHERE (n.label_names <> '{}' OR o.label_names <> '{}') AND (n.label_names, n.confidential, n.created_at, n.updated_at)
            IS DISTINCT FROM (o.label_names, o.confidential, o.created_at, o.updated_at)) THEN
        DELETE FROM ticket_label l USING new_ticket n JOIN old_ticket o ON o.id = n.id
            WHERE l.ticket_id = n.id AND (n.label_names, n.confidential, n.created_at, n.updated_at)
                IS DISTINCT FROM (o.label_names, o.confidential, o.created_at, o.updated_at);
        INSERT INTO ticket_label (ticket_id, label, channel_id, confidential, created_at, updated_at)
            SELECT DISTINCT n.id, left(name, 255), n.channel_id, n.confidential, n.created_at, n.updated_at
            FROM new_ticket n JOIN old_ticket o ON o.id = n.id, unnest(n.label_names) name
            WHERE (n.label_names, n.confidential, n.created_at, n.updated_at)
                IS DISTINCT FROM (o.label_names, o.confidential, o.created_at, o.updated_at);
    END IF;
    IF EXISTS (SELECT FROM new_ticket n JOIN old_ticket o ON o.id = n.id
        WHERE (n.assignee_usernames <> '{}' OR o.assignee_usernames <> '{}')
            AND (n.assignee_usernames, n.confidential, n.created_at, n.updated_at)
            IS DISTINCT FROM (o.assignee_usernames, o.confidential, o.created_at, o.updated_at)) THEN
        DELETE FROM ticket_assignee a USING new_ticket n JOIN old_ticket o ON o.id = n.id
            WHERE a.ticket_id = n.id AND (n.assignee_usernames, n.confidential, n.created_at, n.updated_at)
                IS DISTINCT FROM (o.assignee_usernames, o.confidential, o.created_at, o.updated_at);
        INSERT INTO ticket_assignee (ticket_id, assignee, channel_id, confidential, created_at, updated_at)
            SELECT DISTINCT n.id, left(name, 255), n.channel_id, n.confidential, n.created_at, n.updated_at
            FROM new_ticket n JOIN old_ticket o ON o.id = n.id, unnest(n.assignee_usernames) name
            WHERE (n.assignee_usernames, n.confidential, n.created_at, n.updated_at)
                IS DISTINCT FROM (o.assignee_usernames, o.confidential, o.created_at, o.updated_at);
    END IF;
    RETURN NULL;
END $$;

DROP INDEX ticket_label_channel_match_created_at;
DROP INDEX ticket_label_channel_match_updated_at;
DROP INDEX ticket_label_match_created_at;
DROP INDEX ticket_label_match_updated_at;
ALTER TABLE ticket_label DROP COLUMN match_key;
CREATE INDEX ticket_label_updated_at ON ticket_label (label, updated_at, ticket_id) INCLUDE (confidential);
CREATE INDEX ticket_label_channel_updated_at ON ticket_label (channel_id, label, updated_at, ticket_id) INCLUDE (confidential);
CREATE INDEX ticket_label_created_at ON ticket_label (label, created_at, ticket_id) INCLUDE (confidential);
CREATE INDEX ticket_label_channel_created_at ON ticket_label (channel_id, label, created_at, ticket_id) INCLUDE (confidential);
DROP FUNCTION label_match_key(boolean, text);
DROP FUNCTION label_ignores_case(text);
