-- How many of the events that a rule missed may be shown to readers that may not see confidential tickets. Unknown for
-- those counted before: these readers then see no count.
ALTER TABLE rule ADD COLUMN missed_public_events integer;
