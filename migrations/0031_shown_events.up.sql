-- Callers who may not see confidential events list the others from indexes that contain no hidden event: neither those that were confidential when
-- they happened nor those whose ticket or comment has become confidential since. So a page costs what is on it, with and without a filter by type,
-- however many hidden events there are.
CREATE INDEX event_shown ON event (occurred_at, id) WHERE NOT confidential AND NOT concealed;
CREATE INDEX event_type_shown ON event (type, occurred_at, id) WHERE NOT confidential AND NOT concealed;
CREATE INDEX event_channel_shown ON event (channel_id, occurred_at, id) WHERE NOT confidential AND NOT concealed;
CREATE INDEX event_channel_type_shown ON event (channel_id, type, occurred_at, id) WHERE NOT confidential AND NOT concealed;
DROP INDEX event_public;
DROP INDEX event_channel_public;
