-- Labels are found by the name as their tracker compares names: GitHub's without regard to upper and lower case. This states in SQL what
-- TrackerDriver.labelNamesIgnoreCase states in Swift; a test compares the two. The letter in front keeps the names of the two kinds of trackers
-- apart: a list over all channels looks for both.
CREATE FUNCTION label_ignores_case(tracker text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT tracker = 'github'
$$;
CREATE FUNCTION label_match_key(ignores_case boolean, name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN ignores_case THEN 'i:' || lower(name) ELSE 'e:' || name END
$$;

-- The version before may still run: the tables are locked in the order in which its transactions lock them. It finds labels more slowly from here on,
-- without the indexes that make room for those of the new column: both at a time would make every write of a ticket slower.
LOCK TABLE ticket IN SHARE ROW EXCLUSIVE MODE;
LOCK TABLE comment IN SHARE ROW EXCLUSIVE MODE;
LOCK TABLE ticket_label IN ACCESS EXCLUSIVE MODE;

DROP INDEX ticket_label_channel_created_at;
DROP INDEX ticket_label_channel_updated_at;
DROP INDEX ticket_label_created_at;
DROP INDEX ticket_label_updated_at;
ALTER TABLE ticket_label ADD COLUMN match_key text;
UPDATE ticket_label l SET match_key = label_match_key(label_ignores_case(t.tracker), l.label) FROM ticket t WHERE t.id = l.ticket_id;
ALTER TABLE ticket_label ALTER COLUMN match_key SET NOT NULL;
CREATE INDEX ticket_label_channel_match_created_at ON ticket_label (channel_id, match_key, created_at, ticket_id) INCLUDE (confidential);
CREATE INDEX ticket_label_channel_match_updated_at ON ticket_label (channel_id, match_key, updated_at, ticket_id) INCLUDE (confidential);
CREATE INDEX ticket_label_match_created_at ON ticket_label (match_key, created_at, ticket_id) INCLUDE (confidential);
CREATE INDEX ticket_label_match_updated_at ON ticket_label (match_key, updated_at, ticket_id) INCLUDE (confidential);

CREATE OR REPLACE FUNCTION ticket_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM new_ticket WHERE label_names <> '{}') THEN
        INSERT INTO ticket_label (ticket_id, label, channel_id, confidential, created_at, updated_at, match_key)
            SELECT DISTINCT ON (n.id, match_key) n.id, left(name, 255), n.channel_id, n.confidential, n.created_at, n.updated_at,
                label_match_key(label_ignores_case(n.tracker), left(name, 255)) AS match_key
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
    -- Links that waited for these tickets to be mirrored. Tickets of the built-in tracker have no address, and so have links to deleted ones.
    IF EXISTS (SELECT FROM new_ticket n JOIN ticket_link l ON l.target_url = n.url WHERE l.target_id IS NULL AND l.source_id <> n.id
        AND n.url <> '') THEN
        WITH found AS (
            UPDATE ticket_link l SET target_id = n.id FROM new_ticket n
            WHERE l.target_id IS NULL AND l.target_url = n.url AND n.url <> '' AND l.source_id <> n.id RETURNING n.id, l.source_id)
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
        INSERT INTO ticket_label (ticket_id, label, channel_id, confidential, created_at, updated_at, match_key)
            SELECT DISTINCT ON (n.id, match_key) n.id, left(name, 255), n.channel_id, n.confidential, n.created_at, n.updated_at,
                label_match_key(label_ignores_case(n.tracker), left(name, 255)) AS match_key
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

-- Readers without tickets:confidential see the number of comments without the internal ones, which few tickets have.
CREATE INDEX comment_internal ON comment (ticket_id) WHERE internal AND NOT system;
