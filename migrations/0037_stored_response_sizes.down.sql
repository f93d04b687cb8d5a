DROP INDEX idempotency_key_long_idx;
ALTER TABLE idempotency_key DROP COLUMN long_bytes;
