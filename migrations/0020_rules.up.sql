-- Rules: what the gateway does by itself when something happens, what came of it, and which tickets it keeps in step.
CREATE TABLE rule (
    id uuid PRIMARY KEY,
    slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    name text NOT NULL,
    description text,
    enabled boolean NOT NULL,
    -- Rules are asked in this order, those of one rank by their slugs.
    rank integer NOT NULL,
    -- On what, on which condition, and what to do, as it was sent.
    definition json NOT NULL,
    -- The rights of whoever last said what it does: the only channels it may know of, NULL for all, and whether confidential tickets too.
    channels text[],
    confidential boolean NOT NULL,
    -- Why the gateway itself turned it off.
    disabled_reason text,
    disabled_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    revision bigint NOT NULL DEFAULT nextval('revision'),
    CHECK ((disabled_reason IS NULL) = (disabled_at IS NULL)),
    CHECK (NOT (enabled AND disabled_at IS NOT NULL))
);
CREATE INDEX rule_created_at ON rule (created_at, id);

-- How often a rule ran in each minute: what the breaker looks at.
CREATE TABLE rule_rate (
    rule_id uuid NOT NULL REFERENCES rule (id) ON DELETE CASCADE,
    minute timestamptz NOT NULL,
    runs integer NOT NULL CHECK (runs >= 0),
    PRIMARY KEY (rule_id, minute)
);
CREATE INDEX rule_rate_minute ON rule_rate (minute);

-- Two tickets that a rule keeps in step.
CREATE TABLE ticket_pair (
    id uuid PRIMARY KEY,
    rule_id uuid NOT NULL REFERENCES rule (id) ON DELETE CASCADE,
    -- The channel of the ticket that the rule made.
    channel_id uuid NOT NULL REFERENCES channel (id) ON DELETE CASCADE,
    -- What makes two events the same matter.
    fingerprint text NOT NULL CHECK (length(fingerprint) BETWEEN 1 AND 255),
    -- The ticket that was there first.
    source_id uuid NOT NULL REFERENCES ticket (id) ON DELETE CASCADE,
    -- The one that was made for it; NULL until then, and when it has left its tracker.
    target_id uuid REFERENCES ticket (id) ON DELETE SET NULL,
    -- How many were made for it, one after the other.
    generation integer NOT NULL DEFAULT 0 CHECK (generation >= 0),
    -- On which side the last closing was decided.
    closed_from text CHECK (closed_from IN ('source', 'target')),
    -- When the gateway last closed or reopened one of the two, for the damping of those that flap.
    turns timestamptz[] NOT NULL DEFAULT '{}',
    paused_until timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (rule_id, channel_id, fingerprint)
);
CREATE INDEX ticket_pair_source ON ticket_pair (source_id);
CREATE INDEX ticket_pair_target ON ticket_pair (target_id);
CREATE INDEX ticket_pair_channel ON ticket_pair (channel_id);

-- Which comment of one ticket of a pair is the copy of which of the other: none is copied twice, and no copy is.
CREATE TABLE ticket_pair_comment (
    pair_id uuid NOT NULL REFERENCES ticket_pair (id) ON DELETE CASCADE,
    comment_id uuid NOT NULL,
    copy_id uuid NOT NULL,
    PRIMARY KEY (pair_id, comment_id)
);
CREATE INDEX ticket_pair_comment_copy ON ticket_pair_comment (copy_id);

-- An event that a rule matched, and what was done.
CREATE TABLE rule_run (
    id uuid PRIMARY KEY,
    rule_id uuid NOT NULL REFERENCES rule (id) ON DELETE CASCADE,
    -- For a run that keeps a pair in step.
    pair_id uuid,
    event_id uuid NOT NULL,
    event_type text NOT NULL,
    channel_id uuid REFERENCES channel (id) ON DELETE CASCADE,
    ticket_id uuid,
    confidential boolean NOT NULL,
    -- For a run that somebody asked for: the request.
    replay_id uuid,
    state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'succeeded', 'failed', 'skipped')),
    -- Why it was skipped, or why it failed.
    reason text,
    -- The condition with the value of each of its parts.
    trace json,
    -- What the texts of its actions are made of.
    document json NOT NULL,
    created_at timestamptz NOT NULL,
    finished_at timestamptz,
    CHECK ((state = 'pending') = (finished_at IS NULL))
);
CREATE UNIQUE INDEX rule_run_event ON rule_run (rule_id, event_id) WHERE replay_id IS NULL AND pair_id IS NULL;
CREATE UNIQUE INDEX rule_run_pair ON rule_run (pair_id, event_id) WHERE replay_id IS NULL AND pair_id IS NOT NULL;
CREATE UNIQUE INDEX rule_run_replay ON rule_run (rule_id, replay_id, event_id) WHERE replay_id IS NOT NULL;
CREATE INDEX rule_run_rule ON rule_run (rule_id, id);
CREATE INDEX rule_run_rule_state ON rule_run (rule_id, state, id);
CREATE INDEX rule_run_channel ON rule_run (channel_id);
CREATE INDEX rule_run_finished_at ON rule_run (finished_at) WHERE finished_at IS NOT NULL;

-- The actions of a run, each with what came of it.
CREATE TABLE rule_run_action (
    id uuid PRIMARY KEY,
    run_id uuid NOT NULL REFERENCES rule_run (id) ON DELETE CASCADE,
    position smallint NOT NULL CHECK (position >= 0),
    -- As the rule had it when it matched.
    action json NOT NULL,
    state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'succeeded', 'failed', 'skipped')),
    -- What is called, made once, before the first attempt.
    rendered json,
    -- How many attempts have come to an end without success.
    attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    -- What it came to: the ticket, the comment, or why there was nothing to do.
    result json,
    -- The problem document of the last attempt that failed.
    problem json,
    job_id uuid,
    -- The ticket and the comment that it wrote, for the next one to tell its own from others'.
    ticket_id uuid,
    comment_id uuid,
    started_at timestamptz,
    due_at timestamptz,
    finished_at timestamptz,
    UNIQUE (run_id, position),
    CHECK ((state = 'pending') = (finished_at IS NULL))
);
CREATE INDEX rule_run_action_comment ON rule_run_action (ticket_id) WHERE comment_id IS NOT NULL;

-- Rules are callers of their own kind, and their effects tell which event they follow from.
ALTER TABLE audit_entry DROP CONSTRAINT audit_entry_principal_kind_check;
ALTER TABLE audit_entry ADD CONSTRAINT audit_entry_principal_kind_check CHECK (principal_kind IN ('client', 'token', 'system', 'rule'));
ALTER TABLE own_write ADD COLUMN causation_id uuid;
