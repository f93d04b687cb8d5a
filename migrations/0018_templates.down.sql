ALTER TABLE ticket DROP COLUMN template_version, DROP COLUMN template_slug;
DROP TABLE template_version;
DROP TABLE template;
