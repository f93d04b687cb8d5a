DROP TABLE clock_watch;
DROP INDEX event_public;
DROP INDEX event_channel_public;
