package nekt

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"go.uber.org/goleak"

	"sonde/connectors"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// breaking is a store that breaks off after some bytes of every answer.
type breaking struct {
	data     []byte
	each     int    // bytes per answer
	encoding string // the Content-Encoding of the object
	tag      func(request int) string
	ranges   bool
	only     bool // only the first answer has bytes
	requests atomic.Int32
}

func (b *breaking) serve(w http.ResponseWriter, r *http.Request) bool {
	n := int(b.requests.Add(1))
	from := 0
	if text, ranged := strings.CutPrefix(r.Header.Get("Range"), "bytes="); ranged && b.ranges {
		fmt.Sscanf(text, "%d-", &from)
	}
	tag := `"same"`
	if b.tag != nil {
		tag = b.tag(n)
	}
	if match := r.Header.Get("If-Match"); match != "" && match != tag {
		w.WriteHeader(http.StatusPreconditionFailed)
		return true
	}
	w.Header().Set("ETag", tag)
	w.Header().Set("Content-Length", fmt.Sprint(len(b.data)-from))
	if b.encoding != "" {
		w.Header().Set("Content-Encoding", b.encoding)
	}
	if b.ranges {
		w.Header().Set("Accept-Ranges", "bytes")
	}
	if from > 0 {
		w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, len(b.data)-1, len(b.data)))
		w.WriteHeader(http.StatusPartialContent)
	}
	piece := b.data[from:]
	if b.only && n > 1 {
		b.each = 0
	}
	w.Write(piece[:min(b.each, len(piece))])
	if len(piece) > b.each {
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
	return true
}

// TestDownloadsAreTakenUp reads files over connections that keep breaking: every
// row comes once, and the statement is sent once.
func TestDownloadsAreTakenUp(t *testing.T) {
	table := "\"n\",\"s\"\n" + lines(20_000, numbered)
	for name, b := range map[string]*breaking{
		"CSV":                  {data: []byte(table), each: 60_000},
		"gzip":                 {data: gzipped(t, table), each: 20_000},
		"gzip, stored as such": {data: gzipped(t, table), each: 20_000, encoding: "gzip"},
	} {
		t.Run(name, func(t *testing.T) {
			b.ranges = true
			f, url := serve(t, map[string]result{"q": {files: []file{text("")}}})
			f.store = b.serve
			o := run(t, connect(t, url, nil), connectors.Statement{SQL: "q"})
			if o.err != nil || len(o.rows) != 20_000 || o.rows[19_999] != "19999|row 19999" {
				t.Fatalf("%d rows, %v", len(o.rows), o.err)
			}
			if b.requests.Load() < 3 || len(f.posts) != 1 {
				t.Errorf("%d requests, %q", b.requests.Load(), f.posts)
			}
		})
	}
}

// TestDownloadsThatCannotBeTakenUp keeps the rows that came.
func TestDownloadsThatCannotBeTakenUp(t *testing.T) {
	table := "\"n\",\"s\"\n" + lines(20_000, numbered)
	for name, c := range map[string]struct {
		store   *breaking
		message string
	}{
		"a store without ranges":     {&breaking{}, "broke off"},
		"a weak tag":                 {&breaking{ranges: true, tag: func(int) string { return `W/"x"` }}, "broke off"},
		"an object that has changed": {&breaking{ranges: true, tag: func(n int) string { return fmt.Sprintf(`"%d"`, n) }}, "was changed while it was read"},
		"a store that gives no more": {&breaking{ranges: true, only: true}, "broke off"},
	} {
		t.Run(name, func(t *testing.T) {
			b := c.store
			b.data, b.each = []byte(table), 60_000
			f, url := serve(t, map[string]result{"q": {files: []file{text("")}}})
			f.store = b.serve
			o := run(t, connect(t, url, nil), connectors.Statement{SQL: "q"})
			o.fails(t, connectors.ClassIncomplete, c.message, "billed again")
			if len(o.rows) == 0 || len(o.rows) >= 20_000 || o.rows[len(o.rows)-1] != fmt.Sprintf("%d|row %[1]d", len(o.rows)-1) {
				t.Errorf("%d rows", len(o.rows))
			}
			if n := b.requests.Load(); n > 1+maxFailures || len(f.posts) != 1 {
				t.Errorf("%d requests, %q", n, f.posts)
			}
		})
	}
}

