-- A small shop: customers place orders for products, and leave traces in events.
-- Every value is computed from its row number, so that two runs agree.

CREATE TYPE order_status AS ENUM
  ('placed', 'paid', 'packed', 'shipped', 'delivered', 'returned', 'cancelled');

CREATE TABLE countries (
  country_code VARCHAR PRIMARY KEY,
  name         VARCHAR NOT NULL,
  local_name   VARCHAR NOT NULL,
  currency     VARCHAR NOT NULL,
  time_zone    VARCHAR NOT NULL,
  vat_percent  DECIMAL(4, 2)
);

INSERT INTO countries VALUES
  ('BR', 'Brazil',         'Brasil',         'BRL', 'America/Sao_Paulo', 17.00),
  ('DE', 'Germany',        'Deutschland',    'EUR', 'Europe/Berlin',     19.00),
  ('EG', 'Egypt',          'مصر',            'EGP', 'Africa/Cairo',      14.00),
  ('FR', 'France',         'France',         'EUR', 'Europe/Paris',      20.00),
  ('GB', 'United Kingdom', 'United Kingdom', 'GBP', 'Europe/London',     20.00),
  ('GR', 'Greece',         'Ελλάδα',         'EUR', 'Europe/Athens',     24.00),
  ('IL', 'Israel',         'ישראל',          'ILS', 'Asia/Jerusalem',    18.00),
  ('IN', 'India',          'भारत',           'INR', 'Asia/Kolkata',      18.00),
  ('JP', 'Japan',          '日本',           'JPY', 'Asia/Tokyo',        10.00),
  ('KR', 'South Korea',    '대한민국',       'KRW', 'Asia/Seoul',        10.00),
  ('PL', 'Poland',         'Polska',         'PLN', 'Europe/Warsaw',     23.00),
  ('US', 'United States',  'United States',  'USD', 'America/New_York',  NULL);

CREATE TABLE customers (
  customer_id  INTEGER PRIMARY KEY,
  external_id  UUID NOT NULL,
  name         VARCHAR NOT NULL,
  email        VARCHAR,
  country_code VARCHAR NOT NULL REFERENCES countries (country_code),
  city         VARCHAR,
  birthday     DATE,
  signed_up_at TIMESTAMPTZ NOT NULL,
  newsletter   BOOLEAN,
  credit       DECIMAL(12, 2) NOT NULL,
  note         VARCHAR
);

INSERT INTO customers
WITH places (place, country_code, city, first_names, last_names) AS (VALUES
  (0, 'BR', 'São Paulo', ['João', 'Beatriz', 'Caetano'], ['Conceição', 'Araújo', 'Gonçalves']),
  (1, 'DE', 'Köln', ['Jürgen', 'Anneliese', 'Björn'], ['Weiß', 'Schäfer', 'Müller']),
  (2, 'EG', 'القاهرة', ['محمد', 'فاطمة', 'يوسف'], ['حسن', 'المصري', 'عبد الله']),
  (3, 'FR', 'Besançon', ['Zoé', 'Théo', 'Inès'], ['Lefèvre', 'D’Aubigné', 'Noël']),
  (4, 'GB', 'Leeds', ['Olivia', 'Harry', 'Niamh'], ['O''Brien', 'Smith', 'Featherstonehaugh']),
  (5, 'GR', 'Θεσσαλονίκη', ['Ελένη', 'Γιώργος', 'Σοφία'], ['Παπαδόπουλος', 'Οικονόμου', 'Λάμπρου']),
  (6, 'IL', 'חיפה', ['נועם', 'שירה', 'אריאל'], ['כהן', 'לוי', 'מזרחי']),
  (7, 'IN', 'मुंबई', ['आरव', 'दिया', 'Priya'], ['शर्मा', 'Iyer', 'पटेल']),
  (8, 'JP', '京都', ['蓮', '葵', 'さくら'], ['佐藤', '鈴木', '渡辺']),
  (9, 'KR', '서울', ['민준', '서연', '지우'], ['김', '이', '박']),
  (10, 'PL', 'Łódź', ['Stanisław', 'Małgorzata', 'Paweł'], ['Wójcik', 'Szczęsny', 'Żak']),
  (11, 'US', 'New York', ['Emma', 'Liam', 'José'], ['Johnson', 'Washington', 'Nguyễn'])
), rolled AS (
  SELECT i, (hash(i, 1) >> 1)::BIGINT % 12 AS place,
    (hash(i, 2) >> 1)::BIGINT AS a, (hash(i, 3) >> 1)::BIGINT AS b, (hash(i, 4) >> 1)::BIGINT AS c
  FROM range(1, 241) AS t(i)
)
SELECT
  i,
  md5(concat('customer', i))::UUID,
  concat(first_names[1 + (a % 3)], ' ', last_names[1 + (b % 3)]),
  CASE WHEN a % 9 = 0 THEN NULL ELSE concat('customer', i, '@', ['example.com', 'example.org', 'mail.example'][1 + (b % 3)]) END,
  country_code,
  CASE WHEN b % 7 = 0 THEN NULL ELSE city END,
  CASE WHEN c % 6 = 0 THEN NULL ELSE DATE '1941-03-01' + (c % 24000)::INTEGER END,
  TIMESTAMPTZ '2021-01-04 08:00:00+00' + to_minutes(b % 1500000),
  CASE WHEN a % 5 = 0 THEN NULL ELSE a % 3 = 0 END,
  (c % 90000 - 20000)::DECIMAL(12, 2) / 100,
  CASE
    WHEN c % 23 = 0 THEN ''
    WHEN c % 29 = 0 THEN 'prefers e-mail 📧' || chr(10) || 'second line'
    WHEN c % 31 = 0 THEN 'cafe' || chr(769) || ' owner 👩‍🍳'
    WHEN c % 37 = 0 THEN 'asked for 東京 delivery, tel' || chr(9) || '+81 3'
  END
