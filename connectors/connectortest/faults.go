package connectortest

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// fault answers a request, or does not. It reports whether the connection can
// carry another request.
type fault func(x *exchange) (again bool)

// head writes the first lines of an answer; framing are further header lines.
func (x *exchange) head(status int, header http.Header, framing string) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\n", status, http.StatusText(status))
	_ = header.Write(&b) // A buffer takes everything.
	b.WriteString(framing + "\r\n")
	x.send(b.Bytes())
}

// send ignores errors: a client that has left does not want the answer.
func (x *exchange) send(b []byte) { _, _ = x.conn.Write(b) }

func (x *exchange) chunk(b []byte) {
	if len(b) > 0 {
		x.send(fmt.Appendf(nil, "%x\r\n%s\r\n", len(b), b))
	}
}

// Lines that say how the end of a body is told.
const (
	chunked = "Transfer-Encoding: chunked\r\n"
	toClose = "Connection: close\r\n"
)

func length(n int) string { return fmt.Sprintf("Content-Length: %d\r\n", n) }

// pass gives the answer of the backend as it comes.
func pass(x *exchange) bool {
	resp, err := x.ask()
	if err != nil {
		return false
	}
	defer resp.Body.Close()
	resp.Header.Del("Content-Length")
	if x.req.Method == http.MethodHead || resp.StatusCode == http.StatusNoContent || resp.StatusCode == http.StatusNotModified {
		framing := ""
		if resp.ContentLength >= 0 && resp.StatusCode == http.StatusOK {
			framing = length(int(resp.ContentLength))
		}
		x.head(resp.StatusCode, resp.Header, framing)
		return true
	}
	if resp.ContentLength >= 0 {
		x.head(resp.StatusCode, resp.Header, length(int(resp.ContentLength)))
		_, err := io.Copy(x.conn, resp.Body)
		return err == nil
	}
	return x.passChunks(resp)
}

// headWith announces a body in chunks with a trailer.
func (x *exchange) headWith(status int, header, trailer http.Header) {
	framing := chunked
	for name := range trailer {
		framing += "Trailer: " + name + "\r\n"
	}
	x.head(status, header, framing)
}

// end ends a body in chunks.
func (x *exchange) end(trailer http.Header) {
	var b bytes.Buffer
	_ = trailer.Write(&b) // A buffer takes everything.
	x.send([]byte("0\r\n" + b.String() + "\r\n"))
}

func (x *exchange) passChunks(resp *http.Response) bool {
	x.headWith(resp.StatusCode, resp.Header, resp.Trailer)
	buf := make([]byte, 64<<10)
	for {
		n, err := resp.Body.Read(buf)
		x.chunk(buf[:n])
		if err == io.EOF {
			break
		}
		if err != nil {
			return false
		}
	}
	x.end(resp.Trailer)
	return true
}

// rewrite makes a fault of a function that gets the whole answer.
func rewrite(f func(x *exchange, w whole) bool) fault {
	return func(x *exchange) bool {
		w, err := x.whole()
		return err == nil && f(x, w)
	}
}

// cutAfter ends the connection after n bytes of a chunked body.
func cutAfter(n int) fault {
	return rewrite(func(x *exchange, w whole) bool {
		x.head(w.status, w.header, chunked)
		x.chunk(w.body[:min(n, len(w.body))])
		return false
	})
}

// endAfter ends the body in good order after n bytes.
func endAfter(n int) fault {
	return rewrite(func(x *exchange, w whole) bool {
		x.head(w.status, w.header, chunked)
		x.chunk(w.body[:min(n, len(w.body))])
		x.end(nil)
		return true
	})
}

// closeAfter sends n bytes of a body whose end is that of the connection.
func closeAfter(n int) fault {
	return rewrite(func(x *exchange, w whole) bool {
		x.head(w.status, w.header, toClose)
		x.send(w.body[:min(n, len(w.body))])
		return false
	})
}

// resetAfter breaks the connection without a farewell after n bytes.
func resetAfter(n int) fault {
	return rewrite(func(x *exchange, w whole) bool {
		x.head(w.status, w.header, chunked)
		x.chunk(w.body[:min(n, len(w.body))])
		if tcp, ok := x.conn.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
		return false
	})
}

// shortOf announces more bytes than the n of the body that come.
func shortOf(n, more int) fault {
	return rewrite(func(x *exchange, w whole) bool {
		n := min(n, len(w.body))
		x.head(w.status, w.header, length(n+more))
		x.send(w.body[:n])
		return false
	})
}

// announceLess announces only n bytes of a body that comes whole.
func announceLess(n int) fault {
	return rewrite(func(x *exchange, w whole) bool {
		x.head(w.status, w.header, toClose+length(min(n, len(w.body))))
		x.send(w.body)
		return false
	})
}

// zipped compresses the body, and change damages what comes of that. Of an
// answer that is compressed already, the bytes are damaged as they are.
func zipped(change func([]byte) []byte) fault {
	return rewrite(func(x *exchange, w whole) bool {
		body := w.body
		if w.header.Get("Content-Encoding") == "" {
			body = gzipped(body)
			w.header.Set("Content-Encoding", "gzip")
		}
		body = change(body)
		x.head(w.status, w.header, length(len(body)))
		x.send(body)
		return true
	})
}

func gzipped(body []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(body) // A buffer takes everything.
	_ = z.Close()
	return b.Bytes()
}

// drip sends a body byte by byte.
func drip(x *exchange) bool {
	w, err := x.whole()
	if err != nil {
		return false
	}
	x.headWith(w.status, w.header, w.trailer)
	for i := range w.body {
		x.chunk(w.body[i : i+1])
		time.Sleep(50 * time.Microsecond)
	}
	x.end(w.trailer)
	return true
}

// status refuses, in the words given.
func status(code int, body, contentType string, header ...string) fault {
	return func(x *exchange) bool {
		h := http.Header{}
		if contentType != "" {
			h.Set("Content-Type", contentType)
		}
		for _, line := range header {
			name, value, _ := strings.Cut(line, ": ")
			h.Set(name, value)
		}
		x.head(code, h, length(len(body)))
		x.send([]byte(body))
		return true
	}
}

// silence never answers.
func silence(x *exchange) bool {
	<-x.ctx.Done()
	return false
}

// hangUp ends the connection instead of an answer.
func hangUp(*exchange) bool { return false }

// cutHead ends the connection within the first line of the answer.
func cutHead(x *exchange) bool {
	x.send([]byte("HTTP/1.1 20"))
	return false
}

// stallAfter stops after n bytes of the body, until release is closed; then the
// rest comes.
func stallAfter(n int, release <-chan struct{}) fault {
	return rewrite(func(x *exchange, w whole) bool {
		n := min(n, len(w.body))
		x.headWith(w.status, w.header, w.trailer)
		x.chunk(w.body[:n])
		select {
		case <-release:
		case <-x.ctx.Done():
			return false
		}
		x.chunk(w.body[n:])
		x.end(w.trailer)
		return true
	})
}
