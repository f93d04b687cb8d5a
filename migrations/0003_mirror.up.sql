-- The mirror of the trackers' tickets, and the log of what happened to them.
CREATE TABLE ticket (
    id uuid PRIMARY KEY,
    channel_id uuid NOT NULL REFERENCES channel (id) ON DELETE CASCADE,
    tracker text NOT NULL,
    remote_id text NOT NULL CHECK (length(remote_id) BETWEEN 1 AND 255),
    key text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    url text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('issue', 'bug', 'task', 'subtask', 'incident', 'error', 'alert', 'other')),
    title text NOT NULL,
    body text NOT NULL,
    body_format text NOT NULL CHECK (body_format IN ('markdown', 'html', 'text', 'adf')),
    state text NOT NULL GENERATED ALWAYS AS (CASE WHEN status IN ('done', 'ignored') THEN 'closed' ELSE 'open' END) STORED,
    status text NOT NULL CHECK (status IN ('open', 'in_progress', 'on_hold', 'done', 'ignored', 'unknown')),
    status_raw_id text NOT NULL,
    status_raw_name text NOT NULL,
    resolution text CHECK (resolution IN ('completed', 'not_planned', 'duplicate', 'unknown')),
    priority text NOT NULL CHECK (priority IN ('urgent', 'high', 'normal', 'low', 'none')),
    severity text CHECK (severity IN ('fatal', 'error', 'warning', 'info', 'debug')),
    author json,
    author_username text,
    assignees json NOT NULL,
    assignee_usernames text[] NOT NULL,
    labels json NOT NULL,
    label_names text[] NOT NULL,
    milestone json,
    milestone_title text,
    parent_key text,
    due_at timestamptz,
    closed_at timestamptz,
    confidential boolean NOT NULL,
    locked boolean NOT NULL,
    comment_count integer NOT NULL CHECK (comment_count >= 0),
    fingerprint text,
    occurrences json,
    custom_fields json NOT NULL,
    remote_data json NOT NULL,
    has_links boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    synced_at timestamptz NOT NULL,
    comments_synced_at timestamptz,
    comments_as_of timestamptz,
    content_hash bytea NOT NULL,
    revision bigint NOT NULL DEFAULT nextval('revision'),
    created_month integer NOT NULL GENERATED ALWAYS AS
        (extract(year FROM created_at AT TIME ZONE 'UTC')::integer * 12
            + extract(month FROM created_at AT TIME ZONE 'UTC')::integer - 1) STORED,
    updated_month integer NOT NULL GENERATED ALWAYS AS
        (extract(year FROM updated_at AT TIME ZONE 'UTC')::integer * 12
            + extract(month FROM updated_at AT TIME ZONE 'UTC')::integer - 1) STORED,
    -- Bounded, so that no text can outgrow a tsvector's megabyte: 50,000 characters of four bytes, each counted up to three times
    -- (a hyphenated word and a URL are indexed whole and in parts), leave room for the positions.
    search tsvector NOT NULL GENERATED ALWAYS AS
        (setweight(to_tsvector('simple', left(key, 255)), 'A') || setweight(to_tsvector('english', left(title, 2000)), 'A')
            || setweight(to_tsvector('english', left(body, 50000)), 'B')) STORED,
    UNIQUE (channel_id, remote_id),
    UNIQUE (channel_id, key)
) WITH (fillfactor = 90, autovacuum_analyze_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02);
ALTER TABLE ticket ALTER COLUMN search SET STATISTICS 300;

