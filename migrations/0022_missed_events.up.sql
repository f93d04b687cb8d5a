-- What a rule missed while it was off: told when it is turned on again, and taken away once it was run on those events.
ALTER TABLE rule
    ADD COLUMN off_since timestamptz,
    ADD COLUMN missed_from timestamptz,
    ADD COLUMN missed_to timestamptz,
    ADD COLUMN missed_events integer,
    ADD CHECK ((missed_from IS NULL) = (missed_to IS NULL) AND (missed_from IS NULL) = (missed_events IS NULL));
-- Those that the gateway turned off say when. Of the others it was never kept.
UPDATE rule SET off_since = disabled_at WHERE disabled_at IS NOT NULL;
