ALTER TABLE webhook DROP COLUMN manual;
