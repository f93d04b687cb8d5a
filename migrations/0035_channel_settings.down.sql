ALTER TABLE channel DROP COLUMN settings;
