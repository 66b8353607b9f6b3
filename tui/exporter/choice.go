// Package exporter is the dialog in which an export is put together: what, in
// which format, where to, and the options that the format declares, above a
// preview of what will be written.
package exporter

import (
	"encoding/json"
	"slices"
	"strings"

	"sonde/internal/export"
)

// Targets of an export.
const (
	File      = "file"
	Clipboard = "clipboard"
	Command   = "command"
)

// Choice is what the user has chosen, and what is remembered of it.
type Choice struct {
	Format  string `json:"format"`
	Target  string `json:"target"`
	Path    string `json:"path"`
	Command string `json:"command,omitempty"`
	// Whole says that the whole query was exported, not the rows of its result.
	Whole bool `json:"whole,omitempty"`
	// Options are values of options, by format and name.
	Options map[string]map[string]string `json:"options,omitempty"`
}

// Default is the choice of somebody who has made none.
func Default() Choice { return Choice{Format: "csv", Target: File, Path: "result.csv"} }

// Parse reads a choice that was remembered; an unsound one is the default.
func Parse(text string) Choice {
	c := Default()
	if json.Unmarshal([]byte(text), &c) != nil || !slices.ContainsFunc(export.Formats(), func(f export.Format) bool { return f.Name == c.Format }) {
		return Default()
	}
	return c
}

// Text is the choice as it is remembered.
func (c Choice) Text() string {
	text, err := json.Marshal(c)
	if err != nil {
		return ""
	}
	return string(text)
}

// Apply gives the options of the chosen format their values.
func (c Choice) Apply(o *export.Options) error {
	for _, option := range export.FormatOptions(c.Format) {
		text := c.Options[c.Format][option.Name]
		if text == "" {
			continue
		}
		if err := o.SetOption(c.Format, option.Name, text); err != nil {
			return err
		}
	}
	return nil
}

func (c *Choice) setOption(name, text string) {
	if c.Options == nil {
		c.Options = map[string]map[string]string{}
	}
	if c.Options[c.Format] == nil {
		c.Options[c.Format] = map[string]string{}
	}
	c.Options[c.Format][name] = text
}

// setFormat changes the format, and the extension of the path with it.
func (c *Choice) setFormat(name string) {
	old, compression, err := export.FromPath(c.Path)
	if err == nil && old != name {
		c.Path = strings.TrimSuffix(c.Path, suffix(c.Path, compression)) + "." + formatOf(name).Extensions[0]
		if compression != "" && !formatOf(name).Binary {
			c.Path += map[string]string{"gzip": ".gz", "zstd": ".zst"}[compression]
		}
	}
	c.Format = name
}

// suffix is the end of a path that tells format and compression.
func suffix(path, compression string) string {
	cut := strings.LastIndexByte(path, '.')
	if compression != "" {
		cut = strings.LastIndexByte(path[:cut], '.')
	}
	return path[cut:]
}

func formatOf(name string) export.Format {
	for _, f := range export.Formats() {
		if f.Name == name {
			return f
		}
	}
	return export.Format{}
}
