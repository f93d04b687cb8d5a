DROP TRIGGER ticket_link_targeted ON ticket_link;
DROP FUNCTION ticket_link_targeted();
ALTER TABLE ticket_link DROP COLUMN target_channel_id;
