-- The mark of the latest reading of a ticket's comments that the mirror has: a revision that was taken before the tracker was asked.
ALTER TABLE ticket ADD COLUMN comments_mark bigint NOT NULL DEFAULT 0;
