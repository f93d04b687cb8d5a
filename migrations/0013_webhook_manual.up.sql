-- A webhook without the tracker's identifier may be one that a person sets up, or one whose registration was cut off.
ALTER TABLE webhook ADD COLUMN manual boolean NOT NULL DEFAULT false;
UPDATE webhook SET manual = remote_id IS NULL;
