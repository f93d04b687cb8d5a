ALTER TABLE channel_sync DROP COLUMN requested;
