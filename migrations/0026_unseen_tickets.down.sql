DROP TABLE ticket_unseen;
DROP TABLE sync_seen;
