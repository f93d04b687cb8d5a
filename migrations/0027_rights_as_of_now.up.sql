-- The version before may still run. The tables are locked in the order in which its transactions lock them, so that neither waits for the other:
-- those of the mirror write tickets and comments, then events; those that hand events on read rules and subscriptions, then events and links,
-- then write deliveries and runs.
LOCK TABLE ticket IN SHARE ROW EXCLUSIVE MODE;
LOCK TABLE comment IN SHARE ROW EXCLUSIVE MODE;
LOCK TABLE rule IN ACCESS EXCLUSIVE MODE;
LOCK TABLE subscription IN ACCESS EXCLUSIVE MODE;
LOCK TABLE event IN ACCESS EXCLUSIVE MODE;
LOCK TABLE ticket_link IN ACCESS EXCLUSIVE MODE;
LOCK TABLE outgoing_delivery IN ACCESS EXCLUSIVE MODE;
LOCK TABLE rule_run IN ACCESS EXCLUSIVE MODE;

-- Whoever may not read a ticket now may not read what events, runs and deliveries say about it. `confidential` stays what it was when the event
-- happened; `concealed` is whether its ticket or comment has become confidential since. The triggers below keep it, so that reading costs nothing.
-- What is written about a ticket that was deleted stays as it was last.
ALTER TABLE event ADD COLUMN concealed boolean NOT NULL DEFAULT false;

-- The tickets beside the event's own that a stored document tells of; NULL where a version before this one wrote it.
ALTER TABLE rule_run ADD COLUMN mentions uuid[];
ALTER TABLE outgoing_delivery ADD COLUMN mentions uuid[];

-- Who said last what a rule does and who made a subscription, as `client:<id>` or `token:<id>`; NULL where that is not known. Their rights are
-- those of today.
ALTER TABLE rule ADD COLUMN author text;
ALTER TABLE subscription ADD COLUMN author text;

-- A subscription whose author is deleted is disabled.
ALTER TABLE subscription DROP CONSTRAINT subscription_disabled_reason_check,
    ADD CONSTRAINT subscription_disabled_reason_check CHECK (disabled_reason IN ('asked', 'gone', 'failing', 'author_deleted'));

-- Whether the target was confidential when it left the mirror: its address may tell its title.
ALTER TABLE ticket_link ADD COLUMN target_confidential boolean NOT NULL DEFAULT false;

CREATE FUNCTION ticket_confidentiality_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE event SET concealed = NEW.confidential OR EXISTS (SELECT FROM comment c WHERE c.id = event.comment_id AND c.internal)
        WHERE event.ticket_id = NEW.id
            AND concealed <> (NEW.confidential OR EXISTS (SELECT FROM comment c WHERE c.id = event.comment_id AND c.internal));
    RETURN NULL;
END $$;
CREATE TRIGGER ticket_confidentiality_changed AFTER UPDATE OF confidential ON ticket
    FOR EACH ROW WHEN (OLD.confidential <> NEW.confidential) EXECUTE FUNCTION ticket_confidentiality_changed();

CREATE FUNCTION comment_confidentiality_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE event SET concealed = NEW.internal OR EXISTS (SELECT FROM ticket t WHERE t.id = event.ticket_id AND t.confidential)
        WHERE event.ticket_id = NEW.ticket_id AND event.comment_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER comment_confidentiality_changed AFTER UPDATE OF internal ON comment
    FOR EACH ROW WHEN (OLD.internal <> NEW.internal) EXECUTE FUNCTION comment_confidentiality_changed();

CREATE FUNCTION confidential_ticket_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE ticket_link SET target_confidential = true WHERE target_id = OLD.id;
    RETURN OLD;
END $$;
CREATE TRIGGER confidential_ticket_deleted BEFORE DELETE ON ticket
    FOR EACH ROW WHEN (OLD.confidential) EXECUTE FUNCTION confidential_ticket_deleted();

-- What is there already.
UPDATE event SET concealed = true FROM ticket
    WHERE ticket.id = event.ticket_id AND ticket.confidential AND NOT event.confidential;
UPDATE event SET concealed = true FROM comment
    WHERE comment.id = event.comment_id AND comment.internal AND NOT event.confidential AND NOT event.concealed;
UPDATE event SET concealed = true FROM event deletion
    WHERE deletion.type = 'ticket.deleted' AND deletion.confidential AND deletion.ticket_id = event.ticket_id
        AND NOT event.confidential AND NOT event.concealed;
