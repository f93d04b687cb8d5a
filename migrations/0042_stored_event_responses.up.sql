-- Responses of GlitchTip and Sentry were stored for conditional requests, with the personal data of events.
DELETE FROM conditional_response USING connection
WHERE connection.id = conditional_response.connection_id AND connection.tracker IN ('glitchtip', 'sentry');
