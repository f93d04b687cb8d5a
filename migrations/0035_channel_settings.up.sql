ALTER TABLE channel ADD COLUMN settings jsonb NOT NULL DEFAULT '{}';
