-- When a channel is read whole again by itself, and how many syncs in a row found nothing that its webhook had not told.
ALTER TABLE channel_sync ADD COLUMN full_due_at timestamptz, ADD COLUMN quiet_syncs integer NOT NULL DEFAULT 0;
