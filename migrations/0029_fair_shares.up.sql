-- Callers who may not see confidential events list the others without passing over those.
CREATE INDEX event_channel_public ON event (channel_id, occurred_at, id) WHERE NOT confidential;
CREATE INDEX event_public ON event (occurred_at, id) WHERE NOT confidential;

-- The latest time of the database that a process saw: when it goes back, due times go with it.
CREATE TABLE clock_watch (
    id smallint PRIMARY KEY CHECK (id = 1),
    seen_at timestamptz NOT NULL
);
