-- What trackers send: the webhook of each channel, and every delivery as it came in.
CREATE TABLE webhook (
    channel_id uuid PRIMARY KEY REFERENCES channel (id) ON DELETE CASCADE,
    -- What deliveries are proved with, sealed like credentials.
    secret bytea NOT NULL,
    secret_key text NOT NULL,
    -- The tracker's identifier; NULL for a webhook that a person sets up at the tracker.
    remote_id text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

CREATE TABLE delivery (
    id uuid PRIMARY KEY,
    channel_id uuid NOT NULL REFERENCES channel (id) ON DELETE CASCADE,
    -- The tracker's identifier of the event, or the hash of the body where it has none.
    remote_id text NOT NULL,
    event text NOT NULL,
    state text NOT NULL DEFAULT 'received' CHECK (state IN ('received', 'applied', 'ignored', 'failed')),
    detail text,
    -- Without what proves the sender.
    headers json NOT NULL,
    body bytea NOT NULL,
    received_at timestamptz NOT NULL,
    finished_at timestamptz,
    UNIQUE (channel_id, remote_id)
);
CREATE INDEX delivery_received_at ON delivery (received_at, id);
CREATE INDEX delivery_channel ON delivery (channel_id, received_at, id);
CREATE INDEX delivery_state ON delivery (state, received_at, id) WHERE state IN ('received', 'failed');
