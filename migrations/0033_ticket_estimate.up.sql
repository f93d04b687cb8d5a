ALTER TABLE ticket ADD COLUMN estimate_seconds integer;
ALTER TABLE local_ticket ADD COLUMN estimate_seconds integer;
