package sqltext

var seeds = []string{
	"SELECT a, \"b\"\"c\", 'it''s' FROM t -- end\n;",
	"/* /* */ SELECT 1; */ SELECT $$ ; $$, $tag$ $$ $tag$, E'\\'', 0x1F, 1_000.5e-3",
	"WITH x AS (DELETE FROM t RETURNING 1) SELECT * FROM x WHERE a = :name AND b = ?",
	"%\nSELECT {{String(a, 'x')}} {% if defined(b) %} ; {# c #} {id:UInt64}",
	"r'\\'' '''it's''' \"\"\"x\"\"\" `a\\`b` # c\n -- d\r\n@p @@q",
	"CREATE PROCEDURE p() BEGIN IF a THEN SELECT 1; END IF; END; /*! DROP */",
	"'\x00\xff\u00a0\u200b", "\"open\n$a$\n/* \n", "\\`[]{}:::x a.select(",
}
