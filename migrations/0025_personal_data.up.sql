-- Tickets of GlitchTip and Sentry kept tags about the users of the program among their custom fields, and so did what was made of them. This is
-- what PersonalData (Sources/TrackerGlitchTip) no longer stores. Whatever else of remote_data is personal goes when the issue is read next.
CREATE FUNCTION pg_temp.is_personal(name text, value text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT regexp_split_to_array(lower(name), '[^a-z0-9]+') && ARRAY[
            'user', 'enduser', 'username', 'email', 'phone', 'ip', 'cookie', 'cookies', 'header', 'headers', 'authorization', 'session',
            'usr', 'tel', 'mobile', 'ssn', 'sess', 'token', 'geo']
        OR regexp_replace(lower(name), '[^a-z0-9]+', '', 'g') = ANY (ARRAY[
            'userid', 'useremail', 'userip', 'useruuid', 'userdata', 'useragent', 'firstname', 'lastname', 'fullname', 'emailaddress', 'mail', 'email',
            'login', 'phonenumber', 'ipaddress', 'ipaddr', 'clientip', 'clientipaddress', 'clientaddr', 'clientaddress', 'remoteip',
            'remoteaddr', 'remoteaddress', 'realip', 'xrealip', 'xforwardedfor', 'forwardedfor', 'sourceip', 'peerip', 'setcookie', 'sessionid',
            'querystring'])
        OR coalesce(value ~ '^(mailto:)?[A-Za-z0-9._%+-]+@([A-Za-z0-9-]+[.])+[A-Za-z]{2,}$'
            OR value ~ '<(mailto:)?[A-Za-z0-9._%+-]+@([A-Za-z0-9-]+[.])+[A-Za-z]{2,}>$'
            OR value ~ '^[^[:space:]?]*[?][^[:space:]=]+='
            OR value ~ '^([A-Za-z][A-Za-z0-9+.-]*://|/)' AND (value ~ '[?]|#.*=' OR value ~ '^[^/#]*://[^/#]*@'), false)
$$;
-- The custom fields of a ticket, [{"name", "value"}], without those; NULL where there are none to take away.
CREATE FUNCTION pg_temp.impersonal(fields jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN bool_or(p) THEN coalesce(jsonb_agg(field ORDER BY n) FILTER (WHERE NOT p), '[]') END
    FROM (
        SELECT field, n, coalesce(pg_temp.is_personal(field ->> 'name', field ->> 'value'), false) AS p
        FROM jsonb_array_elements(CASE WHEN jsonb_typeof(fields) = 'array' THEN fields ELSE '[]' END) WITH ORDINALITY e(field, n)) judged
$$;
-- An issue as its tracker shows it, without its users' tags and the contact of a user's report.
CREATE FUNCTION pg_temp.impersonal_issue(issue jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN jsonb_typeof(issue -> 'tags') = 'array' THEN jsonb_set(cleaned.issue, '{tags}', (
            SELECT coalesce(jsonb_agg(tag ORDER BY n), '[]')
            FROM jsonb_array_elements(issue -> 'tags') WITH ORDINALITY e(tag, n)
            WHERE NOT coalesce(pg_temp.is_personal(coalesce(tag ->> 'key', tag ->> 0), coalesce(tag ->> 'value', tag ->> 1)), false)))
        ELSE cleaned.issue END
    FROM (
        SELECT CASE WHEN issue -> 'metadata' ? 'contact_email'
            THEN issue #- '{metadata,contact_email}' #- '{metadata,name}' ELSE issue END - 'user' - 'latestEvent' AS issue) cleaned
$$;

-- The version before may still run. Its transactions write tickets first, and deliveries before the runs that send them; they wait here instead of
-- in the middle of the statements below, where each would wait for the other's rows.
LOCK TABLE ticket IN EXCLUSIVE MODE;
LOCK TABLE outgoing_delivery IN EXCLUSIVE MODE;
LOCK TABLE rule_run IN EXCLUSIVE MODE;
LOCK TABLE delivery IN EXCLUSIVE MODE;

UPDATE ticket t SET custom_fields = new.fields::json, revision = nextval('revision')
FROM (SELECT id, pg_temp.impersonal(custom_fields::jsonb) AS fields FROM ticket WHERE tracker IN ('glitchtip', 'sentry')) new
WHERE t.id = new.id AND new.fields IS NOT NULL;

UPDATE ticket t SET remote_data = new.issue::json, revision = nextval('revision')
FROM (
    SELECT id, remote_data::jsonb AS before, pg_temp.impersonal_issue(remote_data::jsonb) AS issue FROM ticket
    WHERE tracker IN ('glitchtip', 'sentry') AND remote_data::text ~ '"(tags|contact_email|user|latestEvent)"') new
WHERE t.id = new.id AND new.issue IS DISTINCT FROM new.before;

-- What was made of those tickets: documents of rules, with the values that their conditions had, and payloads of outgoing webhooks.
UPDATE rule_run r SET document = jsonb_set(r.document::jsonb, '{ticket,custom_fields}', new.fields)::json, trace = NULL
FROM (
    SELECT id, pg_temp.impersonal(document::jsonb #> '{ticket,custom_fields}') AS fields FROM rule_run
    WHERE document #>> '{ticket,tracker}' IN ('glitchtip', 'sentry')) new
WHERE r.id = new.id AND new.fields IS NOT NULL;

UPDATE outgoing_delivery d SET payload = jsonb_set(d.payload::jsonb, '{data,ticket,custom_fields}', new.fields)::text
FROM (
    SELECT id, pg_temp.impersonal(payload::jsonb #> '{data,ticket,custom_fields}') AS fields FROM outgoing_delivery
    WHERE payload::json #>> '{data,ticket,tracker}' IN ('glitchtip', 'sentry')) new
WHERE d.id = new.id AND new.fields IS NOT NULL;

-- Deliveries of Sentry hold whole events, with their users and requests. A body that is no JSON stays as it is.
CREATE FUNCTION pg_temp.impersonal_body(body bytea) RETURNS bytea LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    document jsonb;
    place text[];
BEGIN
    document := convert_from(body, 'UTF8')::jsonb;
    FOR place IN SELECT ARRAY(SELECT jsonb_array_elements_text(p)) FROM jsonb_array_elements('[["event"], ["error"], ["data", "event"], ["data", "error"]]') p LOOP
        IF jsonb_typeof(document #> place) = 'object' THEN
            document := jsonb_set(document, place, (
                SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(document #> place)
                WHERE key IN ('event_id', 'issue_id', 'groupID', 'group_id', 'project', 'issue_url', 'web_url', 'url', 'title', 'level', 'platform',
                    'type', 'timestamp', 'datetime', 'release', 'environment')));
        END IF;
    END LOOP;
    RETURN convert_to(document::text, 'UTF8');
EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
    RETURN body;
END $$;
UPDATE delivery d SET body = pg_temp.impersonal_body(d.body)
FROM channel c JOIN connection o ON o.id = c.connection_id
WHERE c.id = d.channel_id AND o.tracker = 'sentry' AND position('"event"'::bytea IN d.body) + position('"error"'::bytea IN d.body) > 0;
