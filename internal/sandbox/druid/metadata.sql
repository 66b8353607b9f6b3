-- Data sources of the kind that Druid's document queries.
CREATE TABLE data_source AS
SELECT
  TIMESTAMPTZ '1999-12-31 00:00:00+00' + to_minutes(i * 7) AS __time,
  CASE WHEN i % 4 = 0 THEN 'bar' WHEN i % 4 = 1 THEN 'baz' WHEN i % 4 = 2 THEN '' END AS foo,
  9007199254740992 + i AS added
FROM range(24433) AS t(i);

CREATE TABLE wikiticker AS
SELECT
  TIMESTAMPTZ '2015-09-12 00:46:58.771+00' + to_seconds(i * 13) AS __time,
  concat('page ', i % 100) AS page,
  ['#en', '#de', '#fr', '#ja'][1 + i % 4] AS channel,
  (i * 31) % 1000 - 20 AS sum_added
FROM range(2000) AS t(i);

CREATE VIEW clicks AS
SELECT happened_at AS __time, * EXCLUDE (happened_at) FROM events;

-- Druid pauses for every row; here the service does.
CREATE MACRO sleep(seconds) AS seconds;

CREATE MACRO regexp_like(expression, pattern) AS regexp_matches(expression, pattern);
-- Text that is no time is NULL; without an offset it is in the zone of the query.
CREATE MACRO time_parse(expression) AS try_cast(expression AS TIMESTAMPTZ) AT TIME ZONE 'UTC';
CREATE MACRO contains_string(expression, part) AS contains(expression, part);

CREATE SCHEMA druid;
CREATE SCHEMA lookup;
CREATE SCHEMA "view";
CREATE SCHEMA druid_info_schemas;
CREATE SCHEMA sys;

CREATE MACRO druid_type(t) AS CASE
  WHEN t LIKE '%[]' OR regexp_matches(t, '\[\d+\]$') THEN 'ARRAY'
  WHEN t LIKE 'STRUCT%' OR t LIKE 'MAP%' OR t LIKE 'UNION%' OR t IN ('JSON', 'VARIANT') THEN 'COMPLEX<json>'
  WHEN t LIKE 'TIMESTAMP%' OR t = 'DATE' THEN 'TIMESTAMP'
  WHEN t LIKE 'DECIMAL%' OR t = 'DOUBLE' THEN 'DOUBLE'
  WHEN t = 'FLOAT' THEN 'FLOAT'
  WHEN t LIKE '%INT%' AND t NOT LIKE 'INTERVAL%' OR t = 'BOOLEAN' THEN 'BIGINT'
  ELSE 'VARCHAR' END;

CREATE MACRO druid_jdbc(t) AS CASE t
  WHEN 'TIMESTAMP' THEN 93 WHEN 'BIGINT' THEN -5 WHEN 'DOUBLE' THEN 8 WHEN 'FLOAT' THEN 6
  WHEN 'ARRAY' THEN 2003 WHEN 'COMPLEX<json>' THEN 1111 ELSE 12 END;

CREATE VIEW druid_info_schemas.SCHEMATA AS
SELECT 'druid' AS CATALOG_NAME, name AS SCHEMA_NAME, NULL::VARCHAR AS SCHEMA_OWNER,
  NULL::VARCHAR AS DEFAULT_CHARACTER_SET_CATALOG, NULL::VARCHAR AS DEFAULT_CHARACTER_SET_SCHEMA,
  NULL::VARCHAR AS DEFAULT_CHARACTER_SET_NAME, NULL::VARCHAR AS SQL_PATH
FROM (VALUES ('INFORMATION_SCHEMA'), ('druid'), ('lookup'), ('sys'), ('view')) AS v(name);

CREATE VIEW druid_info_schemas.TABLES AS
SELECT 'druid' AS TABLE_CATALOG,
  CASE schema_name WHEN 'druid_info_schemas' THEN 'INFORMATION_SCHEMA' ELSE schema_name END AS TABLE_SCHEMA,
  view_name AS TABLE_NAME,
  CASE schema_name WHEN 'druid' THEN 'TABLE' ELSE 'SYSTEM_TABLE' END AS TABLE_TYPE,
  'NO' AS IS_JOINABLE, 'NO' AS IS_BROADCAST
FROM duckdb_views() WHERE schema_name IN ('druid', 'druid_info_schemas', 'sys');

