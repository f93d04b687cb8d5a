-- Lists walk one index for each channel and state; without it a quiet channel's list walked what all others had received.
DROP INDEX delivery_channel;
CREATE INDEX delivery_channel_state ON delivery (channel_id, state, received_at, id);
-- Every delivery is written twice, and a whole day's go at a time.
ALTER TABLE delivery SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02,
    autovacuum_vacuum_insert_scale_factor = 0.02);
