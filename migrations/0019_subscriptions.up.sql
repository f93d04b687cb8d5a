-- Outgoing webhooks: who is sent what, every delivery, and every attempt at one.
CREATE TABLE subscription (
    id uuid PRIMARY KEY,
    slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    title text NOT NULL,
    url text NOT NULL,
    -- Which types of events; NULL for all.
    types text[],
    -- Slugs of the channels; NULL for all that the bounds allow.
    channels text[],
    -- The channels that its creator was bound to, NULL for none, and whether confidential tickets were the creator's to see.
    bounds text[],
    confidential boolean NOT NULL,
    -- JsonLogic over the event's document.
    filter jsonb,
    disabled_reason text CHECK (disabled_reason IN ('asked', 'gone', 'failing')),
    disabled_at timestamptz,
    -- Sealed like credentials. The former one signs too until its time is over.
    secret bytea NOT NULL,
    secret_key text NOT NULL,
    former_secret bytea,
    former_secret_key text,
    former_secret_until timestamptz,
    -- How its calls go, for all processes: see SubscriptionStanding.
    failures integer NOT NULL DEFAULT 0 CHECK (failures >= 0),
    openings integer NOT NULL DEFAULT 0 CHECK (openings >= 0),
    failing_since timestamptz,
    last_failure_at timestamptz,
    last_error text,
    open_until timestamptz,
    probe_until timestamptz,
    throttled_until timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    revision bigint NOT NULL DEFAULT nextval('revision'),
    CHECK ((disabled_reason IS NULL) = (disabled_at IS NULL)),
    CHECK ((former_secret IS NULL) = (former_secret_key IS NULL)),
    CHECK ((former_secret IS NULL) = (former_secret_until IS NULL))
);
CREATE INDEX subscription_created_at ON subscription (created_at, id);

CREATE TABLE outgoing_delivery (
    -- The webhook-id of every attempt.
    id uuid PRIMARY KEY,
    subscription_id uuid NOT NULL REFERENCES subscription (id) ON DELETE CASCADE,
    event_id uuid,
    -- Of equal ones only the first is kept.
    unique_key text,
    type text NOT NULL,
    -- The body, byte for byte.
    payload text NOT NULL,
    -- Whether it tells of what is confidential.
    confidential boolean NOT NULL,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'failed')),
    detail text,
    -- Each replay is a round of its own, with the whole schedule. Jobs of earlier rounds do nothing.
    round integer NOT NULL DEFAULT 1,
    round_attempts integer NOT NULL DEFAULT 0,
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz,
    created_at timestamptz NOT NULL,
    finished_at timestamptz,
    UNIQUE (subscription_id, unique_key),
    CHECK ((state = 'waiting') = (finished_at IS NULL))
);
CREATE INDEX outgoing_delivery_created_at ON outgoing_delivery (created_at, id);
CREATE INDEX outgoing_delivery_subscription ON outgoing_delivery (subscription_id, created_at, id);
CREATE INDEX outgoing_delivery_state ON outgoing_delivery (subscription_id, state, created_at, id);
-- Every delivery is written twice at least, and a whole day's go at a time.
ALTER TABLE outgoing_delivery SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02,
    autovacuum_vacuum_insert_scale_factor = 0.02);

CREATE TABLE outgoing_attempt (
    delivery_id uuid NOT NULL REFERENCES outgoing_delivery (id) ON DELETE CASCADE,
    number integer NOT NULL,
    started_at timestamptz NOT NULL,
    duration_ms integer NOT NULL,
    -- The answer's; NULL where there was none.
    status integer,
    error text,
    headers json NOT NULL,
    -- Its first 4 KiB.
    body bytea NOT NULL,
    PRIMARY KEY (delivery_id, number)
);

-- The slug of the subscription that an event is about: that it was disabled.
ALTER TABLE event ADD COLUMN subscription text;
