-- What a channel's syncs could not read, and how often a sync was taken over since it last stored a page.
ALTER TABLE channel_sync
    ADD COLUMN skipped json NOT NULL DEFAULT '[]',
    ADD COLUMN takeovers integer NOT NULL DEFAULT 0;
