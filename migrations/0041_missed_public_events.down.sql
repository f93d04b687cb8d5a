ALTER TABLE rule DROP COLUMN missed_public_events;