CREATE INDEX ticket_url ON ticket USING hash (url);
CREATE INDEX ticket_search ON ticket USING gin (search) WITH (fastupdate = off);
CREATE INDEX ticket_parent ON ticket (channel_id, parent_key) WHERE parent_key IS NOT NULL;
-- One index for each filter and order, alone and within a channel: a page is read by walking one of them, however many tickets there are.
-- The months let a filter by one time be walked in the order of the other. What a caller may see is in the index, so that hidden tickets
-- are passed over without being read.
CREATE INDEX ticket_updated_at ON ticket (updated_at, id) INCLUDE (confidential);
CREATE INDEX ticket_channel_updated_at ON ticket (channel_id, updated_at, id) INCLUDE (confidential);
CREATE INDEX ticket_tracker_updated_at ON ticket (tracker, updated_at, id) INCLUDE (confidential);
CREATE INDEX ticket_status_updated_at ON ticket (status, updated_at, id) INCLUDE (confidential);
CREATE INDEX ticket_channel_status_updated_at ON ticket (channel_id, status, updated_at, id) INCLUDE (confidential);
CREATE INDEX ticket_priority_updated_at ON ticket (priority, updated_at, id) INCLUDE (confidential);
CREATE INDEX ticket_channel_priority_updated_at ON ticket (channel_id, priority, updated_at, id) INCLUDE (confidential);
CREATE INDEX ticket_kind_updated_at ON ticket (kind, updated_at, id) INCLUDE (confidential);
CREATE INDEX ticket_channel_kind_updated_at ON ticket (channel_id, kind, updated_at, id) INCLUDE (confidential);
CREATE INDEX ticket_author_username_updated_at ON ticket (author_username, updated_at, id)
    INCLUDE (confidential) WHERE author_username IS NOT NULL;
CREATE INDEX ticket_channel_author_username_updated_at ON ticket (channel_id, author_username, updated_at, id)
    INCLUDE (confidential) WHERE author_username IS NOT NULL;
CREATE INDEX ticket_severity_updated_at ON ticket (severity, updated_at, id) INCLUDE (confidential) WHERE severity IS NOT NULL;
CREATE INDEX ticket_channel_severity_updated_at ON ticket (channel_id, severity, updated_at, id)
    INCLUDE (confidential) WHERE severity IS NOT NULL;
CREATE INDEX ticket_milestone_title_updated_at ON ticket (milestone_title, updated_at, id)
    INCLUDE (confidential) WHERE milestone_title IS NOT NULL;
CREATE INDEX ticket_channel_milestone_title_updated_at ON ticket (channel_id, milestone_title, updated_at, id)
    INCLUDE (confidential) WHERE milestone_title IS NOT NULL;
CREATE INDEX ticket_created_month_updated_at ON ticket (created_month, updated_at, id) INCLUDE (confidential);
CREATE INDEX ticket_channel_created_month_updated_at ON ticket (channel_id, created_month, updated_at, id) INCLUDE (confidential);
CREATE INDEX ticket_created_at ON ticket (created_at, id) INCLUDE (confidential);
CREATE INDEX ticket_channel_created_at ON ticket (channel_id, created_at, id) INCLUDE (confidential);
CREATE INDEX ticket_tracker_created_at ON ticket (tracker, created_at, id) INCLUDE (confidential);
CREATE INDEX ticket_status_created_at ON ticket (status, created_at, id) INCLUDE (confidential);
CREATE INDEX ticket_channel_status_created_at ON ticket (channel_id, status, created_at, id) INCLUDE (confidential);
CREATE INDEX ticket_priority_created_at ON ticket (priority, created_at, id) INCLUDE (confidential);
CREATE INDEX ticket_channel_priority_created_at ON ticket (channel_id, priority, created_at, id) INCLUDE (confidential);
CREATE INDEX ticket_kind_created_at ON ticket (kind, created_at, id) INCLUDE (confidential);
CREATE INDEX ticket_channel_kind_created_at ON ticket (channel_id, kind, created_at, id) INCLUDE (confidential);
CREATE INDEX ticket_author_username_created_at ON ticket (author_username, created_at, id)
    INCLUDE (confidential) WHERE author_username IS NOT NULL;
CREATE INDEX ticket_channel_author_username_created_at ON ticket (channel_id, author_username, created_at, id)
    INCLUDE (confidential) WHERE author_username IS NOT NULL;
