-- Whether another sync was asked for while one ran: it follows.
ALTER TABLE channel_sync ADD COLUMN requested boolean NOT NULL DEFAULT false;
