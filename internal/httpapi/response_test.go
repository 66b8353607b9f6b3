package httpapi

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"sonde/connectors"
)

// pack compresses data as encoding says.
func pack(t testing.TB, encoding string, data []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	var w io.WriteCloser
	switch encoding {
	case "gzip":
		w = gzip.NewWriter(&out)
	case "zstd":
		z, err := zstd.NewWriter(&out, zstd.WithEncoderConcurrency(1))
		if err != nil {
			t.Fatal(err)
		}
		w = z
	default:
		return data
	}
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestBytesAreCountedOnBothSides(t *testing.T) {
	data := bytes.Repeat([]byte("row,of,text\n"), 10_000)
	for _, encoding := range []string{"", "gzip", "zstd"} {
		packed := pack(t, encoding, data)
		s := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if encoding != "" {
				w.Header().Set("Content-Encoding", encoding)
			}
			w.Write(packed)
		})
		m := &Meter{}
		text, err := get(open(t, Options{BaseURL: s.URL}), Request{Meter: m})
		if err != nil || text != string(data) {
			t.Fatalf("%s: %d bytes, %v", encoding, len(text), err)
		}
		if m.Wire() != int64(len(packed)) || m.Body() != int64(len(data)) {
			t.Errorf("%s: wire %d of %d, body %d of %d", encoding, m.Wire(), len(packed), m.Body(), len(data))
		}
		p := connectors.NoProgress(connectors.PhaseConnecting)
		m.Fill(&p)
		if p.Phase != connectors.PhaseDecoding || p.BytesRead != int64(len(packed)) || p.Warnings != nil {
			t.Errorf("%s: %+v", encoding, p)
		}
	}
}

// cutAnswers are the ways in which a body of a given encoding can be framed;
// each writes only the first n bytes of it.
var cutAnswers = map[string]func(c net.Conn, head string, body []byte, n int){
	"length": func(c net.Conn, head string, body []byte, n int) {
		fmt.Fprintf(c, "%sContent-Length: %d\r\n\r\n%s", head, len(body), body[:n])
	},
	"chunked without an end": func(c net.Conn, head string, body []byte, n int) {
		fmt.Fprintf(c, "%sTransfer-Encoding: chunked\r\n\r\n", head)
		if n > 0 {
			fmt.Fprintf(c, "%x\r\n%s\r\n", n, body[:n])
		}
	},
	"chunk cut": func(c net.Conn, head string, body []byte, n int) {
		fmt.Fprintf(c, "%sTransfer-Encoding: chunked\r\n\r\n%x\r\n%s", head, len(body), body[:n])
	},
}

func TestBodyCutAtEveryByte(t *testing.T) {
	data := []byte(`[["a"],["LONG"],[1],[2]]`)
	for _, encoding := range []string{"identity", "gzip", "zstd"} {
		body := pack(t, encoding, data)
		for framing, answer := range cutAnswers {
			n := 0
			base := listen(t, func(c net.Conn) {
				answer(c, "HTTP/1.1 200 OK\r\nContent-Encoding: "+encoding+"\r\n", body, n)
			})
			client := open(t, Options{BaseURL: base})
			for ; n < len(body); n++ {
				text, err := get(client, Request{})
				if err == nil {
					t.Fatalf("%s, %s: %d of %d bytes count as whole", encoding, framing, n, len(body))
				}
				mustFault(t, err, FaultCut, connectors.ClassUnavailable, "broke off its answer before the end")
				if !bytes.HasPrefix(data, []byte(text)) {
					t.Fatalf("%s, %s: %q", encoding, framing, text)
				}
			}
		}
	}
}

func TestResetInTheMiddle(t *testing.T) {
	base := listen(t, func(c net.Conn) {
		io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nabc")
		_ = c.(*net.TCPConn).SetLinger(0)
	})
	_, err := get(open(t, Options{BaseURL: base}), Request{})
	var fault *Fault
	// The reset may overtake the header.
	if !errors.As(err, &fault) || fault.Kind != FaultCut && fault.Kind != FaultReset {
		t.Errorf("%v", err)
	}
}

func TestCompressedBodyCutButWellFramed(t *testing.T) {
	for _, encoding := range []string{"gzip", "zstd"} {
		packed := pack(t, encoding, bytes.Repeat([]byte("abcdefgh"), 1000))
		n := 1
		s := serve(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", encoding)
			w.Write(packed[:n])
		})
		c := open(t, Options{BaseURL: s.URL})
		for ; n < len(packed); n++ {
			_, err := get(c, Request{})
			if err == nil {
				t.Fatalf("%s: %d of %d bytes count as whole", encoding, n, len(packed))
			}
			mustFault(t, err, FaultCut, connectors.ClassUnavailable, "broke off")
		}
	}
}

