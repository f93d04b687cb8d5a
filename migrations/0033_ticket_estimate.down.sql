ALTER TABLE local_ticket DROP COLUMN estimate_seconds;
ALTER TABLE ticket DROP COLUMN estimate_seconds;
