package export

import "testing"

// Numbers that readers round are texts on request, wherever they stand.
func TestBigNumbersWithinOthersAsText(t *testing.T) {
	c := database(t)
	rows := query(t, c, `SELECT [9007199254740993, 1, -9007199254740993] AS l, {'a': 9007199254740993, 'b': '9007199254740993'} AS s,
		'{"x":9007199254740993,"9007199254740993":"\"9007199254740993"}'::JSON AS j, '9007199254740993'::JSON AS n, 9007199254740993 AS i, '9007199254740993' AS t`)
	const want = `{"l":["9007199254740993",1,"-9007199254740993"],"s":{"a":"9007199254740993","b":"9007199254740993"},` +
		`"j":{"x":"9007199254740993","9007199254740993":"\"9007199254740993"},"n":"9007199254740993","i":"9007199254740993","t":"9007199254740993"}` + "\n"
	if got := written(t, "ndjson", Options{BigNumbersAsText: true}, rows.schema, rows.batches...); got != want {
		t.Errorf("%s", got)
	}
	const bare = `{"l":[9007199254740993,1,-9007199254740993],"s":{"a":9007199254740993,"b":"9007199254740993"},` +
		`"j":{"x":9007199254740993,"9007199254740993":"\"9007199254740993"},"n":9007199254740993,"i":9007199254740993,"t":"9007199254740993"}` + "\n"
	if got := written(t, "ndjson", Options{}, rows.schema, rows.batches...); got != bare {
		t.Errorf("%s", got)
	}
}
