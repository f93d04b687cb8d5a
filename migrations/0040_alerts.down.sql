DROP TABLE alert_episode;
DROP TABLE incoming_alert;
DROP TABLE alert_record;
DROP TABLE alert_token_flavor;
DROP TABLE alert_token;
DROP TABLE alert_flavor;
