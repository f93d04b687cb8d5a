-- Deleted responses are read from the tracker again.
SELECT;
