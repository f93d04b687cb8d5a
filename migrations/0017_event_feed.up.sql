-- The order in which events are handed on: by the transaction that wrote them (docs/decisions/0018). Those that are there come first. Two
-- steps, so that no row is written anew.
ALTER TABLE event ADD COLUMN transaction_id bigint NOT NULL DEFAULT 0;
ALTER TABLE event ALTER COLUMN transaction_id SET DEFAULT (pg_current_xact_id()::text)::bigint;
CREATE INDEX event_feed ON event (transaction_id, id);

-- How far those who act on events have come.
CREATE TABLE event_consumer (
    name text PRIMARY KEY,
    transaction_id bigint NOT NULL,
    event_id uuid NOT NULL
);

-- Puts what is stored before all that is to come, when it was restored into a server that counts its transactions from the start again. Run
-- whenever a process starts, before it writes anything.
CREATE FUNCTION adopt_restored_events() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    last bigint := (SELECT greatest((SELECT max(transaction_id) FROM event), (SELECT max(transaction_id) FROM event_consumer)));
BEGIN
    IF last >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint THEN
        UPDATE event SET transaction_id = transaction_id - last - 1;
        UPDATE event_consumer SET transaction_id = transaction_id - last - 1;
    END IF;
END $$;