CREATE INDEX ticket_severity_created_at ON ticket (severity, created_at, id) INCLUDE (confidential) WHERE severity IS NOT NULL;
CREATE INDEX ticket_channel_severity_created_at ON ticket (channel_id, severity, created_at, id)
    INCLUDE (confidential) WHERE severity IS NOT NULL;
CREATE INDEX ticket_milestone_title_created_at ON ticket (milestone_title, created_at, id)
    INCLUDE (confidential) WHERE milestone_title IS NOT NULL;
CREATE INDEX ticket_channel_milestone_title_created_at ON ticket (channel_id, milestone_title, created_at, id)
    INCLUDE (confidential) WHERE milestone_title IS NOT NULL;
CREATE INDEX ticket_updated_month_created_at ON ticket (updated_month, created_at, id) INCLUDE (confidential);
CREATE INDEX ticket_channel_updated_month_created_at ON ticket (channel_id, updated_month, created_at, id) INCLUDE (confidential);

-- What a ticket has many of, with the times to sort by, so that these filters walk an index too. Kept by the triggers below.
CREATE TABLE ticket_label (
    ticket_id uuid NOT NULL REFERENCES ticket (id) ON DELETE CASCADE,
    label text NOT NULL,
    channel_id uuid NOT NULL,
    confidential boolean NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (ticket_id, label)
);
CREATE TABLE ticket_assignee (
    ticket_id uuid NOT NULL REFERENCES ticket (id) ON DELETE CASCADE,
    assignee text NOT NULL,
    channel_id uuid NOT NULL,
    confidential boolean NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (ticket_id, assignee)
);
CREATE INDEX ticket_label_updated_at ON ticket_label (label, updated_at, ticket_id) INCLUDE (confidential);
CREATE INDEX ticket_label_channel_updated_at ON ticket_label (channel_id, label, updated_at, ticket_id) INCLUDE (confidential);
CREATE INDEX ticket_label_created_at ON ticket_label (label, created_at, ticket_id) INCLUDE (confidential);
CREATE INDEX ticket_label_channel_created_at ON ticket_label (channel_id, label, created_at, ticket_id) INCLUDE (confidential);
CREATE INDEX ticket_assignee_updated_at ON ticket_assignee (assignee, updated_at, ticket_id) INCLUDE (confidential);
CREATE INDEX ticket_assignee_channel_updated_at ON ticket_assignee (channel_id, assignee, updated_at, ticket_id)
    INCLUDE (confidential);
CREATE INDEX ticket_assignee_created_at ON ticket_assignee (assignee, created_at, ticket_id) INCLUDE (confidential);
CREATE INDEX ticket_assignee_channel_created_at ON ticket_assignee (channel_id, assignee, created_at, ticket_id)
    INCLUDE (confidential);

-- Facts about a channel's mirror that would be slow to count.
CREATE TABLE channel_statistics (
    channel_id uuid PRIMARY KEY REFERENCES channel (id) ON DELETE CASCADE,
    ticket_count bigint NOT NULL DEFAULT 0,
    labels_synced_at timestamptz,
    milestones_synced_at timestamptz
);

-- Links between tickets, kept by the gateway. The type is what the source is to the target; the target sees the opposite one.
CREATE TABLE ticket_link (
    id uuid PRIMARY KEY,
    type text NOT NULL
        CHECK (type IN ('relates_to', 'blocks', 'blocked_by', 'duplicates', 'duplicated_by', 'parent_of', 'child_of')),
    source_id uuid NOT NULL REFERENCES ticket (id) ON DELETE CASCADE,
    target_id uuid REFERENCES ticket (id) ON DELETE SET NULL,
    target_url text NOT NULL,
    created_at timestamptz NOT NULL,
    revision bigint NOT NULL DEFAULT nextval('revision'),
    CHECK (source_id <> target_id)
);
CREATE INDEX ticket_link_source ON ticket_link (source_id, created_at, id);
CREATE INDEX ticket_link_target ON ticket_link (target_id, created_at, id);
CREATE INDEX ticket_link_waiting ON ticket_link (target_url) WHERE target_id IS NULL;

