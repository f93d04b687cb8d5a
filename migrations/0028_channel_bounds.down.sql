ALTER TABLE event DROP COLUMN write_id;
DROP INDEX audit_entry_channel_idx;
DROP INDEX finished_job_channel;
DROP INDEX job_channel;
ALTER TABLE finished_job DROP COLUMN channel;
ALTER TABLE job DROP COLUMN channel;