func TestDamagedBody(t *testing.T) {
	for _, encoding := range []string{"gzip", "zstd"} {
		packed := pack(t, encoding, []byte(strings.Repeat("abcdefgh", 1000)))
		packed[len(packed)-3] ^= 0xff // in the checksum of both
		s := serve(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", encoding)
			w.Write(packed)
		})
		_, err := get(open(t, Options{BaseURL: s.URL}), Request{})
		mustFault(t, err, FaultDamaged, connectors.ClassUnavailable, "is damaged")
	}
}

func TestEncodingThatWasNotAskedFor(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "br")
		io.WriteString(w, "x")
	})
	if _, err := get(open(t, Options{BaseURL: s.URL}), Request{}); !connectors.IsClass(err, connectors.ClassUnsupported) || !strings.Contains(err.Error(), `"br"`) {
		t.Errorf("%v", err)
	}
}

func TestRawBodyIsLeftAsItCame(t *testing.T) {
	packed := pack(t, "gzip", []byte("a,b\n"))
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		if r.URL.Path == "/refused" {
			w.WriteHeader(http.StatusForbidden)
			w.Write(pack(t, "gzip", []byte("no way")))
			return
		}
		w.Write(packed)
	})
	c := open(t, Options{BaseURL: s.URL})
	if text, err := get(c, Request{Raw: true}); err != nil || text != string(packed) {
		t.Errorf("%q, %v", text, err)
	}
	if _, err := get(c, Request{Raw: true, Path: "/refused"}); err == nil || connectors.AsError(err).Message != "no way" {
		t.Errorf("the reason of a refusal is %v", err)
	}
}

func TestFramedAndTrailer(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		w.Write(pack(t, "gzip", []byte("abc")))
		w.(http.Flusher).Flush()
		w.Header().Set(http.TrailerPrefix+"X-Druid-Response-Complete", "true")
	})
	resp, err := open(t, Options{BaseURL: s.URL}).Do(t.Context(), Request{})
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if _, err := io.ReadAll(resp.Body); err != nil {
		t.Fatal(err)
	}
	if !resp.Framed || resp.Trailer().Get("X-Druid-Response-Complete") != "true" {
		t.Errorf("framed %v, trailer %v", resp.Framed, resp.Trailer())
	}
	open10 := open(t, Options{BaseURL: listen(t, func(c net.Conn) { io.WriteString(c, "HTTP/1.0 200 OK\r\n\r\nabc") })})
	bare, err := open10.Do(t.Context(), Request{})
	if err != nil {
		t.Fatal(err)
	}
	defer bare.Body.Close()
	if bare.Framed {
		t.Error("a body that ends with the connection counts as framed")
	}
}

func TestIncomplete(t *testing.T) {
	cut := faultError(FaultCut, "h", "h broke off its answer before the end", io.ErrUnexpectedEOF)
	if e := Incomplete(fmt.Errorf("row 7: %w", cut)); e.Class != connectors.ClassIncomplete || e.Message != cut.Message || !errors.Is(e, io.ErrUnexpectedEOF) {
		t.Errorf("%+v", e)
	}
	if cut.Class != connectors.ClassUnavailable {
		t.Error("the error itself was changed")
	}
	for _, c := range []struct {
		err  error
		want connectors.Class
	}{
		{timedOut(PhaseIdle, "h", io.EOF), connectors.ClassIncomplete},
		{connectors.Errorf(connectors.ClassCancelled, "x"), connectors.ClassCancelled},
		{connectors.Errorf(connectors.ClassTimeout, "the time limit ran out"), connectors.ClassTimeout},
		{errors.New("odd"), connectors.ClassIncomplete},
	} {
		if e := Incomplete(c.err); e.Class != c.want {
			t.Errorf("%v became %q", c.err, e.Class)
		}
	}
	if Incomplete(nil) != nil {
		t.Error("no error became one")
	}
}

func TestHTTP2StreamThatIsReset(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/begun" {
			io.WriteString(w, "abc")
			w.(http.Flusher).Flush()
		}
		panic(http.ErrAbortHandler)
	}))
	s.EnableHTTP2 = true
	s.StartTLS()
	t.Cleanup(s.Close)
	c := open(t, Options{BaseURL: s.URL, InsecureSkipVerify: true})
	text, err := get(c, Request{Path: "/begun"})
	mustFault(t, err, FaultCut, connectors.ClassUnavailable, "broke off its answer")
	if text != "abc" {
		t.Errorf("%q", text)
	}
	_, err = get(c, Request{Path: "/not-begun"})
	mustFault(t, err, FaultReset, connectors.ClassUnavailable, "before it answered")
}
