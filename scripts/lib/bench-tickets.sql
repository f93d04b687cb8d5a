-- Inserts :count tickets into the channel `demo` for scripts/bench. Deterministic. Every filterable field has common and
-- rare values, which are independent of each other, except that only closed tickets have `label-19`. Word frequencies
-- follow Zipf's law (the k-th most frequent word occurs in proportion to 1/k). The secondary indexes are dropped first
-- and recreated at the end, which is many times faster.
SET client_min_messages = error;
SET maintenance_work_mem = '1GB';
CREATE TEMP TABLE saved AS
    SELECT i.relname AS name, pg_get_indexdef(i.oid) AS definition
    FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
    WHERE t.relname IN ('ticket', 'ticket_label', 'ticket_assignee') AND t.relnamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = i.oid);
DO $$ DECLARE r record; BEGIN FOR r IN SELECT name FROM saved LOOP EXECUTE format('DROP INDEX %I', r.name); END LOOP; END $$;
DO $$
DECLARE
    words text[] := ARRAY['the', 'login', 'page', 'crash', 'timeout', 'database', 'button', 'error', 'blank', 'user', 'slow', 'sync', 'token',
        'upload', 'search', 'mobile', 'report', 'export', 'settings', 'invoice'];
    batch integer;
BEGIN
    FOR batch IN 0..(:count - 1) / 50000 LOOP
        INSERT INTO ticket (id, channel_id, tracker, remote_id, key, url, kind, title, body, body_format, status, status_raw_id,
            status_raw_name, resolution, priority, severity, author, author_username, assignees, assignee_usernames, labels, label_names,
            milestone, milestone_title, closed_at, confidential, locked, comment_count, custom_fields, remote_data, created_at, updated_at,
            synced_at, content_hash)
        SELECT
            gen_random_uuid(), channel.id, 'local', 'r' || n, n::text, 'https://tracker.example/tickets/' || n,
            (ARRAY['issue', 'issue', 'issue', 'bug', 'task'])[1 + h.kind % 5],
            initcap(words[1 + h.title % 20]) || ' ' || words[1 + h.kind % 20] || ' ' || n || CASE WHEN n % 9973 = 0 THEN ' rareword' ELSE '' END,
            (SELECT string_agg(CASE WHEN rank < 20 THEN words[1 + rank] ELSE 'w' || rank END, ' ' ORDER BY w)
                FROM generate_series(1, 40) w,
                    LATERAL (SELECT floor(power(5000::float8, (hashint8(n * 64 + w) & 1048575) / 1048576::float8))::int - 1 AS rank) r),
            'markdown',
            status, status, status, CASE status WHEN 'done' THEN 'completed' WHEN 'ignored' THEN 'not_planned' END,
            CASE WHEN h.priority % 1000 = 0 THEN 'urgent' ELSE (ARRAY['none', 'low', 'normal', 'high'])[1 + h.priority % 4] END,
            CASE WHEN h.kind % 50 = 0 THEN 'error' END,
            json_build_object('remote_id', 'u' || h.author % 500, 'username', 'user' || h.author % 500, 'name', NULL, 'email', NULL, 'kind', 'human',
                'active', true, 'url', NULL, 'avatar_url', NULL), 'user' || h.author % 500, '[]', ARRAY['user' || h.assignee % 97],
            json_build_array(json_build_object('name', label, 'color', NULL)),
            ARRAY[label] || CASE WHEN n % 20011 = 0 THEN ARRAY['rare'] ELSE ARRAY[]::text[] END,
            CASE WHEN n % 10 = 0 THEN json_build_object('remote_id', 'm' || n % 5, 'key', (n % 5)::text, 'title', 'Milestone ' || n % 50 / 10) END,
            CASE WHEN n % 10 = 0 THEN 'Milestone ' || n % 50 / 10 END,
            CASE WHEN status IN ('done', 'ignored') THEN timestamptz '2024-12-01' END, false, false, n % 7, '[]', '{}',
            timestamptz '2023-01-01' + n * interval '61 seconds', timestamptz '2023-06-01' + (n * 7919 % :count) * interval '61 seconds',
            now(), sha256(n::text::bytea)
        FROM generate_series(batch * 50000 + 1, least((batch + 1) * 50000, :count)) i, LATERAL (SELECT i::bigint AS n) number,
            LATERAL (SELECT hashint8(n * 64 + 50) & 1048575 AS kind, hashint8(n * 64 + 51) & 1048575 AS title,
                hashint8(n * 64 + 52) & 1048575 AS priority, hashint8(n * 64 + 53) & 1048575 AS author,
                hashint8(n * 64 + 54) & 1048575 AS assignee, hashint8(n * 64 + 55) & 1048575 AS state,
                hashint8(n * 64 + 56) & 1048575 AS tag) h,
            LATERAL (SELECT (ARRAY['open', 'open', 'done', 'done', 'done', 'in_progress', 'on_hold', 'ignored'])[1 + h.state % 8] AS status) s,
            LATERAL (SELECT 'label-' || CASE WHEN status NOT IN ('done', 'ignored') AND h.tag % 20 = 19 THEN 18 ELSE h.tag % 20 END AS label) l,
            (SELECT id FROM channel WHERE slug = 'demo') channel;
    END LOOP;
END $$;
DO $$ DECLARE r record; BEGIN FOR r IN SELECT definition FROM saved LOOP EXECUTE r.definition; END LOOP; END $$;
VACUUM ANALYZE;
