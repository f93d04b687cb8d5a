ALTER TABLE ticket DROP COLUMN comments_mark;
