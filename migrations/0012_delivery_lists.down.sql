ALTER TABLE delivery RESET (autovacuum_vacuum_scale_factor, autovacuum_analyze_scale_factor, autovacuum_vacuum_insert_scale_factor);
DROP INDEX delivery_channel_state;
CREATE INDEX delivery_channel ON delivery (channel_id, received_at, id);
