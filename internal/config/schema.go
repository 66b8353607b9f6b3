package config

import (
	"encoding/json"
	"strconv"

	"sonde/connectors"
)

// object is a JSON object.
type object = map[string]any

// Schema returns the JSON Schema of the configuration, for editors that
// complete and check TOML. It is made from the declarations of settings and of
// the kinds' options.
func Schema(registry *connectors.Registry) []byte {
	properties := object{
		"version": object{"type": "integer", "const": version, "description": "Version of this file's format."},
		"default": object{"type": "string", "description": "Connection that is opened when none is named."},
		"keys":    keysSchema(),
		"connections": object{
			"type": "object", "description": "Connections by name.", "additionalProperties": connectionSchema(registry),
		},
	}
	for _, name := range sections() {
		properties[name] = object{"type": "object", "properties": object{}, "additionalProperties": false}
	}
	for _, s := range settings() {
		target := properties
		if s.section != "" {
			target = properties[s.section].(object)["properties"].(object)
		}
		target[s.Name] = optionSchema(s.Option)
	}
	out, err := json.MarshalIndent(object{
		"$schema": "https://json-schema.org/draft/2020-12/schema",
		"title":   "Configuration of sonde",
		"type":    "object", "properties": properties, "additionalProperties": false,
	}, "", "  ")
	if err != nil {
		panic(err) // It is made of texts, numbers and switches alone.
	}
	return append(out, '\n')
}

func keysSchema() object {
	return object{
		"type":        "object",
		"description": "Keys of actions: \"grid.next-page\" = [\"n\"]. An empty list takes an action's keys away.",
		"additionalProperties": object{
			"anyOf": []any{object{"type": "string"}, object{"type": "array", "items": object{"type": "string"}}, object{"type": "object"}},
		},
	}
}

// connectionSchema lets the kind decide about the other options.
func connectionSchema(registry *connectors.Registry) object {
	var kinds, branches []any
	for _, d := range registry.Drivers() {
		kinds = append(kinds, d.Kind)
		branches = append(branches, object{
			"if":   object{"properties": object{"kind": object{"const": d.Kind}}},
			"then": driverSchema(d),
		})
	}
	return object{
		"type": "object", "required": []any{"kind"}, "allOf": branches,
		"properties": object{"kind": object{"enum": kinds, "description": "Kind of source."}},
	}
}

func driverSchema(d *connectors.Driver) object {
	properties, required := object{"kind": object{"const": d.Kind}}, []any{"kind"}
	for _, o := range d.AllOptions() {
		properties[o.Name] = optionSchema(o)
		if o.Required {
			required = append(required, o.Name)
		}
	}
	return object{"title": d.Title, "properties": properties, "required": required, "additionalProperties": false}
}

// optionSchema describes an option's value. Text is allowed everywhere, as a
// reference such as ${env:X} is text.
func optionSchema(o connectors.Option) object {
	out := object{"description": o.Help}
	switch o.Type {
	case connectors.TypeInt:
		out["type"] = []any{"integer", "string"}
	case connectors.TypeCount:
		out["type"], out["minimum"] = []any{"integer", "string"}, 0
	case connectors.TypeColor:
		out["type"] = "string"
	case connectors.TypeBool:
		out["type"] = []any{"boolean", "string"}
	case connectors.TypeTable:
		out["type"] = "object"
		out["additionalProperties"] = object{"type": []any{"string", "number", "boolean"}}
	case connectors.TypeChoice:
		out["enum"] = o.Choices
	default:
		out["type"] = []any{"string", "number", "boolean"}
	}
	if value, ok := defaultOf(o); ok {
		out["default"] = value
	}
	return out
}

// defaultOf is the default in the type of JSON that it would have in the file.
func defaultOf(o connectors.Option) (any, bool) {
	switch {
	case o.Default == "":
		return nil, false
	case o.Type == connectors.TypeInt, o.Type == connectors.TypeCount:
		n, err := strconv.ParseInt(o.Default, 10, 64)
		return n, err == nil
	case o.Type == connectors.TypeBool:
		b, err := strconv.ParseBool(o.Default)
		return b, err == nil
	}
	return o.Default, true
}
