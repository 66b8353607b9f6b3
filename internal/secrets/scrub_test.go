package secrets

import (
	"strings"
	"testing"
)

func TestScrub(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"nothing to hide", "SELECT 'it''s', a FROM t WHERE secret_name = 'x' AND monkey = 'y'", "SELECT 'it''s', a FROM t WHERE secret_name = 'x' AND monkey = 'y'"},
		{"words alone", "SELECT password, token FROM users -- the secret", "SELECT password, token FROM users -- the secret"},
		{"CREATE SECRET", "CREATE SECRET s (TYPE s3, KEY_ID 'AKxy', SECRET 'ab''cd', REGION 'eu', SESSION_TOKEN 'tt')", "CREATE SECRET s (TYPE s3, KEY_ID '•••', SECRET '•••', REGION 'eu', SESSION_TOKEN '•••')"},
		{"encrypted database", "ATTACH 'x.db' (ENCRYPTION_KEY 'k y', READ_ONLY)", "ATTACH 'x.db' (ENCRYPTION_KEY '•••', READ_ONLY)"},
		{"Parquet key", "PRAGMA add_parquet_key('name', 'k''y'); SELECT 1", "PRAGMA add_parquet_key('name', '•••'); SELECT 1"},
		{"Parquet key by value", "COPY t TO 'f' (ENCRYPTION_CONFIG {footer_key_value: 'abc='})", "COPY t TO 'f' (ENCRYPTION_CONFIG {footer_key_value: '•••'})"},
		{"quotes within text", "SELECT 'user=bob password=''hun ter2'' host=h'", "SELECT 'user=bob password=''•••'' host=h'"},
		{"escaped quotes within text", `SELECT E'password=\'hunter2\' x', '{\"password\": \"hunter2\", \"a\": 1}'`, `SELECT E'password=\'•••\' x', '{\"password\": \"•••\", \"a\": 1}'`},
		{"empty values", "SELECT 1 WHERE password = '' AND name = 'x' AND token=''", "SELECT 1 WHERE password = '' AND name = 'x' AND token=''"},
		{"URL in an error", `Cannot open file "/home/u/postgres://bob:hun/ter2@h": no such file`, `Cannot open file "/home/u/postgres://bob:•••@h": no such file`},
		{"CREATE SECRET with a quoted name", `CREATE SECRET "my s" (TYPE http, BEARER_TOKEN 'x')`, `CREATE SECRET "my s" (TYPE http, BEARER_TOKEN '•••')`},
		{"SET", "SET s3_secret_access_key='abc/def+'; SET s3_region='eu'", "SET s3_secret_access_key='•••'; SET s3_region='eu'"},
		{"condition", "select * from users where password = 'hunter2' and name = 'bob'", "select * from users where password = '•••' and name = 'bob'"},
		{"condition on a quoted name", `select * from users where "password" <> 'hunter2' limit 1`, `select * from users where "password" <> '•••' limit 1`},
		{"backslash escape", `SET password = 'a\'b', x = 1`, `SET password = '•••', x = 1`},
		{"dollar quotes", "ALTER ROLE r PASSWORD = $q$hunter2$q$ VALID", "ALTER ROLE r PASSWORD = $q$•••$q$ VALID"},
		{"left open", "SET password = 'hunter2\nSELECT 1", "SET password = '•••"},
		{"CREATE USER", "CREATE USER bob IDENTIFIED WITH sha256_password BY 'hunter2' DEFAULT ROLE x", "CREATE USER bob IDENTIFIED WITH sha256_password BY '•••' DEFAULT ROLE x"},
		{"role", "CREATE ROLE bob LOGIN PASSWORD 'hunter2'", "CREATE ROLE bob LOGIN PASSWORD '•••'"},
		{"map", `EXTRA_HTTP_HEADERS MAP {'Authorization': 'Bearer abcdefghij', 'x-api-key': "k1", 'a': 'b'}`, `EXTRA_HTTP_HEADERS MAP {'Authorization': '•••', 'x-api-key': "•••", 'a': 'b'}`},
		{"connection string", "ATTACH 'dbname=shop user=bob password=hunter2 host=h' AS pg", "ATTACH 'dbname=shop user=bob password=••• host=h' AS pg"},
		{"Azure", "SET c = 'AccountName=a;AccountKey=abc+/=;EndpointSuffix=core'", "SET c = 'AccountName=a;AccountKey=•••;EndpointSuffix=core'"},
		{"references", "ATTACH 'password=${env:PW}'; clickhouse://ann@h?password=${keyring:sonde/ch}&token=${file:~/.t}", "ATTACH 'password=${env:PW}'; clickhouse://ann@h?password=${keyring:sonde/ch}&token=${file:~/.t}"},
		{"no references", "password=${env:PW}hunter2 password=${cmd:echo} password=${env:{}} password=${env:}", "password=••• password=••• password=••• password=•••"},
		{"placeholders", "SELECT 1 WHERE password=$1 AND token=? AND secret = ?", "SELECT 1 WHERE password=$1 AND token=? AND secret = ?"},
		{"URL", "ATTACH 'postgres://bob:hunter2@db.example.com:5432/shop'", "ATTACH 'postgres://bob:•••@db.example.com:5432/shop'"},
		{"URL without credentials", "FROM 'https://example.com:8080/a@b?x=1'", "FROM 'https://example.com:8080/a@b?x=1'"},
		{"URL with a token", "FROM 'https://h/x?a=1&token=abc&b=2'", "FROM 'https://h/x?a=1&token=•••&b=2'"},
		{"presigned, Amazon", "FROM 'https://b.s3.amazonaws.com/k?X-Amz-Credential=AK%2F2&X-Amz-Date=2024&X-Amz-Signature=abcdef'", "FROM 'https://b.s3.amazonaws.com/k?X-Amz-Credential=•••&X-Amz-Date=2024&X-Amz-Signature=•••'"},
		{"presigned, Google", "FROM 'https://storage/k?X-Goog-Signature=ab&x=1'", "FROM 'https://storage/k?X-Goog-Signature=•••&x=1'"},
		{"presigned, Azure", "FROM 'az://c/k?sv=2024&sig=a%2Bb%3D'", "FROM 'az://c/k?sv=2024&sig=•••'"},
		{"shapes", "SELECT 'AKIAIOSFODNN7EXAMPLE', 'ghp_0123456789abcdefghij0123', 'p.eyJ1IjoiYWJjZCJ9.abc-def_1'", "SELECT '•••', '•••', 'p.•••'"},
		{"header", "-- curl -H 'Authorization: Bearer abcdefgh123'", "-- curl -H 'Authorization: Bearer •••'"},
		{"private key", "SELECT '-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----', 2", "SELECT '-----BEGIN RSA PRIVATE KEY-----•••-----END RSA PRIVATE KEY-----', 2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := Scrub(c.text)
			if got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
			if again := Scrub(got); again != got {
				t.Errorf("scrubbed again it becomes %s", again)
			}
		})
	}
}