// TestLargeParquet reads a file of several blocks through ranges, and as a whole
// where the store gives none, or none that are sure to be of one object: then it
// lies in a private folder for as long.
func TestLargeParquet(t *testing.T) {
	const n = 30_000
	data := writeCounted(n, strings.Repeat("x", 500))
	if len(data) < 3*blockBytes {
		t.Fatalf("only %d bytes", len(data))
	}
	for name, object := range map[string]file{
		"ranges": {data: data}, "no ranges": {data: data, noRanges: true}, "no tag": {data: data, noTag: true},
		"refused": {data: data, refuses: true},
	} {
		t.Run(name, func(t *testing.T) {
			whole := name != "ranges"
			dir := t.TempDir()
			t.Setenv("TMPDIR", dir)
			f, url := serve(t, map[string]result{"q": {files: []file{object}, mode: modeParquet}})
			rows, err := connect(t, url, map[string]any{"mode": "parquet"}).Query(t.Context(), connectors.Statement{SQL: "q"})
			if err != nil {
				t.Fatal(err)
			}
			defer rows.Close()
			batch, err := rows.Next(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			first, stored := len(f.log), storedBytes(t, dir)
			if whole && stored != int64(len(data)) || !whole && (stored != 0 || first > 5) {
				t.Errorf("%d bytes are stored, %d requests were sent for the first rows: %q", stored, first, f.log)
			}
			o := read(t, rows)
			if o.err != nil || !strings.HasPrefix(o.rows[len(o.rows)-1], fmt.Sprintf("%d|row %[1]d", n-1)) || int(batch.NumRows())+len(o.rows) != n {
				t.Fatalf("%d rows, %v", len(o.rows), o.err)
			}
			if p := o.progress; p.BytesRead < int64(len(data)) || p.BytesRead > int64(len(data))*3/2 {
				t.Errorf("%d bytes were read of a file of %d", p.BytesRead, len(data))
			}
			rows.Close()
			if left, _ := os.ReadDir(dir); len(left) > 0 {
				t.Errorf("%v is left", left)
			}
		})
	}
}

// storedBytes is the size of what lies below a folder, all of it private.
func storedBytes(t *testing.T, dir string) (size int64) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == dir {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		if err == nil && info.Mode().IsRegular() {
			size += info.Size()
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return size
}

func TestRangeFileReadsAnywhere(t *testing.T) {
	data := make([]byte, 3*blockBytes+12345)
	for i := range data {
		data[i] = byte(i * 7 >> 3)
	}
	f, url := serve(t, map[string]result{"q": {files: []file{{data: data}}}})
	c := connect(t, url, nil)
	o := &object{client: c.client, url: url + "/bucket/71/" + objectName(file{}, 0) + "?" + signedS3, number: 1, of: 1}
	st, err := openStream(t.Context(), o, span{0, blockBytes}, true)
	if err != nil {
		t.Fatal(err)
	}
	first := make([]byte, blockBytes)
	if _, err := io.ReadFull(st, first); err != nil {
		t.Fatal(err)
	}
	st.Close()
	view := newRangeFile(st, first)
	for _, at := range []span{{0, 8}, {blockBytes - 4, blockBytes + 4}, {int64(len(data)) - 8, int64(len(data))}, {10, directBytes + 20}, {blockBytes, 2 * blockBytes}} {
		p := make([]byte, at.end-at.from)
		if n, err := view.ReadAt(p, at.from); err != nil || n != len(p) || !bytes.Equal(p, data[at.from:at.end]) {
			t.Errorf("%v: %d, %v", at, n, err)
		}
	}
	p := make([]byte, 20)
	if n, err := view.ReadAt(p, int64(len(data))-5); n != 5 || err != io.EOF {
		t.Errorf("past the end: %d, %v", n, err)
	}
	if n, err := view.ReadAt(p, int64(len(data))); n != 0 || err != io.EOF {
		t.Errorf("at the end: %d, %v", n, err)
	}
	if end, err := view.Seek(-5, io.SeekEnd); end != int64(len(data))-5 || err != nil {
		t.Errorf("%d, %v", end, err)
	}
	if len(f.log) != 4 {
		t.Errorf("%q", f.log)
	}
}

func TestURLsGoVerbatim(t *testing.T) {
	var got []string
	f, url := serve(t, map[string]result{"q": {}})
	f.store = func(w http.ResponseWriter, r *http.Request) bool {
		got = append(got, r.RequestURI)
		io.WriteString(w, "a\n1\n")
		return true
	}
	path := "/bucket/a%2Fb+c%20d/x=(1)'!*;@:$,~?X-Amz-Signature=a+b%2Bc/d=&e&&f=%zz"
	f.signer = strings.SplitN(path, "?", 2)[1]
	f.answers["q"] = result{body: fmt.Sprintf(`{"state":"SUCCEEDED","presigned_urls":[%q]}`, url+path)}
	run(t, connect(t, url, nil), connectors.Statement{SQL: "q"}).expect(t, "a", "1")
	if len(got) != 1 || got[0] != path {
		t.Errorf("%q", got)
	}
}

func TestOldFormsOfTheAnswer(t *testing.T) {
	for _, name := range []string{"presigned_url", "url"} {
		f, url := serve(t, map[string]result{"q": {}})
		f.store = func(w http.ResponseWriter, _ *http.Request) bool { io.WriteString(w, "a\n1\n"); return true }
		f.answers["q"] = result{body: fmt.Sprintf(`{"state":"SUCCEEDED",%q:%q}`, name, url+"/bucket/x/y?"+signedS3)}
		run(t, connect(t, url, nil), connectors.Statement{SQL: "q"}).expect(t, "a", "1")
	}
}

func TestLinksInTheOpen(t *testing.T) {
	c := &Conn{secure: true}
	for link, ok := range map[string]bool{"https://b.s3.amazonaws.com/k": true, "HTTPS://x/y": true, "http://b.s3.amazonaws.com/k": false, "https://": false, "file:///etc/passwd": false} {
		if _, err := c.objects(&answer{URLs: []string{link}}, nil); (err == nil) != ok {
			t.Errorf("%s: %v", link, err)
		}
	}
}
