-- Substrings of scripts that put no space between words: Chinese, Japanese, Korean, Thai, Lao, Khmer, Burmese, and emoji. Each run of them is
-- indexed by its characters and pairs of neighbouring characters, next to the ticket's words. Tickets without such characters, most of
-- them, have no row here.

-- The characters of such scripts in a text and their pairs, each once. Variation selectors, joiners and skin tones do not count.
CREATE FUNCTION ticket_grams(value text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT gram), '{}') FROM (
        SELECT sign, sign || lead(sign) OVER (PARTITION BY run.n ORDER BY place) AS pair
        FROM regexp_matches(
            value,
            '[\u0E00-\u0EFF\u1000-\u109F\u1100-\u11FF\u1780-\u17FF\u2300-\u23FF\u2600-\u27BF\u2B00-\u2BFF\u2E80-\u2FDF\u3005-\u3007'
                '\u3021-\u3029\u3040-\u318F\u31A0-\u31FF\u3400-\u4DBF\u4E00-\uA4CF\uA960-\uA97F\uAC00-\uD7FF\uF900-\uFAFF\uFF66-\uFFDC'
                '\uFE00-\uFE0F\u200D\u20E3\U0001B000-\U0001B16F\U0001F000-\U0001FAFF\U00020000-\U0003FFFF]+', 'g')
                WITH ORDINALITY run (matches, n)
        CROSS JOIN unnest(string_to_array(
            regexp_replace(matches[1], '[\uFE00-\uFE0F\u200D\u20E3\U0001F3FB-\U0001F3FF]+', '', 'g'), NULL)) WITH ORDINALITY signs (sign, place)
    ) signs CROSS JOIN LATERAL (VALUES (sign), (pair)) grams (gram) WHERE gram IS NOT NULL
$$;

-- What is indexed of a ticket that has such characters: its words and grams; nothing of any other. The bounds are those of ticket.search.
CREATE FUNCTION ticket_gram_vector(title text, body text, words tsvector) RETURNS SETOF tsvector LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    grams text[];
BEGIN
    -- Quickly answered for texts of ASCII alone.
    IF octet_length(title) = length(title) AND octet_length(body) = length(body) THEN RETURN; END IF;
    grams := ticket_grams(left(title, 2000) || E'\n' || left(body, 50000));
    IF grams <> '{}' THEN RETURN NEXT words || array_to_tsvector(grams); END IF;
END $$;

-- A term of a search, as the index above has it: all of its grams, and what else it holds as words, or in this order.
CREATE FUNCTION ticket_search_term(term text, phrase boolean) RETURNS tsquery LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    grams text[] := ticket_grams(term);
    signs text := array_to_string(ARRAY(SELECT gram FROM unnest(grams) gram WHERE length(gram) = 1), '');
    rest text := translate(term, signs, repeat(' ', length(signs)));
    wanted tsquery;
BEGIN
    wanted := CASE WHEN phrase THEN phraseto_tsquery('english', rest) WHEN signs <> '' THEN plainto_tsquery('english', rest)
        ELSE websearch_to_tsquery('english', rest) END;
    IF signs = '' THEN RETURN wanted; END IF;
    -- A character that is part of a pair adds nothing to it.
    RETURN wanted && (
        SELECT string_agg('''' || gram || '''', ' & ')::tsquery FROM unnest(grams) gram
        WHERE length(gram) = 2 OR NOT EXISTS (SELECT FROM unnest(grams) pair WHERE length(pair) = 2 AND strpos(pair, gram) > 0));
END $$;

-- No reference to ticket: it would lock that table for as long as this migration takes. The triggers keep the rows in sync.
CREATE TABLE ticket_gram (
    ticket_id uuid PRIMARY KEY,
    search tsvector NOT NULL
);
ALTER TABLE ticket_gram ALTER COLUMN search SET STATISTICS 300;

-- As ticket_search_estimate, for tickets with grams.
CREATE FUNCTION ticket_gram_estimate(query tsquery) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    plan json;
BEGIN
    EXECUTE format('EXPLAIN (FORMAT JSON) SELECT FROM ticket_gram WHERE search @@ %L::tsquery', query) INTO plan;
    RETURN (plan -> 0 -> 'Plan' ->> 'Plan Rows')::bigint;
END $$;

CREATE FUNCTION ticket_gram_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN DELETE FROM ticket_gram WHERE ticket_id = NEW.id; END IF;
    INSERT INTO ticket_gram (ticket_id, search) SELECT NEW.id, vector FROM ticket_gram_vector(NEW.title, NEW.body, NEW.search) vector
        ON CONFLICT (ticket_id) DO UPDATE SET search = excluded.search;
    RETURN NULL;
END $$;

CREATE FUNCTION ticket_gram_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM ticket_gram g USING old_ticket o WHERE g.ticket_id = o.id;
    RETURN NULL;
END $$;

-- First all tickets without locking them, however long that takes; then, with writes held up for a moment, those that were written meanwhile.
CREATE TEMPORARY TABLE ticket_gram_start ON COMMIT DROP AS SELECT pg_snapshot_xmin(pg_current_snapshot())::xid AS oldest;
INSERT INTO ticket_gram (ticket_id, search)
    SELECT t.id, vector FROM ticket t CROSS JOIN LATERAL ticket_gram_vector(t.title, t.body, t.search) vector;
CREATE INDEX ticket_gram_search ON ticket_gram USING gin (search) WITH (fastupdate = off);
ANALYZE ticket_gram;

LOCK TABLE ticket IN SHARE ROW EXCLUSIVE MODE;
CREATE TRIGGER ticket_gram_inserted AFTER INSERT ON ticket FOR EACH ROW
    WHEN (octet_length(NEW.title) <> length(NEW.title) OR octet_length(NEW.body) <> length(NEW.body))
    EXECUTE FUNCTION ticket_gram_written();
CREATE TRIGGER ticket_gram_updated AFTER UPDATE OF key, title, body ON ticket FOR EACH ROW
    WHEN (OLD.key <> NEW.key OR OLD.title <> NEW.title OR OLD.body <> NEW.body)
    EXECUTE FUNCTION ticket_gram_written();
CREATE TRIGGER ticket_gram_deleted AFTER DELETE ON ticket
    REFERENCING OLD TABLE AS old_ticket FOR EACH STATEMENT EXECUTE FUNCTION ticket_gram_deleted();
DELETE FROM ticket_gram g USING ticket t, ticket_gram_start s WHERE t.id = g.ticket_id AND age(t.xmin) <= age(s.oldest);
INSERT INTO ticket_gram (ticket_id, search)
    SELECT t.id, vector FROM ticket_gram_start s, ticket t CROSS JOIN LATERAL ticket_gram_vector(t.title, t.body, t.search) vector
    WHERE age(t.xmin) <= age(s.oldest);
DELETE FROM ticket_gram g WHERE NOT EXISTS (SELECT FROM ticket t WHERE t.id = g.ticket_id);
