-- A link is deleted together with the ticket that it was created on. The other ticket's has_links then stayed true, and its revision unchanged.
-- A row trigger, because deleting a ticket without links must cost nothing.
CREATE FUNCTION ticket_link_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE ticket t SET revision = nextval('revision'), has_links = EXISTS (
        SELECT FROM ticket_link l WHERE l.source_id = t.id OR l.target_id = t.id)
    WHERE t.id = OLD.target_id;
    RETURN NULL;
END $$;
CREATE TRIGGER ticket_link_deleted AFTER DELETE ON ticket_link FOR EACH ROW WHEN (OLD.target_id IS NOT NULL)
    EXECUTE FUNCTION ticket_link_deleted();

UPDATE ticket t SET has_links = false, revision = nextval('revision')
WHERE t.has_links AND NOT EXISTS (SELECT FROM ticket_link l WHERE l.source_id = t.id)
    AND NOT EXISTS (SELECT FROM ticket_link l WHERE l.target_id = t.id);
