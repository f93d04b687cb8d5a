-- Who may call, what they did, and the answers that their idempotency keys give again.

CREATE TABLE client (
    id uuid PRIMARY KEY,
    slug text NOT NULL CONSTRAINT client_slug_key UNIQUE,
    title text NOT NULL,
    client_id text NOT NULL CONSTRAINT client_client_id_key UNIQUE,
    secret_hash bytea NOT NULL,
    scopes text[] NOT NULL,
    channels text[],
    last_used_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    revision bigint NOT NULL DEFAULT 1
);
CREATE INDEX client_created_at_idx ON client (created_at, id);

CREATE TABLE api_token (
    id uuid PRIMARY KEY,
    title text NOT NULL,
    prefix text NOT NULL,
    token_hash bytea NOT NULL CONSTRAINT api_token_token_hash_key UNIQUE,
    scopes text[] NOT NULL,
    channels text[],
    expires_at timestamptz,
    last_used_at timestamptz,
    created_at timestamptz NOT NULL
);
CREATE INDEX api_token_created_at_idx ON api_token (created_at, id);

-- Other processes forget a caller as soon as its row changes. A change of last_used_at alone tells nobody.
CREATE FUNCTION access_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('access_changed', TG_ARGV[0] || ':' || OLD.id::text);
    RETURN NULL;
END
$$;
CREATE TRIGGER client_deleted AFTER DELETE ON client FOR EACH ROW EXECUTE FUNCTION access_changed('client');
CREATE TRIGGER client_changed AFTER UPDATE ON client FOR EACH ROW
    WHEN (OLD.revision IS DISTINCT FROM NEW.revision) EXECUTE FUNCTION access_changed('client');
CREATE TRIGGER api_token_deleted AFTER DELETE ON api_token FOR EACH ROW EXECUTE FUNCTION access_changed('token');

CREATE TABLE audit_entry (
    id uuid PRIMARY KEY,
    occurred_at timestamptz NOT NULL,
    action text NOT NULL,
    principal_kind text NOT NULL CHECK (principal_kind IN ('client', 'token', 'system')),
    principal_id text,
    principal_name text NOT NULL,
    actor text,
    object_type text NOT NULL,
    object_id text,
    object_name text,
    channel text,
    request_id text,
    before jsonb,
    after jsonb
);
CREATE INDEX audit_entry_occurred_at_idx ON audit_entry (occurred_at, id);
CREATE INDEX audit_entry_action_idx ON audit_entry (action, occurred_at, id);
CREATE INDEX audit_entry_principal_name_idx ON audit_entry (principal_name, occurred_at, id);
CREATE INDEX audit_entry_principal_id_idx ON audit_entry (principal_id, occurred_at, id);
CREATE INDEX audit_entry_object_type_idx ON audit_entry (object_type, occurred_at, id);
CREATE INDEX audit_entry_object_id_idx ON audit_entry (object_id, occurred_at, id);
CREATE INDEX audit_entry_request_id_idx ON audit_entry (request_id, occurred_at, id);

-- Append-only, for whoever speaks to the table.
CREATE FUNCTION audit_entry_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_is_append_only();

CREATE TABLE idempotency_key (
    principal text NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    lease_owner uuid,
    lease_until timestamptz,
    response bytea,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (principal, key)
);
CREATE INDEX idempotency_key_created_at_idx ON idempotency_key (created_at);
