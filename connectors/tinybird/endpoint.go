package tinybird

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"sonde/connectors"
	"sonde/internal/sqltext"
)

// endpoint is a request to the endpoint of a pipe, as a statement writes it: a
// line of HTTP, with templates where values of parameters belong, and perhaps a
// query that reads the rows from _.
//
//	GET /v0/pipes/top_pages.csv?country={{String(country, 'ES')}}&limit=20
//	SELECT count() FROM _
type endpoint struct {
	method, pipe, format string
	values               []endpointValue
	sql                  string // empty: all that the endpoint gives
}

// endpointValue is a value in the address: a text, or that of a parameter.
type endpointValue struct{ name, text, param string }

var (
	endpointVerb = regexp.MustCompile(`^(?i:(GET|POST))\s+(/\S*)`)
	endpointPath = regexp.MustCompile(`^/v0/pipes/([^/?&]+)\.([a-z]+)`)
	valueStart   = regexp.MustCompile(`^\s*[?&]([^=\s?&]+)=`)
	plainValue   = regexp.MustCompile(`^[^\s&]*`)
)

// readEndpoint reads a statement that is a request to an endpoint; nil where it
// is another.
func readEndpoint(text string) (*endpoint, error) {
	text = strings.TrimSpace(text)
	verb := endpointVerb.FindStringSubmatch(text)
	if verb == nil {
		return nil, nil
	}
	text = strings.TrimSpace(text[len(verb[1]):])
	path := endpointPath.FindStringSubmatch(text)
	if path == nil || !slices.Contains(pipeFormats, path[2]) {
		e := connectors.Errorf(connectors.ClassSyntax, "%s is not the address of an endpoint", verb[2])
		return nil, e.WithHint("Write GET /v0/pipes/NAME.FORMAT; the formats are " + strings.Join(pipeFormats, ", ") + ".")
	}
	name, err := url.PathUnescape(path[1])
	if err != nil {
		return nil, notEscaped(path[1])
	}
	e := &endpoint{method: strings.ToLower(verb[1]), pipe: name, format: path[2]}
	rest, err := e.readValues(text[len(path[0]):])
	e.sql = strings.TrimSpace(rest)
	return e, err
}

func notEscaped(text string) error {
	return connectors.Errorf(connectors.ClassSyntax, "%s is not escaped as addresses are: a %% is written %%25", text)
}

// readValues reads the values of an address, which may stand on lines of their
// own, and returns what follows them.
func (e *endpoint) readValues(text string) (rest string, err error) {
	for {
		start := valueStart.FindStringSubmatch(text)
		if start == nil {
			return text, nil
		}
		v := endpointValue{}
		if v.name, err = url.QueryUnescape(start[1]); err != nil {
			return "", notEscaped(start[1])
		}
		text = text[len(start[0]):]
		piece := templateAt(text)
		if params := dialect.Parameters(piece); len(params) > 0 {
			v.param = params[0].Name
		} else {
			piece = plainValue.FindString(text)
			if v.text, err = url.QueryUnescape(piece); err != nil {
				return "", notEscaped(piece)
			}
		}
		text = text[len(piece):]
		e.values = append(e.values, v)
	}
}

// templateAt is the template with which a text begins; empty where there is
// none.
func templateAt(text string) string {
	if !strings.HasPrefix(text, "{{") {
		return ""
	}
	if t := dialect.Tokens(text)[0]; t.Kind == sqltext.Template {
		return text[:t.End]
	}
	return ""
}

// params are the values that are sent: those of the address, and those that
// were given beside it. A parameter without a value is left to the pipe.
func (e *endpoint) params(given []connectors.Param) []connectors.Param {
	var out []connectors.Param
	named := map[string]bool{}
	for _, v := range e.values {
		p := connectors.Param{Name: v.name, Value: v.text}
		if v.param != "" {
			named[v.param] = true
			i := slices.IndexFunc(given, func(g connectors.Param) bool { return g.Name == v.param })
			if i < 0 {
				continue
			}
			p.Value, p.Null = given[i].Value, given[i].Null
		}
		out = append(out, p)
	}
	for _, p := range given {
		if !named[p.Name] {
			out = append(out, p)
		}
	}
	return out
}

// endpointText writes a request to an endpoint, with a template for every
// parameter that the pipe is known to have.
func endpointText(p connectors.Pipe, format, sql string) string {
	verb := "GET"
	if sql != "" {
		verb = "POST"
	}
	text := verb + " /v0/pipes/" + url.PathEscape(p.Name) + "." + format
	mark := "?"
	for _, q := range p.Params {
		text += "\n  " + mark + url.QueryEscape(q.Name) + "={{" + call(q) + "}}"
		mark = "&"
	}
	if sql != "" {
		text += "\n" + sql
	}
	return text
}

// call is a parameter as templates write it. A template ends at its first }},
// so that a default with such a text stays unsaid.
func call(q connectors.PipeParam) string {
	kind, inner, _ := strings.Cut(strings.TrimSuffix(q.Type, ")"), "(")
	if kind == "" {
		return q.Name
	}
	text := kind + "(" + q.Name
	if inner != "" {
		text += ", " + templateString(inner)
	}
	if q.HasDefault && !strings.Contains(q.Default, "}}") {
		text += ", " + templateString(q.Default)
	}
	return text + ")"
}

// elsewhere is how the rows of an endpoint are asked for in a format that keeps them
// apart; empty for other statements.
func (q *query) elsewhere() string {
	if q.options[optionPipe] == "" {
		return ""
	}
	return "in the format json of the endpoint"
}

func templateString(text string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`, "\n", `\n`).Replace(text) + "'"
}
