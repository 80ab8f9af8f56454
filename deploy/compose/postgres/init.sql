-- One database for MLflow, one for Airflow and one for cases, each with an owner who sees no other.
-- psql reads it once, when the volume is empty, as the image's superuser.
\set ON_ERROR_STOP on
\getenv mlflow_password MLFLOW_DB_PASSWORD
\getenv airflow_password AIRFLOW_DB_PASSWORD
\getenv cases_password CASES_DB_PASSWORD

-- Passwords must not reach the log, not even with a statement that fails.
SET log_statement = 'none';
SET log_min_error_statement = 'panic';
SET log_min_duration_statement = -1;

CREATE ROLE mlflow LOGIN PASSWORD :'mlflow_password';
CREATE ROLE airflow LOGIN PASSWORD :'airflow_password';
CREATE ROLE cases LOGIN PASSWORD :'cases_password';
CREATE DATABASE mlflow OWNER mlflow;
CREATE DATABASE airflow OWNER airflow;
CREATE DATABASE cases OWNER cases;

REVOKE CONNECT ON DATABASE mlflow, airflow, cases, postgres FROM PUBLIC;
