-- The rides of the example in Tinybird's document.
CREATE TABLE nyc_taxi (
  VendorID INTEGER NOT NULL, tpep_pickup_datetime TIMESTAMP_S NOT NULL, tpep_dropoff_datetime TIMESTAMP_S NOT NULL,
  passenger_count INTEGER, trip_distance DOUBLE, RatecodeID INTEGER, store_and_fwd_flag VARCHAR, PULocationID INTEGER, DOLocationID INTEGER,
  payment_type INTEGER, fare_amount DOUBLE, extra DOUBLE, mta_tax DOUBLE, tip_amount DOUBLE, tolls_amount DOUBLE,
  improvement_surcharge DOUBLE, total_amount DOUBLE);

INSERT INTO nyc_taxi VALUES
  (2, '2001-01-05 11:45:23', '2001-01-05 11:52:05', 5, 1.53, 1, 'N', 71, 89, 2, 7.5, 0.5, 0.5, 0, 0, 0.3, 8.8),
  (2, '2002-12-31 23:01:55', '2003-01-01 14:59:11', 1, 1.5, 1, 'N', 170, 162, 1, 8, 0, 0.5, 1, 0, 0.3, 9.8),
  (1, '2003-01-01 00:10:05', '2003-01-01 00:14:47', 1, 0.9, 1, 'N', 142, 143, 1, 5.5, 0.5, 0.5, 1.36, 0, 0.3, 8.16),
  (2, '2008-12-31 23:02:01', '2008-12-31 23:57:30', 1, 22.11, 1, 'N', 132, 48, 2, 61, 0.5, 0.5, 0, 5.76, 0.3, 68.06);

CREATE TABLE letters (column_name VARCHAR NOT NULL, number UBIGINT NOT NULL);
INSERT INTO letters VALUES ('column_name_value', 9007199254740993), ('new_column_name_value', 18446744073709551615), ('other', 1);

-- One moment, ingested without and with an offset. A structure of one field is a
-- value of the type that the field is named after.
CREATE TABLE moments (
  naive TIMESTAMP_S NOT NULL, naive_new_york STRUCT("DateTime('America/New_York')" TIMESTAMP_S) NOT NULL,
  utc TIMESTAMP_S NOT NULL, new_york STRUCT("DateTime('America/New_York')" TIMESTAMP_S) NOT NULL);
INSERT INTO moments VALUES ('2022-11-14 11:08:46', row(TIMESTAMP_S '2022-11-14 16:08:46'), '2022-11-14 11:08:46', row(TIMESTAMP_S '2022-11-14 11:08:46'));

CREATE TABLE visits (
  id UBIGINT NOT NULL, visited TIMESTAMP NOT NULL, country ENUM ('ES', 'DE', 'JP') NOT NULL, address STRUCT("IPv4" VARCHAR) NOT NULL,
  path VARCHAR, ratio DOUBLE, paid DECIMAL(18, 4), tags VARCHAR[] NOT NULL, labels MAP(VARCHAR, UBIGINT) NOT NULL,
  place STRUCT(lat DOUBLE, lon DOUBLE) NOT NULL);
INSERT INTO visits
SELECT 9007199254740992 + i, TIMESTAMP '2024-03-01 00:00:00.5' + to_seconds(i * 61), ['ES', 'DE', 'JP'][1 + i % 3], row(concat('192.0.2.', i % 250)),
  CASE i % 5 WHEN 0 THEN NULL WHEN 1 THEN '' ELSE concat('/p/', i % 17) END,
  CASE i % 7 WHEN 0 THEN 'nan'::DOUBLE WHEN 1 THEN 'inf'::DOUBLE ELSE i / 8 END, i * 1.1000,
  CASE i % 4 WHEN 0 THEN [] ELSE ['new', 'it''s'] END, MAP {'k': i::UBIGINT, 'l': 2}, {'lat': i % 90, 'lon': -(i % 180)}
FROM range(2000) AS t(i);
