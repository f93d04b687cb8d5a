DROP TABLE idempotency_key;
DROP TABLE audit_entry;
DROP FUNCTION audit_entry_is_append_only();
DROP TABLE api_token;
DROP TABLE client;
DROP FUNCTION access_changed();
