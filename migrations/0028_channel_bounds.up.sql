-- The version before may still run: the tables are locked in the order in which its transactions lock them.
LOCK TABLE event IN ACCESS EXCLUSIVE MODE;
LOCK TABLE job IN ACCESS EXCLUSIVE MODE;
LOCK TABLE finished_job IN ACCESS EXCLUSIVE MODE;
LOCK TABLE audit_entry IN SHARE MODE;

-- Administrators who are restricted to channels read the jobs and audit entries of those alone.
ALTER TABLE job ADD COLUMN channel text;
ALTER TABLE finished_job ADD COLUMN channel text;
CREATE INDEX job_channel ON job (channel, id) WHERE channel IS NOT NULL;
CREATE INDEX finished_job_channel ON finished_job (channel, id) WHERE channel IS NOT NULL;
CREATE INDEX audit_entry_channel_idx ON audit_entry (channel, occurred_at, id) WHERE channel IS NOT NULL;

-- Which of the gateway's writes an event is the effect of: request ids are labels that callers choose.
ALTER TABLE event ADD COLUMN write_id uuid;
