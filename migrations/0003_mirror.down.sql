DROP FUNCTION ticket_search_estimate(tsquery);
DROP TABLE creation_attempt, event, attachment, milestone, label, comment, ticket_link,
    channel_statistics, ticket_assignee, ticket_label, ticket;
DROP FUNCTION ticket_inserted(), ticket_updated(), ticket_deleted();
