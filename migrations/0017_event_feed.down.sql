DROP FUNCTION adopt_restored_events();
DROP TABLE event_consumer;
DROP INDEX event_feed;
ALTER TABLE event DROP COLUMN transaction_id;
