-- Revisions never repeat, so that an ETag of a deleted thing never fits its successor.
CREATE SEQUENCE revision;

CREATE TABLE connection (
    id uuid PRIMARY KEY,
    slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    title text NOT NULL,
    tracker text NOT NULL,
    base_url text,
    credentials bytea,
    credentials_key text,
    status text NOT NULL DEFAULT 'unverified' CHECK (status IN ('unverified', 'ok', 'degraded', 'failing', 'unauthorized')),
    status_detail text,
    account jsonb,
    settings jsonb NOT NULL DEFAULT '{}',
    verified_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    revision bigint NOT NULL DEFAULT nextval('revision'),
    CHECK ((credentials IS NULL) = (credentials_key IS NULL))
);
CREATE INDEX connection_created_at ON connection (created_at, id);

CREATE TABLE channel (
    id uuid PRIMARY KEY,
    slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    title text NOT NULL,
    connection_id uuid NOT NULL REFERENCES connection (id) ON DELETE RESTRICT,
    path text NOT NULL,
    url text,
    remote_project_id text,
    status_map jsonb NOT NULL DEFAULT '{}',
    sync_enabled boolean NOT NULL DEFAULT true,
    sync_interval_seconds integer NOT NULL DEFAULT 300 CHECK (sync_interval_seconds BETWEEN 30 AND 86400),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    revision bigint NOT NULL DEFAULT nextval('revision'),
    UNIQUE (connection_id, path)
);
CREATE INDEX channel_created_at ON channel (created_at, id);

-- How the mirror of a channel goes. A sync that died is taken up again from page_token when its lease ends.
CREATE TABLE channel_sync (
    channel_id uuid PRIMARY KEY REFERENCES channel (id) ON DELETE CASCADE,
    state text NOT NULL DEFAULT 'idle' CHECK (state IN ('idle', 'queued', 'running', 'failed')),
    mode text CHECK (mode IN ('full', 'incremental')),
    full_requested boolean NOT NULL DEFAULT true,
    page_token text,
    since timestamptz,
    watermark timestamptz,
    tickets bigint NOT NULL DEFAULT 0,
    tickets_total bigint,
    comments bigint NOT NULL DEFAULT 0,
    started_at timestamptz,
    finished_at timestamptz,
    synced_at timestamptz,
    next_at timestamptz,
    lease_owner text,
    lease_until timestamptz,
    failures integer NOT NULL DEFAULT 0,
    error_code text,
    error_message text
);
CREATE INDEX channel_sync_due ON channel_sync (next_at) WHERE next_at IS NOT NULL;

-- What trackers answered, to ask them again with If-None-Match.
CREATE TABLE conditional_response (
    connection_id uuid NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
    key bytea NOT NULL,
    etag text,
    last_modified text,
    status integer NOT NULL,
    headers jsonb NOT NULL,
    body bytea NOT NULL,
    stored_at timestamptz NOT NULL,
    PRIMARY KEY (connection_id, key)
);
CREATE INDEX conditional_response_stored_at ON conditional_response (stored_at);