FROM rolled JOIN places USING (place)
ORDER BY i;

CREATE TABLE products (
  product_id   INTEGER PRIMARY KEY,
  sku          VARCHAR NOT NULL,
  name         VARCHAR NOT NULL,
  category     VARCHAR NOT NULL,
  price        DECIMAL(10, 2) NOT NULL,
  weight_kg    DOUBLE,
  tags         VARCHAR[] NOT NULL,
  dimensions   STRUCT(width_cm DOUBLE, height_cm DOUBLE, depth_cm DOUBLE),
  attributes   MAP(VARCHAR, VARCHAR) NOT NULL,
  warranty     INTERVAL,
  barcode      BLOB,
  discontinued BOOLEAN NOT NULL
);

INSERT INTO products
WITH rolled AS (
  SELECT i, (hash(i, 11) >> 1)::BIGINT AS a, (hash(i, 12) >> 1)::BIGINT AS b, (hash(i, 13) >> 1)::BIGINT AS c FROM range(1, 81) AS t(i)
), chosen AS (
  SELECT *,
    ['Kettle', 'Lamp', 'Backpack', 'Notebook', 'Teapot', 'Chair', 'Headphones', 'Mug', 'Keyboard', 'Blanket'][1 + (i % 10)] AS thing,
    ['kitchen', 'home', 'travel', 'office', 'kitchen', 'home', 'electronics', 'kitchen', 'electronics', 'home'][1 + (i % 10)] AS category,
    ['Classic', 'Compact', 'Deluxe', 'Everyday', 'Nordic', 'Vintage'][1 + (a % 6)] AS style,
    ['black', 'white', 'red', 'forest green', 'sand', 'navy'][1 + (b % 6)] AS colour
  FROM rolled
)
SELECT
  i,
  concat(upper(left(thing, 3)), '-', lpad(i::VARCHAR, 4, '0')),
  concat(style, ' ', thing, CASE WHEN c % 17 = 0 THEN ' ☕' WHEN c % 19 = 0 THEN ' – 限定版' ELSE '' END),
  category,
  (199 + (b % 24800))::DECIMAL(10, 2) / 100,
  CASE WHEN a % 8 = 0 THEN NULL ELSE round(0.05 + (c % 4000) / 1000.0, 3) END,
  list_filter([category, CASE WHEN a % 2 = 0 THEN 'gift' END, CASE WHEN b % 3 = 0 THEN 'new' END, CASE WHEN c % 5 = 0 THEN 'sale' END], lambda tag : tag IS NOT NULL),
  CASE WHEN b % 9 = 0 THEN NULL ELSE {'width_cm': 5 + (a % 60) / 2, 'height_cm': 4 + (b % 90) / 2, 'depth_cm': CASE WHEN c % 7 = 0 THEN NULL ELSE 1 + (c % 40) / 2 END} END,
  MAP {'colour': colour, 'material': ['steel', 'oak', 'cotton', 'glass', 'bamboo'][1 + (c % 5)]},
  CASE a % 4 WHEN 0 THEN NULL WHEN 1 THEN INTERVAL 6 MONTH WHEN 2 THEN INTERVAL 2 YEAR ELSE INTERVAL 90 DAY END,
  CASE WHEN a % 11 = 0 THEN NULL ELSE unhex(left(md5(concat('barcode', i)), 16)) END,
  c % 13 = 0
FROM chosen;

CREATE TABLE orders (
  order_id    INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customers (customer_id),
  ordered_at  TIMESTAMPTZ NOT NULL,
  status      order_status NOT NULL,
  deliver_on  DATE,
  delivered   TIMESTAMP,
  shipping    DECIMAL(8, 2) NOT NULL,
  details     JSON
);

