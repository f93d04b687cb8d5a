-- Which tickets the full sync that runs has read, by the tracker's identifiers. It is emptied when the sync ends.
CREATE TABLE sync_seen (
    channel_id uuid NOT NULL REFERENCES channel ON DELETE CASCADE,
    remote_id text NOT NULL,
    PRIMARY KEY (channel_id, remote_id)
);

-- Tickets that a complete full sync did not read. Each is looked up at the tracker before it is removed.
CREATE TABLE ticket_unseen (
    ticket_id uuid NOT NULL PRIMARY KEY REFERENCES ticket ON DELETE CASCADE,
    channel_id uuid NOT NULL REFERENCES channel ON DELETE CASCADE,
    gone_at timestamptz,
    confirmed boolean NOT NULL DEFAULT false,
    -- How often no answer came for it.
    tries integer NOT NULL DEFAULT 0
);
CREATE INDEX ticket_unseen_channel ON ticket_unseen (channel_id);

-- When the full sync began whose tickets sync_seen has from its first page on. Last, as syncs lock: the ticket, then their state.
ALTER TABLE channel_sync ADD COLUMN seen_since timestamptz;
