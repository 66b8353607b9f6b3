package clickhouse

import (
	"bytes"
	"io"
	"strconv"
	"strings"
)

// maxException is how much of an exception behind rows is read, in bytes.
const maxException = 64 << 10

// Guard reads a body up to the block with an exception that the server may have
// written behind the rows, and returns the exception's *connectors.Error there.
// The block carries the tag that the answer's header has announced, so that no
// data can look like it. Without a tag the body is returned as it is. Reads must
// be larger than the block's beginning, some 50 bytes.
func Guard(body io.ReadCloser, tag string) io.ReadCloser {
	if tag == "" {
		return body
	}
	return &guard{body: body, tag: tag, front: []byte("\r\n" + marker + "\r\n" + tag)}
}

type guard struct {
	body  io.ReadCloser
	tag   string
	front []byte
	held  []byte // bytes at the end of what was read that may begin the block
	err   error
}

func (g *guard) Close() error { return g.body.Close() }

func (g *guard) Read(p []byte) (n int, err error) {
	for n == 0 && g.err == nil {
		n = copy(p, g.held)
		g.held = g.held[:0]
		var more int
		more, g.err = g.body.Read(p[n:])
		n = g.release(p[:n+more])
	}
	if n > 0 {
		return n, nil
	}
	return 0, g.err
}

// release returns how many bytes of p are data, and holds back those that may
// not be.
func (g *guard) release(p []byte) int {
	if i := bytes.Index(p, g.front); i >= 0 {
		g.err = g.exception(p[i:])
		return i
	}
	if g.err != nil {
		return len(p)
	}
	keep := g.begins(p)
	g.held = append(g.held, p[len(p)-keep:]...)
	return len(p) - keep
}

// begins returns how many bytes at the end of p may be the block's beginning.
func (g *guard) begins(p []byte) int {
	from := max(0, len(p)-len(g.front)+1)
	for {
		i := bytes.IndexByte(p[from:], '\r')
		if i < 0 {
			return 0
		}
		from += i
		if bytes.HasPrefix(g.front, p[from:]) {
			return len(p) - from
		}
		from++
	}
}

// exception reads the block to its end. It closes with the length of the text
// and the tag once more.
func (g *guard) exception(block []byte) error {
	rest, _ := io.ReadAll(io.LimitReader(g.body, maxException)) // what there is of it says enough
	text := strings.TrimPrefix(string(block[len(g.front):])+string(rest), "\r\n")
	text, _, _ = strings.Cut(text, " "+g.tag+"\r\n")
	if i := strings.LastIndexByte(text, '\n'); i >= 0 {
		if _, err := strconv.Atoi(text[i+1:]); err == nil {
			text = text[:i]
		}
	}
	return ParseException(text).Failure()
}