INSERT INTO orders
WITH rolled AS (
  SELECT i, (hash(i, 21) >> 1)::BIGINT AS a, (hash(i, 22) >> 1)::BIGINT AS b, (hash(i, 23) >> 1)::BIGINT AS c,
    TIMESTAMPTZ '2023-01-02 06:00:00+00' + to_seconds(i * 188000 + (hash(i, 24) >> 1)::BIGINT % 180000) AS ordered_at
  FROM range(1, 501) AS t(i)
), dated AS (
  SELECT *,
    CASE WHEN b % 100 < 72 THEN 'delivered' WHEN b % 100 < 80 THEN 'shipped' WHEN b % 100 < 84 THEN 'packed'
         WHEN b % 100 < 88 THEN 'paid' WHEN b % 100 < 91 THEN 'placed' WHEN b % 100 < 95 THEN 'returned' ELSE 'cancelled' END AS status,
    (ordered_at AT TIME ZONE 'UTC')::DATE + (1 + c % 9)::INTEGER AS deliver_on
  FROM rolled
)
SELECT
  i,
  1 + (least(a % 240, (a // 240) % 240))::INTEGER,
  ordered_at,
  status::order_status,
  CASE WHEN status IN ('placed', 'cancelled') THEN NULL ELSE deliver_on END,
  CASE WHEN status IN ('delivered', 'returned') THEN deliver_on + to_seconds(25200 + a % 50000) END,
  (CASE WHEN b % 4 = 0 THEN 0 ELSE 290 + (c % 1200) END)::DECIMAL(8, 2) / 100,
  CASE WHEN c % 10 = 0 THEN NULL ELSE json_object(
    'channel', ['web', 'app', 'phone', 'shop'][1 + (a % 4)],
    'coupon', CASE WHEN b % 6 = 0 THEN concat('SAVE', 5 * (1 + b % 4)) END,
    'gift', c % 8 = 0) END
FROM dated;

CREATE TABLE order_items (
  order_id   INTEGER NOT NULL REFERENCES orders (order_id),
  line       INTEGER NOT NULL,
  product_id INTEGER NOT NULL REFERENCES products (product_id),
  quantity   INTEGER NOT NULL,
  unit_price DECIMAL(10, 2) NOT NULL,
  PRIMARY KEY (order_id, line)
);

INSERT INTO order_items
WITH lines AS (
  SELECT o.i AS order_id, l.i AS line, (hash(o.i, l.i, 31) >> 1)::BIGINT AS a, (hash(o.i, l.i, 32) >> 1)::BIGINT AS b
  FROM range(1, 501) AS o(i), range(1, 5) AS l(i)
  WHERE l.i <= 1 + (hash(o.i, 33) >> 1)::BIGINT % 4
)
SELECT order_id, line, product_id, 1 + (b % 4)::INTEGER, (price * (100 - 5 * (b % 3)) / 100)::DECIMAL(10, 2)
FROM lines JOIN products ON product_id = 1 + (a % 80)::INTEGER
ORDER BY order_id, line;

CREATE VIEW order_totals AS
SELECT order_id, count(*) AS lines, sum(quantity) AS items, sum(quantity * unit_price) + any_value(shipping) AS total
FROM orders JOIN order_items USING (order_id)
GROUP BY order_id;

-- Computed while it is read: it takes no room and costs nothing until then.
CREATE VIEW events AS
SELECT
  i AS event_id,
  TIMESTAMPTZ '2025-01-01 00:00:00+00' + to_milliseconds(i * 6307 + (a % 6000)::BIGINT) AS happened_at,
  CASE WHEN a % 10 < 4 THEN NULL ELSE 1 + (b % 240)::INTEGER END AS customer_id,
  1 + (least(c % 80, (c // 80) % 80))::INTEGER AS product_id,
  CASE WHEN b % 100 < 61 THEN 'view' WHEN b % 100 < 83 THEN 'search' WHEN b % 100 < 94 THEN 'add to cart'
       WHEN b % 100 < 98 THEN 'purchase' ELSE 'return' END AS kind,
  ['web', 'ios', 'android', 'kiosk'][1 + (c % 4)] AS platform,
  CASE WHEN b % 100 BETWEEN 94 AND 97 THEN (199 + (c % 24800))::DECIMAL(10, 2) / 100 END AS amount,
  (20 + a % 80 + (CASE WHEN c % 50 = 0 THEN b % 9000 ELSE b % 300 END)) / 10.0::DOUBLE AS duration_ms,
  a % 97 = 0 AS failed,
  {'page': concat('/p/', 1 + (c % 80)), 'referrer': CASE WHEN a % 3 = 0 THEN NULL ELSE ['search', 'mail', 'friend', 'ad'][1 + (b % 4)] END} AS context
FROM (SELECT i, (hash(i, 41) >> 1)::BIGINT AS a, (hash(i, 42) >> 1)::BIGINT AS b, (hash(i, 43) >> 1)::BIGINT AS c FROM range(5000000) AS t(i));

COMMENT ON TABLE countries IS 'Where customers live';
COMMENT ON TABLE customers IS 'People who have signed up';
COMMENT ON TABLE products IS 'What the shop sells, with nested columns';
COMMENT ON TABLE orders IS 'One row per order';
COMMENT ON TABLE order_items IS 'One row per line of an order';
COMMENT ON VIEW order_totals IS 'Lines, items and value of every order';
COMMENT ON VIEW events IS '5 million clicks, computed while they are read';
COMMENT ON COLUMN customers.credit IS 'Balance in euros, negative when the customer owes';
COMMENT ON COLUMN events.customer_id IS 'NULL: not signed in';
