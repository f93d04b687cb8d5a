-- What jobs depend on beside the gateway, a tracker's connection: so that one that is slow holds up no others. Claims walk lane by lane.
ALTER TABLE job ADD COLUMN lane text NOT NULL DEFAULT '';
ALTER TABLE finished_job ADD COLUMN lane text NOT NULL DEFAULT '';
DROP INDEX job_due;
CREATE INDEX job_due ON job (lane, priority, run_at, position) WHERE state = 'queued' AND NOT blocked;
