package druid

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// tree is a part of a plan as it is drawn.
type tree struct {
	text  string
	below []tree
}

// drawPlan draws the documents PLAN, RESOURCES and ATTRIBUTES of an answer, one
// tree for each native query; nil where there is no plan.
func drawPlan(cells map[string]string) []string {
	text, ok := cells["PLAN"]
	if !ok {
		return nil
	}
	var lines []string
	queries, _ := ordered(text).([]any)
	for _, q := range queries {
		lines = append(lines, queryTree(q).draw()...)
	}
	if queries == nil {
		lines = strings.Split(strings.TrimSpace(text), "\n")
	}
	if resources, _ := ordered(cells["RESOURCES"]).([]any); len(resources) > 0 {
		lines = append(lines, "resources: "+pairs(resources, "name", "type", " (", ")"))
	}
	if attributes, _ := ordered(cells["ATTRIBUTES"]).(members); len(attributes) > 0 {
		lines = append(lines, branch("attributes", attributes).draw()...)
	}
	return lines
}

// queryTree is a native query with what its columns are.
func queryTree(v any) tree {
	parts, _ := v.(members)
	query, _ := parts.get("query").(members)
	t := tree{text: "query"}
	if kind, ok := query.get("queryType").(string); ok {
		t.text = kind
	}
	for _, m := range query {
		if m.key != "queryType" {
			t.add(m.key, m.value)
		}
	}
	if signature, ok := parts.get("signature").([]any); ok {
		t.below = append(t.below, tree{text: "signature: " + pairs(signature, "name", "type", " ", "")})
	}
	if mappings, ok := parts.get("columnMappings").([]any); ok {
		t.below = append(t.below, tree{text: "columns: " + pairs(mappings, "queryColumn", "outputColumn", " → ", "")})
	}
	return t
}

// pairs writes two members of each object of a list.
func pairs(list []any, a, b, between, after string) string {
	var texts []string
	for _, v := range list {
		m, _ := v.(members)
		texts = append(texts, inline(m.get(a))+between+inline(m.get(b))+after)
	}
	return strings.Join(texts, ", ")
}

// ownContext is what sonde puts into every context, and the ids of a query that
// is not run.
var ownContext = []string{"queryId", "sqlQueryId", "sqlStringifyArrays"}

// add puts a member below. A context that says nothing new is left out.
func (t *tree) add(key string, value any) {
	if m, ok := value.(members); ok && key == "context" {
		m = slices.DeleteFunc(slices.Clone(m), func(m member) bool { return slices.Contains(ownContext, m.key) })
		if value = m; len(m) == 0 {
			return
		}
	}
	t.below = append(t.below, branch(key, value))
}

// maxInline is the length up to which a value stands on one line.
const maxInline = 72

// branch is a member with its value: on one line where that is short, else with
// what it holds below it.
func branch(key string, value any) tree {
	label := key
	if label != "" {
		label += ": "
	}
	if text := inline(value); len(text) <= maxInline && !strings.Contains(text, "queryType") {
		return tree{text: label + text}
	}
	switch v := value.(type) {
	case members:
		t := tree{text: label + v.kind()}
		for _, m := range v {
			if m.key != "type" && m.key != "queryType" {
				t.add(m.key, m.value)
			}
		}
		return t
	case []any:
		t := tree{text: key}
		for _, item := range v {
			t.below = append(t.below, branch("", item))
		}
		return t
	}
	return tree{text: label + inline(value)}
}

// allTime is the interval of a query without a condition on time.
const allTime = "-146136543-09-08T08:23:32.096Z/146140482-04-24T15:36:27.903Z"

// inline writes a value on one line.
func inline(value any) string {
	var texts []string
	switch v := value.(type) {
	case members:
		for _, m := range v {
			if m.key == "type" && len(texts) == 0 {
				texts = append(texts, inline(m.value))
			} else {
				texts = append(texts, m.key+" "+inline(m.value))
			}
		}
		return "{" + strings.Join(texts, ", ") + "}"
	case []any:
		for _, item := range v {
			texts = append(texts, inline(item))
		}
		return "[" + strings.Join(texts, ", ") + "]"
	case nil:
		return "null"
	case string:
		if v == allTime {
			return "all time"
		}
	}
	return fmt.Sprint(value)
}

// draw writes the tree with lines from each part to those below it.
func (t tree) draw() []string {
	lines := []string{t.text}
	for i, b := range t.below {
		first, rest := "├─ ", "│  "
		if i == len(t.below)-1 {
			first, rest = "└─ ", "   "
		}
		for j, line := range b.draw() {
			if j == 0 {
				lines = append(lines, first+line)
			} else {
				lines = append(lines, rest+line)
			}
		}
	}
	return lines
}

// members are an object of JSON in the order in which it was written.
type members []member

type member struct {
	key   string
	value any
}

func (m members) get(key string) any {
	for _, x := range m {
		if x.key == key {
			return x.value
		}
	}
	return nil
}

// kind is what sort of thing an object is.
func (m members) kind() string {
	for _, key := range []string{"queryType", "type"} {
		if kind, ok := m.get(key).(string); ok {
			return kind
		}
	}
	return ""
}

// ordered reads a JSON document; nil where it is none.
func ordered(text string) any {
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.UseNumber()
	v, err := orderedValue(d)
	if err != nil || d.More() {
		return nil
	}
	return v
}

func orderedValue(d *json.Decoder) (any, error) {
	t, err := d.Token()
	switch t {
	case json.Delim('{'):
		return orderedObject(d)
	case json.Delim('['):
		return orderedList(d)
	}
	return t, err
}

func orderedObject(d *json.Decoder) (any, error) {
	object := members{}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		value, err := orderedValue(d)
		if err != nil {
			return nil, err
		}
		object = append(object, member{fmt.Sprint(key), value})
	}
	_, err := d.Token()
	return object, err
}

func orderedList(d *json.Decoder) (any, error) {
	list := []any{}
	for d.More() {
		value, err := orderedValue(d)
		if err != nil {
			return nil, err
		}
		list = append(list, value)
	}
	_, err := d.Token()
	return list, err
}
