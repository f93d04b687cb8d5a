DROP TABLE delivery;
DROP TABLE webhook;
