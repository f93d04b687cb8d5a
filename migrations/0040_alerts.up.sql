-- Flavors and tokens of alerts, and the alerts of the Alerts API. The version before ignores these tables.
CREATE TABLE alert_flavor (
    id uuid PRIMARY KEY,
    slug text NOT NULL UNIQUE CHECK (slug ~ '^[A-Za-z0-9_-]{1,50}$'),
    name text NOT NULL UNIQUE,
    description text NOT NULL,
    more_info text,
    default_severity integer NOT NULL,
    enabled boolean NOT NULL,
    -- The monitoring system that sends incoming alerts; NULL if all alerts come through the Alerts API.
    source text CHECK (source IN ('alertmanager', 'grafana', 'sentry', 'glitchtip', 'pagerduty', 'opsgenie', 'generic')),
    -- The channel of the tickets; NULL if alerts are only stored.
    channel_id uuid REFERENCES channel (id) ON DELETE SET NULL,
    template_id uuid REFERENCES template (id) ON DELETE SET NULL,
    -- How the tickets follow the alerts; missing members have their defaults. Durations are in seconds.
    policy jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    revision bigint NOT NULL DEFAULT new_revision()
);
CREATE INDEX alert_flavor_created_at ON alert_flavor (created_at, id);
CREATE INDEX alert_flavor_channel ON alert_flavor (channel_id) WHERE channel_id IS NOT NULL;
CREATE INDEX alert_flavor_template ON alert_flavor (template_id) WHERE template_id IS NOT NULL;

CREATE TABLE alert_token (
    id uuid PRIMARY KEY,
    summary text NOT NULL,
    contact text NOT NULL,
    -- SHA-256 of the token's text.
    token_hash bytea NOT NULL UNIQUE,
    enabled boolean NOT NULL,
    disabled_reason text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    revision bigint NOT NULL DEFAULT new_revision()
);
CREATE INDEX alert_token_created_at ON alert_token (created_at, id);

-- The flavors whose alerts a token can post and read.
CREATE TABLE alert_token_flavor (
    token_id uuid NOT NULL REFERENCES alert_token (id) ON DELETE CASCADE,
    flavor_id uuid NOT NULL REFERENCES alert_flavor (id) ON DELETE CASCADE,
    PRIMARY KEY (token_id, flavor_id)
);
CREATE INDEX alert_token_flavor_flavor ON alert_token_flavor (flavor_id);

-- One row for each alert that was posted, even if it equals an earlier one.
CREATE TABLE alert_record (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    flavor_id uuid NOT NULL REFERENCES alert_flavor (id) ON DELETE CASCADE,
    severity integer NOT NULL,
    summary text NOT NULL,
    description text NOT NULL,
    emitter_name text NOT NULL,
    emitter_version integer NOT NULL,
    links jsonb NOT NULL,
    start_time timestamptz,
    end_time timestamptz,
    created_at timestamptz NOT NULL
);
CREATE INDEX alert_record_flavor ON alert_record (flavor_id, created_at, id);
CREATE INDEX alert_record_created_at ON alert_record (created_at, id);

-- What the alerts of a monitoring system with one key are about. The lock on its row orders alerts with this key.
CREATE TABLE incoming_alert (
    id uuid PRIMARY KEY,
    flavor_id uuid NOT NULL REFERENCES alert_flavor (id) ON DELETE CASCADE,
    source text NOT NULL
        CHECK (source IN ('alertmanager', 'grafana', 'sentry', 'glitchtip', 'pagerduty', 'opsgenie', 'generic')),
    key text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (flavor_id, source, key)
);

-- From the first alert that reports a problem to the one that resolves it.
CREATE TABLE alert_episode (
    id uuid PRIMARY KEY,
    alert_id uuid NOT NULL REFERENCES incoming_alert (id) ON DELETE CASCADE,
    -- The episode in the Alerts API.
    record_id bigint REFERENCES alert_record (id) ON DELETE SET NULL,
    group_key text,
    fired_at timestamptz NOT NULL,
    resolved_at timestamptz,
    -- How often it was reported.
    count integer NOT NULL,
    -- What the sender sent last about it.
    payload jsonb NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX alert_episode_alert ON alert_episode (alert_id, fired_at);
CREATE UNIQUE INDEX alert_episode_open ON alert_episode (alert_id) WHERE resolved_at IS NULL;
CREATE INDEX alert_episode_record ON alert_episode (record_id) WHERE record_id IS NOT NULL;
CREATE INDEX alert_episode_resolved_at ON alert_episode (resolved_at, id) WHERE resolved_at IS NOT NULL;
