-- The channel of a link's target, which stays when the target leaves the mirror: the target's URL shows the project, which readers restricted to
-- other channels must not learn. No foreign key: a channel that was deleted is hidden from all of them.
ALTER TABLE ticket_link ADD COLUMN target_channel_id uuid;

CREATE FUNCTION ticket_link_targeted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.target_channel_id := (SELECT channel_id FROM ticket WHERE id = NEW.target_id);
    RETURN NEW;
END $$;
CREATE TRIGGER ticket_link_targeted BEFORE INSERT OR UPDATE OF target_id ON ticket_link
    FOR EACH ROW WHEN (NEW.target_id IS NOT NULL) EXECUTE FUNCTION ticket_link_targeted();

UPDATE ticket_link l SET target_channel_id = t.channel_id FROM ticket t WHERE t.id = l.target_id;
-- Of targets that have already left, the project shows the channel if that still exists.
UPDATE ticket_link l SET target_channel_id = c.id FROM channel c
WHERE l.target_id IS NULL AND c.url <> '' AND starts_with(l.target_url, rtrim(c.url, '/') || '/');
