ALTER TABLE channel_sync DROP COLUMN quiet_syncs, DROP COLUMN full_due_at;
