ALTER TABLE connection DROP COLUMN contrary_reports;
