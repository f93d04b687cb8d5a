DROP TABLE ticket_gone;
DROP TABLE own_write;
ALTER TABLE event DROP COLUMN cause;
