-- How many reports in a row spoke against a connection's status: one alone does not turn it.
ALTER TABLE connection ADD COLUMN contrary_reports integer NOT NULL DEFAULT 0;
