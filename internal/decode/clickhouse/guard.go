package clickhouse

import (
	"bytes"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// blockPattern is the whole of a block: its tag, the text, the length of that,
// and the tag again.
var blockPattern = regexp.MustCompile(`(?s)^\r\n` + marker + `\r\n([a-z]{16})\r\n.*\n\d+ ([a-z]{16})\r\n` + marker + `\r\n$`)

// maxException is how much of an exception behind rows is read, in bytes.
const maxException = 64 << 10

// Guard reads a body up to the block with an exception that the server may have
// written behind the rows, and returns the exception's *connectors.Error there.
// The block carries the tag that the answer's header has announced, so that no
// data can look like it. Where the header was lost between server and client, the
// tag is empty, and the block is known by its two tags, which are the same. Reads
// must be larger than the block's beginning, some 50 bytes.
func Guard(body io.ReadCloser, tag string) io.ReadCloser {
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
	if len(g.front) == 0 {
		return len(p)
	}
	if i := bytes.Index(p, g.front); i >= 0 {
		g.end(p[i:])
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

// end reads what begins like the block to its end. What is none after all is
// data again, and so is all that follows.
func (g *guard) end(block []byte) {
	rest, _ := io.ReadAll(io.LimitReader(g.body, maxException)) // what there is of it says enough
	block = append(bytes.Clone(block), rest...)
	if g.tag == "" {
		m := blockPattern.FindSubmatch(block)
		if m == nil || !bytes.Equal(m[1], m[2]) {
			g.front, g.err = nil, nil
			g.body = data{io.MultiReader(bytes.NewReader(block), g.body), g.body}
			return
		}
		g.tag, g.front = string(m[1]), block[:len(g.front)+len(m[1])]
	}
	g.err = g.exception(block)
}

type data struct {
	io.Reader
	io.Closer
}

// exception reads the block. It closes with the length of the text and the tag
// once more.
func (g *guard) exception(block []byte) error {
	text := strings.TrimPrefix(string(block[len(g.front):]), "\r\n")
	text, _, _ = strings.Cut(text, " "+g.tag+"\r\n")
	if i := strings.LastIndexByte(text, '\n'); i >= 0 {
		if _, err := strconv.Atoi(text[i+1:]); err == nil {
			text = text[:i]
		}
	}
	return ParseException(text).Failure()
}
