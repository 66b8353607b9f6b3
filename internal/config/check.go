package config

import (
	"cmp"
	"context"
	"slices"

	"sonde/connectors"
	"sonde/internal/secrets"
)

// Check finds everything that is wrong with the configuration at path: what
// [Load] finds, options that do not fit their connection's kind, and references
// that cannot be expected to resolve. Commands are not run.
func Check(ctx context.Context, path string, registry *connectors.Registry) []Problem {
	c, err := Load(path)
	if err != nil {
		return []Problem{{Message: messageOf(err)}}
	}
	problems := c.CheckOptions(registry)
	for _, connection := range c.Connections {
		problems = append(problems, connection.checkReferences(ctx, registry)...)
	}
	slices.SortStableFunc(problems, Problem.compare)
	return problems
}

// CheckOptions finds what [Check] does but for references, of which other programs and
// the environment may decide.
func (c *Config) CheckOptions(registry *connectors.Registry) []Problem {
	problems := slices.Clone(c.Warnings)
	for _, connection := range c.Connections {
		problems = append(problems, connection.checkOptions(registry)...)
	}
	slices.SortStableFunc(problems, Problem.compare)
	return problems
}

func (p Problem) compare(other Problem) int {
	return cmp.Or(cmp.Compare(p.Line, other.Line), cmp.Compare(p.Message, other.Message))
}

func (c Connection) checkOptions(registry *connectors.Registry) []Problem {
	if c.Kind == "" {
		return nil // Load has said so.
	}
	d, err := registry.Driver(c.Kind)
	if err != nil {
		return []Problem{c.problem("kind", "%s", messageOf(err))}
	}
	problems := c.check(d, c.Values)
	if cfg, err := connectors.NewConfig(d, c.Name, c.Values); err == nil && d.Check != nil {
		if err := d.Check(cfg); err != nil {
			problems = append(problems, c.problem("kind", "%s", messageOf(err)))
		}
	}
	return problems
}

// checkReferences finds references of a connection of a known kind that cannot be
// expected to resolve.
func (c Connection) checkReferences(ctx context.Context, registry *connectors.Registry) (problems []Problem) {
	if _, err := registry.Driver(c.Kind); err != nil {
		return nil // There is nothing that they are for.
	}
	for name, value := range c.Values {
		for _, text := range textsOf(value) {
			if err := secrets.Check(ctx, text); err != nil {
				problems = append(problems, c.problem(name, "option %q: %s", name, err))
			}
		}
	}
	return problems
}

// textsOf returns the texts in which references may stand.
func textsOf(value any) []string {
	switch v := value.(type) {
	case string:
		return []string{v}
	case map[string]any:
		var texts []string
		for _, inner := range v {
			texts = append(texts, textsOf(inner)...)
		}
		return texts
	}
	return nil
}
