-- The tracker that the gateway keeps itself. Written by the adapter TrackerLocal alone.
CREATE TABLE local_project (
    id uuid PRIMARY KEY,
    connection_id uuid NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
    path text NOT NULL,
    last_ticket_number bigint NOT NULL DEFAULT 0,
    last_milestone_number bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (connection_id, path)
);

CREATE TABLE local_milestone (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES local_project (id) ON DELETE CASCADE,
    number bigint NOT NULL,
    title text NOT NULL,
    description text,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')),
    due_at timestamptz,
    closed_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (project_id, number),
    UNIQUE (project_id, title)
);

CREATE TABLE local_label (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES local_project (id) ON DELETE CASCADE,
    name text NOT NULL,
    color text,
    description text,
    UNIQUE (project_id, name)
);

CREATE TABLE local_ticket (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES local_project (id) ON DELETE CASCADE,
    number bigint NOT NULL,
    title text NOT NULL,
    body text NOT NULL,
    kind text NOT NULL,
    status text NOT NULL,
    resolution text,
    priority text NOT NULL,
    severity text,
    author text NOT NULL,
    assignees text[] NOT NULL,
    labels text[] NOT NULL,
    milestone_id uuid REFERENCES local_milestone (id) ON DELETE SET NULL,
    parent bigint,
    due_at timestamptz,
    closed_at timestamptz,
    confidential boolean NOT NULL,
    locked boolean NOT NULL DEFAULT false,
    marker text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (project_id, number),
    UNIQUE (project_id, marker)
);
CREATE INDEX local_ticket_updated_at ON local_ticket (project_id, updated_at, number);
CREATE INDEX local_ticket_milestone ON local_ticket (milestone_id) WHERE milestone_id IS NOT NULL;

CREATE TABLE local_comment (
    id uuid PRIMARY KEY,
    ticket_id uuid NOT NULL REFERENCES local_ticket (id) ON DELETE CASCADE,
    thread_id uuid NOT NULL,
    author text NOT NULL,
    body text NOT NULL,
    internal boolean NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX local_comment_ticket ON local_comment (ticket_id, id);

CREATE TABLE local_member (
    project_id uuid NOT NULL REFERENCES local_project (id) ON DELETE CASCADE,
    username text NOT NULL,
    role text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (project_id, username)
);

CREATE TABLE local_subscription (
    ticket_id uuid NOT NULL REFERENCES local_ticket (id) ON DELETE CASCADE,
    username text NOT NULL,
    PRIMARY KEY (ticket_id, username)
);

CREATE TABLE local_attachment (
    id uuid PRIMARY KEY,
    ticket_id uuid NOT NULL REFERENCES local_ticket (id) ON DELETE CASCADE,
    filename text NOT NULL,
    content_type text NOT NULL,
    content bytea NOT NULL,
    author text NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX local_attachment_ticket ON local_attachment (ticket_id, id);

-- A local project lives as long as its channel: nobody else can reach it.
CREATE FUNCTION delete_local_project() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM local_project WHERE connection_id = OLD.connection_id AND path = OLD.path;
    RETURN NULL;
END
$$;
CREATE TRIGGER channel_delete_local_project AFTER DELETE ON channel FOR EACH ROW EXECUTE FUNCTION delete_local_project();
