package httpapi

import (
	"bytes"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"testing"
)

// benchSize is the size of the decoded body, in bytes.
const benchSize = 32 << 20

func benchBody() []byte {
	r := rand.New(rand.NewPCG(1, 2))
	var b bytes.Buffer
	for b.Len() < benchSize {
		b.WriteString("[\"2015-09-12T00:46:58.771Z\",\"")
		b.WriteString(strconv.Itoa(r.IntN(100_000)))
		b.WriteString("\",\"wiki page\",")
		b.WriteString(strconv.FormatInt(r.Int64(), 10))
		b.WriteString(",null,true]\n")
	}
	return b.Bytes()
}

// BenchmarkBody reads a large body over loopback. The floor is net/http alone,
// which reads the same bytes off the wire and throws them away; decode is the
// decoder alone, over memory.
func BenchmarkBody(b *testing.B) {
	data := benchBody()
	for _, encoding := range []string{"identity", "gzip", "zstd"} {
		packed := pack(b, encoding, data)
		s := serve(b, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", encoding)
			w.Header().Set("Content-Length", strconv.Itoa(len(packed)))
			w.Write(packed)
		})
		b.Run(encoding+"/floor", func(b *testing.B) {
			client := &http.Client{Transport: &http.Transport{DisableCompression: true, ReadBufferSize: readBuffer}}
			defer client.CloseIdleConnections()
			discard(b, len(data), func() (io.ReadCloser, error) {
				resp, err := client.Get(s.URL)
				if err != nil {
					return nil, err
				}
				return resp.Body, nil
			})
		})
		b.Run(encoding+"/decode", func(b *testing.B) {
			discard(b, len(data), func() (io.ReadCloser, error) {
				r, err := Decompress(bytes.NewReader(packed), encoding)
				return io.NopCloser(r), err
			})
		})
		b.Run(encoding+"/sonde", func(b *testing.B) {
			c := open(b, Options{BaseURL: s.URL})
			discard(b, len(data), func() (io.ReadCloser, error) {
				resp, err := c.Do(b.Context(), Request{})
				if err != nil {
					return nil, err
				}
				return resp.Body, nil
			})
		})
	}
}

func discard(b *testing.B, size int, fetch func() (io.ReadCloser, error)) {
	b.SetBytes(int64(size))
	b.ReportAllocs()
	buffer := make([]byte, 256<<10)
	for b.Loop() {
		body, err := fetch()
		if err != nil {
			b.Fatal(err)
		}
		for err == nil {
			_, err = body.Read(buffer)
		}
		body.Close()
		if err != io.EOF {
			b.Fatal(err)
		}
	}
}