CREATE TABLE comment (
    id uuid PRIMARY KEY,
    channel_id uuid NOT NULL REFERENCES channel (id) ON DELETE CASCADE,
    ticket_id uuid NOT NULL REFERENCES ticket (id) ON DELETE CASCADE,
    remote_id text NOT NULL CHECK (length(remote_id) BETWEEN 1 AND 255),
    thread_id text,
    author json,
    on_behalf_of text,
    body text NOT NULL,
    url text,
    internal boolean NOT NULL,
    system boolean NOT NULL,
    remote_data json NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    synced_at timestamptz NOT NULL,
    content_hash bytea NOT NULL,
    revision bigint NOT NULL DEFAULT nextval('revision'),
    UNIQUE (ticket_id, remote_id)
);
CREATE INDEX comment_channel ON comment (channel_id);
CREATE INDEX comment_ticket ON comment (ticket_id, created_at, id);
CREATE INDEX comment_thread ON comment (ticket_id, thread_id, created_at, id) WHERE thread_id IS NOT NULL;

CREATE TABLE label (
    id uuid PRIMARY KEY,
    channel_id uuid NOT NULL REFERENCES channel (id) ON DELETE CASCADE,
    remote_id text NOT NULL,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
    color text,
    description text,
    scope text NOT NULL CHECK (scope IN ('project', 'group', 'org')),
    url text,
    synced_at timestamptz NOT NULL,
    revision bigint NOT NULL DEFAULT nextval('revision'),
    UNIQUE (channel_id, name)
);

CREATE TABLE milestone (
    id uuid PRIMARY KEY,
    channel_id uuid NOT NULL REFERENCES channel (id) ON DELETE CASCADE,
    remote_id text NOT NULL,
    key text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    url text,
    title text NOT NULL,
    description text,
    state text NOT NULL CHECK (state IN ('open', 'closed')),
    due_at timestamptz,
    closed_at timestamptz,
    created_at timestamptz,
    updated_at timestamptz,
    synced_at timestamptz NOT NULL,
    revision bigint NOT NULL DEFAULT nextval('revision'),
    UNIQUE (channel_id, key)
);

CREATE TABLE attachment (
    id uuid PRIMARY KEY,
    ticket_id uuid NOT NULL REFERENCES ticket (id) ON DELETE CASCADE,
    remote_id text NOT NULL CHECK (length(remote_id) BETWEEN 1 AND 1024),
    filename text NOT NULL,
    content_type text,
    size bigint CHECK (size >= 0),
    url text NOT NULL,
    author json,
    created_at timestamptz NOT NULL,
    revision bigint NOT NULL DEFAULT nextval('revision'),
    UNIQUE (ticket_id, remote_id)
);
CREATE INDEX attachment_ticket ON attachment (ticket_id, created_at, id);

-- What happened, append-only; a ticket's own part of it is its timeline, and stays when the ticket is gone.
CREATE TABLE event (
    id uuid PRIMARY KEY,
    type text NOT NULL,
    occurred_at timestamptz NOT NULL,
    connection_id uuid REFERENCES connection (id) ON DELETE CASCADE,
    channel_id uuid REFERENCES channel (id) ON DELETE CASCADE,
    ticket_id uuid,
    ticket_key text,
    comment_id uuid,
    confidential boolean NOT NULL DEFAULT false,
    actor json,
    origin text NOT NULL CHECK (origin IN ('webhook', 'poll', 'api', 'rule')),
    causation_id uuid,
    changes json NOT NULL
);
CREATE INDEX event_occurred_at ON event (occurred_at, id);
CREATE INDEX event_type ON event (type, occurred_at, id);
CREATE INDEX event_channel ON event (channel_id, occurred_at, id);
CREATE INDEX event_channel_type ON event (channel_id, type, occurred_at, id);
CREATE INDEX event_ticket ON event (ticket_id, occurred_at, id);
CREATE INDEX event_connection ON event (connection_id);

