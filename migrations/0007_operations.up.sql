-- Writes that callers leave with the gateway (Prefer: respond-async). A job does each of them; the row is what its caller looks at, and
-- what is kept when the job is long forgotten.
CREATE TABLE operation (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN (
        'ticket.create', 'ticket.update', 'ticket.delete', 'comment.create', 'comment.update', 'comment.delete')),
    -- Whether it waits or runs is the job's to say.
    state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'succeeded', 'failed')),
    -- Who asked: the caller's key and the scopes of that call, never a credential.
    principal text NOT NULL,
    scopes text[] NOT NULL,
    actor text,
    request_id text NOT NULL,
    idempotency_key text,
    channel_id uuid NOT NULL REFERENCES channel (id) ON DELETE CASCADE,
    -- What it is about; of what it makes, once that is made.
    ticket_id uuid,
    ticket_key text,
    comment_id uuid,
    -- The body as it was sent, and If-Match; NULL once the operation is over.
    request jsonb,
    job_id uuid NOT NULL,
    -- How many attempts have come to an end.
    attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    -- Why the last attempt failed: the problem document that the call would have got.
    problem jsonb,
    created_at timestamptz NOT NULL,
    -- When the tracker was called for the first time.
    started_at timestamptz,
    expires_at timestamptz NOT NULL,
    finished_at timestamptz,
    CHECK ((state = 'pending') = (finished_at IS NULL))
);
CREATE UNIQUE INDEX operation_idempotency_key ON operation (principal, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX operation_principal ON operation (principal, id);
CREATE INDEX operation_channel ON operation (channel_id, id);
CREATE INDEX operation_ticket ON operation (ticket_id) WHERE comment_id IS NOT NULL;
CREATE INDEX operation_expires_at ON operation (expires_at);
