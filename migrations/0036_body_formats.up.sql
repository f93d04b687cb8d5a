-- No version has ever written 'adf', and `BodyFormat` has no such case. The version before writes only the other three.
ALTER TABLE ticket DROP CONSTRAINT ticket_body_format_check,
    ADD CONSTRAINT ticket_body_format_check CHECK (body_format IN ('markdown', 'html', 'text')) NOT VALID;
ALTER TABLE ticket VALIDATE CONSTRAINT ticket_body_format_check;
