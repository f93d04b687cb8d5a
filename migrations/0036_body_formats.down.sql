ALTER TABLE ticket DROP CONSTRAINT ticket_body_format_check,
    ADD CONSTRAINT ticket_body_format_check CHECK (body_format IN ('markdown', 'html', 'text', 'adf'));
