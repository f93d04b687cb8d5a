ALTER TABLE channel_sync DROP COLUMN skipped, DROP COLUMN takeovers;