CREATE VIEW druid_info_schemas.COLUMNS AS
SELECT 'druid' AS TABLE_CATALOG,
  CASE schema_name WHEN 'druid_info_schemas' THEN 'INFORMATION_SCHEMA' ELSE schema_name END AS TABLE_SCHEMA,
  table_name AS TABLE_NAME, column_name AS COLUMN_NAME, column_index::BIGINT AS ORDINAL_POSITION,
  '' AS COLUMN_DEFAULT, CASE column_name WHEN '__time' THEN 'NO' ELSE 'YES' END AS IS_NULLABLE,
  druid_type(data_type) AS DATA_TYPE,
  NULL::BIGINT AS CHARACTER_MAXIMUM_LENGTH, NULL::BIGINT AS CHARACTER_OCTET_LENGTH,
  NULL::BIGINT AS NUMERIC_PRECISION, NULL::BIGINT AS NUMERIC_PRECISION_RADIX, NULL::BIGINT AS NUMERIC_SCALE,
  NULL::BIGINT AS DATETIME_PRECISION, NULL::VARCHAR AS CHARACTER_SET_NAME, NULL::VARCHAR AS COLLATION_NAME,
  druid_jdbc(druid_type(data_type))::BIGINT AS JDBC_TYPE
FROM duckdb_columns() WHERE schema_name IN ('druid', 'druid_info_schemas', 'sys');

CREATE VIEW druid_info_schemas.ROUTINES AS
SELECT 'druid' AS ROUTINE_CATALOG, 'INFORMATION_SCHEMA' AS ROUTINE_SCHEMA, upper(function_name) AS ROUTINE_NAME, 'FUNCTION' AS ROUTINE_TYPE,
  CASE WHEN bool_or(function_type = 'aggregate') THEN 'YES' ELSE 'NO' END AS IS_AGGREGATOR,
  string_agg(DISTINCT concat('''', upper(function_name), '(', list_aggregate(list_transform(parameter_types, lambda t : concat('<', coalesce(t, 'ANY'), '>')), 'string_agg', ', '), ')'''), chr(10)) AS SIGNATURES
FROM duckdb_functions() WHERE function_type IN ('scalar', 'aggregate', 'macro') AND regexp_matches(function_name, '^[a-z][a-z0-9_]*$')
GROUP BY function_name;

CREATE VIEW sys.segments AS
SELECT concat(name, '_2015-01-01T00:00:00.000Z_2026-01-01T00:00:00.000Z_v1') AS segment_id, name AS datasource,
  '2015-01-01T00:00:00.000Z' AS "start", '2026-01-01T00:00:00.000Z' AS "end",
  rows * 100 AS "size", 'v1' AS "version", 0::BIGINT AS partition_num, 1::BIGINT AS num_replicas, rows AS num_rows,
  1::BIGINT AS is_active, 1::BIGINT AS is_published, 1::BIGINT AS is_available, 0::BIGINT AS is_realtime, 0::BIGINT AS is_overshadowed,
  '{"type":"none"}' AS shard_spec, NULL::VARCHAR AS dimensions, NULL::VARCHAR AS metrics, NULL::VARCHAR AS last_compaction_state, 1::BIGINT AS replication_factor
FROM (SELECT v.view_name AS name, coalesce(t.estimated_size, CASE WHEN v.view_name IN ('events', 'clicks') THEN 5000000 ELSE 500 END)::BIGINT AS rows
  FROM duckdb_views() AS v LEFT JOIN duckdb_tables() AS t ON t.table_name = v.view_name AND t.schema_name = 'main'
  WHERE v.schema_name = 'druid');

CREATE VIEW sys.servers AS
SELECT 'localhost:8082' AS server, 'localhost' AS host, 8082::BIGINT AS plaintext_port, -1::BIGINT AS tls_port, 'broker' AS server_type,
  NULL::VARCHAR AS tier, 0::BIGINT AS curr_size, 0::BIGINT AS max_size, NULL::BIGINT AS is_leader, '2026-01-01T00:00:00.000Z' AS start_time;

CREATE VIEW sys.server_segments AS
SELECT 'localhost:8083' AS server, segment_id FROM sys.segments;

CREATE VIEW sys.tasks AS
SELECT '' AS task_id, '' AS group_id, '' AS "type", '' AS datasource, '' AS created_time, '' AS queue_insertion_time, '' AS status, '' AS runner_status,
  0::BIGINT AS duration, '' AS "location", '' AS host, 0::BIGINT AS plaintext_port, 0::BIGINT AS tls_port, '' AS error_msg
WHERE false;

CREATE VIEW sys.supervisors AS
SELECT '' AS supervisor_id, '' AS state, '' AS detailed_state, 0::BIGINT AS healthy, '' AS "type", '' AS source, 0::BIGINT AS suspended, '' AS spec
WHERE false;
