-- Forms for tickets. A template's versions are kept: tickets say which one they came from.
CREATE TABLE template (
    id uuid PRIMARY KEY,
    slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    title text NOT NULL,
    description text,
    -- The project that it comes from or is for; NULL for all.
    channel_id uuid REFERENCES channel (id) ON DELETE CASCADE,
    -- The file of that project that it was read from; NULL for one that was made here.
    source_format text CHECK (source_format IN ('github_form', 'github_markdown', 'gitlab_markdown')),
    source_path text,
    source_gone_since timestamptz,
    version integer NOT NULL CHECK (version >= 1),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    revision bigint NOT NULL DEFAULT nextval('revision'),
    UNIQUE (channel_id, source_path),
    CHECK ((source_format IS NULL) = (source_path IS NULL))
);
CREATE INDEX template_created_at ON template (created_at, id);

CREATE TABLE template_version (
    template_id uuid NOT NULL REFERENCES template (id) ON DELETE CASCADE,
    version integer NOT NULL,
    content jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (template_id, version)
);

-- No reference: a ticket goes on telling where it came from when the template is gone.
ALTER TABLE ticket ADD COLUMN template_slug text, ADD COLUMN template_version integer;
