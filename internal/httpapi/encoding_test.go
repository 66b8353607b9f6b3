package httpapi

import (
	"bytes"
	"io"
	"testing"
	"testing/iotest"
)

func TestDecompress(t *testing.T) {
	data := []byte("a,b\n1,2\n")
	zipped := pack(t, "gzip", data)
	for name, c := range map[string]struct {
		encoding string
		body     []byte
		want     string
	}{
		"none":       {"", data, string(data)},
		"identity":   {" Identity ", data, string(data)},
		"gzip":       {"gzip", zipped, string(data)},
		"x-gzip":     {"X-GZIP", zipped, string(data)},
		"members":    {"gzip", append(bytes.Clone(zipped), zipped...), string(data) + string(data)},
		"zstd":       {"zstd", pack(t, "zstd", data), string(data)},
		"list":       {"gzip, zstd", pack(t, "zstd", zipped), string(data)},
		"empty gzip": {"gzip", nil, ""},
		"empty zstd": {"zstd", nil, ""},
	} {
		r, err := Decompress(iotest.OneByteReader(bytes.NewReader(c.body)), c.encoding)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got, err := io.ReadAll(r)
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if _, err := Decompress(nil, "gzip, br"); err == nil {
		t.Error("an unknown encoding gives no error")
	}
}

func TestDecompressSniffed(t *testing.T) {
	for _, data := range []string{"a,b\n1,2\n", "PAR1", "x", ""} {
		for _, encoding := range []string{"", "gzip", "zstd"} {
			packed := pack(t, encoding, []byte(data))
			r, err := DecompressSniffed(bytes.NewReader(packed))
			if err != nil {
				t.Fatal(err)
			}
			if got, err := io.ReadAll(r); err != nil || string(got) != data {
				t.Errorf("%q as %q: %q, %v", data, encoding, got, err)
			}
			if encoding == "" {
				continue
			}
			r, err = DecompressSniffed(bytes.NewReader(packed[:len(packed)-1]))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.ReadAll(r); err != io.ErrUnexpectedEOF {
				t.Errorf("%q as %q, cut: %v", data, encoding, err)
			}
		}
	}
	if _, err := DecompressSniffed(iotest.ErrReader(io.ErrNoProgress)); err != io.ErrNoProgress {
		t.Errorf("%v", err)
	}
}
