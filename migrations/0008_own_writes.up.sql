-- Who asked the gateway for what an event tells; NULL for what happened at the tracker.
ALTER TABLE event ADD COLUMN cause json;

-- What the gateway is about to do at a tracker, kept before the tracker is called: whoever sees the change first, the write itself, the
-- tracker's webhook or a sync, knows by this what caused it. Goes with the write; one that was never seen to end stays for a day.
CREATE TABLE own_write (
    id uuid PRIMARY KEY,
    channel_id uuid NOT NULL REFERENCES channel (id) ON DELETE CASCADE,
    -- The ticket, or the mark of one that is to be made.
    ticket_key text,
    marker text,
    -- The fields that it sets, and what else it does.
    subjects text[] NOT NULL,
    cause json NOT NULL,
    started_at timestamptz NOT NULL,
    CHECK (ticket_key IS NOT NULL OR marker IS NOT NULL)
);
CREATE INDEX own_write_ticket ON own_write (channel_id, ticket_key);
CREATE INDEX own_write_marker ON own_write (marker) WHERE marker IS NOT NULL;
CREATE INDEX own_write_started_at ON own_write (started_at);

-- Tickets that left a tracker: what an older delivery says of one is not believed before the tracker was asked.
CREATE TABLE ticket_gone (
    channel_id uuid NOT NULL REFERENCES channel (id) ON DELETE CASCADE,
    key text NOT NULL,
    gone_at timestamptz NOT NULL,
    PRIMARY KEY (channel_id, key)
);
CREATE INDEX ticket_gone_at ON ticket_gone (gone_at);
