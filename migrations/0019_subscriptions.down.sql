DELETE FROM event WHERE type = 'subscription.disabled';
ALTER TABLE event DROP COLUMN subscription;
DROP TABLE outgoing_attempt;
DROP TABLE outgoing_delivery;
DROP TABLE subscription;
