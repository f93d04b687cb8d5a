-- The audit log is never shortened: what rules did stays in it.
ALTER TABLE own_write DROP COLUMN causation_id;
ALTER TABLE audit_entry DROP CONSTRAINT audit_entry_principal_kind_check;
ALTER TABLE audit_entry ADD CONSTRAINT audit_entry_principal_kind_check CHECK (principal_kind IN ('client', 'token', 'system')) NOT VALID;
DROP TABLE rule_run_action;
DROP TABLE rule_run;
DROP TABLE ticket_pair_comment;
DROP TABLE ticket_pair;
DROP TABLE rule_rate;
DROP TABLE rule;
DELETE FROM event WHERE type = 'rule.disabled';
