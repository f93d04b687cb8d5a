CREATE INDEX event_public ON event (occurred_at, id) WHERE NOT confidential;
CREATE INDEX event_channel_public ON event (channel_id, occurred_at, id) WHERE NOT confidential;
DROP INDEX event_channel_type_shown;
DROP INDEX event_channel_shown;
DROP INDEX event_type_shown;
DROP INDEX event_shown;
