-- The queue of jobs. `job` holds what is still to be done and stays small; `finished_job` holds what is over, and only grows at its end
-- until what is old is deleted: however long it gets, taking the next job never looks at it (docs/decisions/0011).
CREATE TABLE job (
    id uuid PRIMARY KEY,
    position bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    kind text NOT NULL CHECK (length(kind) BETWEEN 1 AND 100),
    payload jsonb NOT NULL,
    state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running')),
    priority smallint NOT NULL CHECK (priority BETWEEN 0 AND 2),
    unique_key text,
    ordering_key text,
    -- Whether an earlier job of the same ordering key is still to be done. Written under that key's advisory lock alone.
    blocked boolean NOT NULL DEFAULT false,
    attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    max_attempts integer NOT NULL CHECK (max_attempts >= 1),
    run_at timestamptz NOT NULL,
    lease_owner text,
    lease_until timestamptz,
    last_error text,
    created_at timestamptz NOT NULL,
    CHECK ((state = 'running') = (lease_owner IS NOT NULL)),
    CHECK ((lease_owner IS NULL) = (lease_until IS NULL))
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0,
    autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 10000);
-- What a worker may take, in the order in which it takes it.
CREATE INDEX job_due ON job (priority, run_at, position) WHERE state = 'queued' AND NOT blocked;
-- What workers hold, to find what they lost.
CREATE INDEX job_lease ON job (lease_until) WHERE state = 'running';
CREATE UNIQUE INDEX job_unique_key ON job (unique_key) WHERE unique_key IS NOT NULL;
CREATE INDEX job_ordering_key ON job (ordering_key, position) WHERE ordering_key IS NOT NULL;
CREATE INDEX job_kind ON job (kind, id);

CREATE TABLE finished_job (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    payload jsonb NOT NULL,
    state text NOT NULL CHECK (state IN ('succeeded', 'dead')),
    priority smallint NOT NULL,
    unique_key text,
    ordering_key text,
    attempts integer NOT NULL,
    max_attempts integer NOT NULL,
    run_at timestamptz NOT NULL,
    last_error text,
    created_at timestamptz NOT NULL,
    finished_at timestamptz NOT NULL
) WITH (autovacuum_vacuum_insert_scale_factor = 0.02);
CREATE INDEX finished_job_kind ON finished_job (kind, id);
-- What is old, to delete it; dead ones are kept longer.
CREATE INDEX finished_job_succeeded ON finished_job (finished_at) WHERE state = 'succeeded';
CREATE INDEX finished_job_dead ON finished_job (finished_at) WHERE state = 'dead';
CREATE INDEX finished_job_dead_id ON finished_job (id) WHERE state = 'dead';
CREATE INDEX finished_job_dead_kind ON finished_job (kind, id) WHERE state = 'dead';