func TestIsSecretName(t *testing.T) {
	for name, want := range map[string]bool{
		"password": true, "db_password": true, "PASSWORD": true, "pw": true, "api_key": true, "token": true, "session_token": true,
		"id": false, "monkey": false, "passenger": false, "tokens": false, "": false,
	} {
		if got := IsSecretName(name); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
}

// A secret that a statement gives under the name password must not survive,
// whatever else stands around it.
func FuzzScrub(f *testing.F) {
	f.Add("SELECT 1; ", " FROM t")
	f.Add("'", "'")
	f.Add("x=\\", "://a:b@c")
	f.Add("-- it's\n", "/* ' */")
	f.Fuzz(func(t *testing.T, before, after string) {
		Scrub(before + after)
		got := Scrub(before + "\n password = 'hunter2hunter2' " + after)
		if strings.Contains(got, "hunter2") && !strings.Contains(before, "hunter2") && !strings.Contains(after, "hunter2") {
			t.Errorf("the secret is left in %q", got)
		}
	})
}

func BenchmarkScrub(b *testing.B) {
	const statement = "SELECT country, count(*) AS n, sum(amount) FROM orders JOIN customers USING (customer_id) WHERE created_at >= '2024-01-01' GROUP BY 1 ORDER BY n DESC LIMIT 100"
	for name, text := range map[string]string{
		"statement":  statement,
		"1MiB":       strings.Repeat(statement+";\n", 1<<20/len(statement)),
		"with a key": statement + " AND api_key = 'x'",
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				Scrub(text)
			}
		})
	}
}
