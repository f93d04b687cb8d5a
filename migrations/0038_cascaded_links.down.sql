DROP TRIGGER ticket_link_deleted ON ticket_link;
DROP FUNCTION ticket_link_deleted();
