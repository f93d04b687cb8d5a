-- Payloads that rules wrote can contain the tickets that earlier actions of the run wrote. Only readers who may see those tickets may see them.
UPDATE outgoing_delivery d SET mentions = d.mentions || written.tickets
FROM rule_run_action sent CROSS JOIN LATERAL (
    SELECT array_agg(DISTINCT (earlier.result -> 'ticket' ->> 'id')::uuid) AS tickets FROM rule_run_action earlier
    WHERE earlier.run_id = sent.run_id AND earlier.position < sent.position AND earlier.result -> 'ticket' ->> 'id' IS NOT NULL) written
WHERE d.type = 'rule.webhook' AND d.unique_key = 'action ' || sent.id AND d.mentions IS NOT NULL AND written.tickets IS NOT NULL
    AND sent.action ->> 'action' = 'webhook';

-- Last, because it locks the table of every call with an idempotency key.
-- The length of a stored response that counts towards its caller's limit; NULL for short ones and for those of the version before.
ALTER TABLE idempotency_key ADD COLUMN long_bytes integer;
CREATE INDEX idempotency_key_long_idx ON idempotency_key (principal, created_at) INCLUDE (long_bytes) WHERE long_bytes IS NOT NULL;
