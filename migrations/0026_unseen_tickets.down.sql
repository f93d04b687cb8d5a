ALTER TABLE channel_sync DROP COLUMN seen_since;
DROP TABLE ticket_unseen;
DROP TABLE sync_seen;
