DROP INDEX job_due;
CREATE INDEX job_due ON job (priority, run_at, position) WHERE state = 'queued' AND NOT blocked;
ALTER TABLE finished_job DROP COLUMN lane;
ALTER TABLE job DROP COLUMN lane;
