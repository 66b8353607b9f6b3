package complete

import (
	"net/url"
	"regexp"
	"strings"

	"sonde/internal/sqltext"
)

// endpointAddress is the address of a pipe's endpoint up to a place within its name.
var endpointAddress = regexp.MustCompile(`^\s*(?i:GET|POST)\s+/v0/pipes/([^\s./?&]*)$`)

// endpointAt is a place in the name of a pipe whose endpoint is asked, as in GET
// /v0/pipes/top_pages.json; is is false elsewhere.
func endpointAt(d *sqltext.Dialect, text string, cursor int) (p Place, is bool) {
	if d.Name() != "tinybird" {
		return p, false
	}
	line := text[strings.LastIndexByte(text[:cursor], '\n')+1 : cursor]
	m := endpointAddress.FindStringSubmatch(line)
	if m == nil {
		return p, false
	}
	rest := text[cursor:]
	if end := strings.IndexAny(rest, "./?& \t\r\n"); end >= 0 {
		rest = rest[:end]
	}
	p = Place{From: cursor - len(m[1]), To: cursor, Word: m[1], Rest: rest, Expect: Endpoints, joined: -1, dialect: d}
	if behind := cursor + len(rest); behind < len(text) {
		p.Behind = text[behind]
	}
	return p, true
}

// endpoints offers the pipes, with a format where none is written yet.
func (o *offers) endpoints() {
	format := ".json"
	if o.p.Behind == '.' {
		format = ""
	}
	for i, t := range o.names.tables {
		if !t.pipe {
			continue
		}
		if score, ok := o.fit(&o.names.tableNames[i], sortFirst); ok {
			insert := url.PathEscape(t.Table.Name) + format
			o.add(Item{Kind: KindTable, Label: t.Table.Name, Insert: insert, Detail: t.Kind, Rows: -1}, score)
		}
	}
}