-- Creations with an Idempotency-Key that were sent to a tracker and not yet seen to succeed: a repeat looks for what they made before it
-- makes another.
CREATE TABLE creation_attempt (
    marker text PRIMARY KEY,
    channel_id uuid NOT NULL REFERENCES channel (id) ON DELETE CASCADE,
    started_at timestamptz NOT NULL
);
CREATE INDEX creation_attempt_channel ON creation_attempt (channel_id);
CREATE INDEX creation_attempt_started_at ON creation_attempt (started_at);

CREATE FUNCTION ticket_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE FUNCTION ticket_updated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM ticket_label l USING new_ticket n JOIN old_ticket o ON o.id = n.id
        WHERE l.ticket_id = n.id AND (n.label_names, n.confidential, n.created_at, n.updated_at)
            IS DISTINCT FROM (o.label_names, o.confidential, o.created_at, o.updated_at);
    INSERT INTO ticket_label (ticket_id, label, channel_id, confidential, created_at, updated_at)
        SELECT DISTINCT n.id, left(name, 255), n.channel_id, n.confidential, n.created_at, n.updated_at
        FROM new_ticket n JOIN old_ticket o ON o.id = n.id, unnest(n.label_names) name
        WHERE (n.label_names, n.confidential, n.created_at, n.updated_at)
            IS DISTINCT FROM (o.label_names, o.confidential, o.created_at, o.updated_at);
    DELETE FROM ticket_assignee a USING new_ticket n JOIN old_ticket o ON o.id = n.id
        WHERE a.ticket_id = n.id AND (n.assignee_usernames, n.confidential, n.created_at, n.updated_at)
            IS DISTINCT FROM (o.assignee_usernames, o.confidential, o.created_at, o.updated_at);
    INSERT INTO ticket_assignee (ticket_id, assignee, channel_id, confidential, created_at, updated_at)
        SELECT DISTINCT n.id, left(name, 255), n.channel_id, n.confidential, n.created_at, n.updated_at
        FROM new_ticket n JOIN old_ticket o ON o.id = n.id, unnest(n.assignee_usernames) name
        WHERE (n.assignee_usernames, n.confidential, n.created_at, n.updated_at)
            IS DISTINCT FROM (o.assignee_usernames, o.confidential, o.created_at, o.updated_at);
    RETURN NULL;
END $$;

CREATE FUNCTION ticket_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE channel_statistics s SET ticket_count = s.ticket_count - gone.count
        FROM (SELECT channel_id, count(*) FROM old_ticket GROUP BY 1 ORDER BY 1) gone WHERE s.channel_id = gone.channel_id;
    RETURN NULL;
END $$;

CREATE TRIGGER ticket_inserted AFTER INSERT ON ticket
    REFERENCING NEW TABLE AS new_ticket FOR EACH STATEMENT EXECUTE FUNCTION ticket_inserted();
CREATE TRIGGER ticket_updated AFTER UPDATE ON ticket
    REFERENCING OLD TABLE AS old_ticket NEW TABLE AS new_ticket FOR EACH STATEMENT EXECUTE FUNCTION ticket_updated();
CREATE TRIGGER ticket_deleted AFTER DELETE ON ticket
    REFERENCING OLD TABLE AS old_ticket FOR EACH STATEMENT EXECUTE FUNCTION ticket_deleted();

-- How many tickets the planner expects a full-text query to find. The plan of a search is chosen by it: a common word is found
-- faster by walking the tickets in their order, a rare one by the word's index.
-- Volatile: PostgreSQL refuses EXPLAIN in any other function.
CREATE FUNCTION ticket_search_estimate(query tsquery) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    plan json;
BEGIN
    EXECUTE format('EXPLAIN (FORMAT JSON) SELECT FROM ticket WHERE search @@ %L::tsquery', query) INTO plan;
    RETURN (plan -> 0 -> 'Plan' ->> 'Plan Rows')::bigint;
END $$;
