ALTER TABLE rule DROP COLUMN off_since, DROP COLUMN missed_from, DROP COLUMN missed_to, DROP COLUMN missed_events;
