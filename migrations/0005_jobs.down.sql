DROP TABLE finished_job, job;
