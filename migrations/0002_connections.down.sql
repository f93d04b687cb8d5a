DROP TABLE conditional_response;
DROP TABLE channel_sync;
DROP TABLE channel;
DROP TABLE connection;
DROP SEQUENCE revision;
