package config

import (
	"slices"

	"sonde/connectors"
	"sonde/themes"
)

// version is the newest version of the file's format.
const version = 1

// setting is something that the file can set. Section is the table that it
// stands in, empty for the top.
type setting struct {
	section string
	connectors.Option
	set func(c *Config, value any)
}

// settings declares every setting once: reading, checking and the schema go by
// this list.
func settings() []setting {
	return []setting{
		{"", connectors.Option{Name: "theme", Type: connectors.TypeChoice, Default: "auto", Choices: themes.Choices(),
			Help: "Colours of the screen; auto and pairs follow the terminal."}, func(c *Config, v any) { c.Theme = v.(string) }},
		{"", connectors.Option{Name: "ascii", Type: connectors.TypeBool, Default: "false",
			Help: "Draw lines and symbols with ASCII only."}, func(c *Config, v any) { c.ASCII = v.(bool) }},
		{"", connectors.Option{Name: "vim", Type: connectors.TypeBool, Default: "false",
			Help: "Edit with the keys of vim."}, func(c *Config, v any) { c.Vim = v.(bool) }},
		{"", connectors.Option{Name: "completion", Type: connectors.TypeChoice, Default: "auto", Choices: []string{"auto", "key"},
			Help: "When the editor lists names that fit: as one types, or by key (Ctrl+Space, Alt+/) alone."}, func(c *Config, v any) { c.Completion = v.(string) }},
		{"results", connectors.Option{Name: "memory_mb", Type: connectors.TypeCount, Default: "256",
			Help: "Memory for all results together, in MiB; past it they go to disk."}, func(c *Config, v any) { c.MemoryMB = int(max(v.(int64), 16)) }},
		{"history", connectors.Option{Name: "enabled", Type: connectors.TypeBool, Default: "true",
			Help: "Keep every run in the history."}, func(c *Config, v any) { c.History = v.(bool) }},
		{"history", connectors.Option{Name: "results_mb", Type: connectors.TypeCount, Default: "512",
			Help: "Disk space for the stored results of past runs, in MiB; 0 stores none."}, func(c *Config, v any) { c.StoredMB = int(v.(int64)) }},
		{"history", connectors.Option{Name: "results_days", Type: connectors.TypeCount, Default: "30",
			Help: "Stored results are removed after this many days."}, func(c *Config, v any) { c.StoredDays = int(max(v.(int64), 1)) }},
	}
}

func (c *Config) setDefaults() {
	for _, s := range settings() {
		value, err := s.Parse(s.Default)
		if err != nil {
			panic(err) // The list above is wrong, and a test reads it.
		}
		s.set(c, value)
	}
}

// sections lists the tables that hold settings, in order.
func sections() []string {
	var list []string
	for _, s := range settings() {
		if s.section != "" && !slices.Contains(list, s.section) {
			list = append(list, s.section)
		}
	}
	return list
}
