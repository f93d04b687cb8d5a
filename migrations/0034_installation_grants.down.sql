-- What was removed is gone, and the version before needs none of it.
SELECT;
