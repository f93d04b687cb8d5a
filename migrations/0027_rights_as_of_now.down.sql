DROP TRIGGER confidential_ticket_deleted ON ticket;
DROP FUNCTION confidential_ticket_deleted();
DROP TRIGGER comment_confidentiality_changed ON comment;
DROP FUNCTION comment_confidentiality_changed();
DROP TRIGGER ticket_confidentiality_changed ON ticket;
DROP FUNCTION ticket_confidentiality_changed();
ALTER TABLE ticket_link DROP COLUMN target_confidential;
UPDATE subscription SET disabled_reason = 'asked' WHERE disabled_reason = 'author_deleted';
ALTER TABLE subscription DROP CONSTRAINT subscription_disabled_reason_check,
    ADD CONSTRAINT subscription_disabled_reason_check CHECK (disabled_reason IN ('asked', 'gone', 'failing'));
ALTER TABLE subscription DROP COLUMN author;
ALTER TABLE rule DROP COLUMN author;
ALTER TABLE outgoing_delivery DROP COLUMN mentions;
ALTER TABLE rule_run DROP COLUMN mentions;
ALTER TABLE event DROP COLUMN concealed;
