package tinybird

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"sonde/internal/sandbox/face"
)

// options are the parameters of a query that are reserved.
type options struct {
	q, pipeline string
	output
}

// output says how values are written.
type output struct {
	quote64        bool // output_format_json_quote_64bit_integers
	quoteDenormals bool // output_format_json_quote_denormals
	stringAsString bool // output_format_parquet_string_as_string
}

const (
	quote64        = "output_format_json_quote_64bit_integers"
	quoteDenormals = "output_format_json_quote_denormals"
	stringAsString = "output_format_parquet_string_as_string"
)

// reserved names are no parameters of templates.
var reserved = []string{"q", "pipeline", "token", quote64, quoteDenormals, stringAsString}

// readOptions reads a query from the URL and from every shape of body that the
// document shows. What is not reserved are parameters of templates.
func readOptions(r *http.Request) (options, map[string]string, error) {
	all := map[string]string{}
	for name, values := range r.URL.Query() {
		all[name] = values[len(values)-1]
	}
	if r.Method == http.MethodPost {
		if err := readBody(r, all); err != nil {
			return options{}, nil, err
		}
	}
	o := options{q: all["q"], pipeline: all["pipeline"]}
	var err error
	for name, to := range map[string]*bool{quote64: &o.quote64, quoteDenormals: &o.quoteDenormals, stringAsString: &o.stringAsString} {
		if *to, err = readSwitch(name, all[name]); err != nil {
			return options{}, nil, err
		}
	}
	params := maps.Clone(all)
	maps.DeleteFunc(params, func(name, _ string) bool { return slices.Contains(reserved, name) })
	return o, params, nil
}

func readSwitch(name, text string) (bool, error) {
	switch strings.ToLower(text) {
	case "", "0", "false":
		return false, nil
	case "1", "true":
		return true, nil
	}
	return false, fail(http.StatusBadRequest, "Invalid value for %s: %s", name, text)
}

func readBody(r *http.Request, all map[string]string) error {
	if r.ContentLength < 0 {
		return &failure{status: http.StatusLengthRequired, message: "Length Required: no valid Content-Length header"}
	}
	body, err := face.ReadBody(r, mostBody)
	if errors.Is(err, face.ErrTooLarge) {
		return &failure{status: http.StatusRequestEntityTooLarge, message: "The message body is too large"}
	}
	if err != nil || len(body) == 0 {
		return err
	}
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case err == nil && media == "application/json":
		return readObject(body, all)
	case err == nil && media == "application/x-www-form-urlencoded":
		if readForm(string(body), all) {
			return nil
		}
	}
	all["q"] = string(body)
	return nil
}

// readForm reads a form. A client that sends plain SQL may call it a form too.
func readForm(body string, all map[string]string) bool {
	form, err := url.ParseQuery(body)
	if err != nil || !form.Has("q") && all["q"] == "" {
		return false
	}
	for name, values := range form {
		all[name] = values[len(values)-1]
	}
	return true
}

func readObject(body []byte, all map[string]string) error {
	var object map[string]any
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if err := d.Decode(&object); err != nil {
		return fail(http.StatusBadRequest, "The body is not a valid JSON object")
	}
	for name, value := range object {
		all[name] = parameterText(value)
	}
	return nil
}

// parameterText is a JSON value as a parameter; arrays are joined by commas.
func parameterText(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case []any:
		texts := make([]string, len(v))
		for i, element := range v {
			texts[i] = parameterText(element)
		}
		return strings.Join(texts, ",")
	}
	return fmt.Sprint(value)
}
