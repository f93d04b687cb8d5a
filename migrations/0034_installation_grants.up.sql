-- Sentry's deliveries about the installation of an integration contained a grant code, which can be exchanged for a token. They concern no issue, so
-- nothing else of them is needed. Ones that still wait to be applied are ignored with this body, too.
UPDATE delivery d SET body = convert_to('{"note":"The delivery contained a credential. Its content was removed."}', 'UTF8')
FROM channel c JOIN connection k ON k.id = c.connection_id
WHERE c.id = d.channel_id AND k.tracker = 'sentry' AND (d.event = 'installation' OR d.event LIKE 'installation.%');
