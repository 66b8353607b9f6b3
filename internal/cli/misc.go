package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"sonde/connectors"
	"sonde/internal/config"
	"sonde/tui"
	"sonde/tui/action"
	"sonde/tui/dialog"
)

func (s *session) configCommand() *cobra.Command {
	path := &cobra.Command{Use: "path", Short: "Print where the configuration is read from", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(s.stdout, config.Path(s.configPath))
			return err
		}}
	check := &cobra.Command{Use: "check", Short: "Find every mistake in the configuration", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return s.checkConfig(cmd) }}
	schema := &cobra.Command{Use: "schema", Short: "Print a JSON Schema of the configuration", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(s.stdout, string(config.Schema(s.Registry)))
			return err
		}}
	c := &cobra.Command{Use: "config", Short: "Where the configuration is, and what is wrong with it", Args: cobra.NoArgs, RunE: path.RunE}
	// A configuration that cannot be read must not keep these from saying so.
	c.PersistentPreRunE = func(*cobra.Command, []string) error { return nil }
	c.AddCommand(path, check, schema)
	return c
}

func (s *session) checkConfig(cmd *cobra.Command) error {
	path := config.Path(s.configPath)
	c, err := s.loadConfig()
	if err != nil {
		fmt.Fprintln(s.stdout, s.safe(connectors.AsError(err).Message))
		return silently{ExitUsage}
	}
	problems := append(config.Check(cmd.Context(), path, s.Registry), c.CheckKeys(actions())...)
	for _, p := range problems {
		fmt.Fprintln(s.stdout, s.safe(p.String()))
	}
	if len(problems) > 0 {
		return silently{ExitUsage}
	}
	fmt.Fprintln(s.stdout, path+": no problems")
	return nil
}

// actions are all actions, for a check of the user's keys.
func actions() []config.Action {
	var list []config.Action
	for _, a := range tui.Actions() {
		types := a.Place == action.Global || a.Place == action.Editor
		list = append(list, config.Action{ID: a.ID, Place: string(a.Place), Types: types, Keys: a.Keys, Reserved: slices.Contains(reserved, a.ID)})
	}
	return list
}

// reserved are the actions whose keys mean the same at every place: they lead out
// of everything, or to all the others.
var reserved = []string{"quit", "help", "palette", "copy", "cancel"}

// keysCommand prints the table of actions, which is also the key reference.
func (s *session) keysCommand() *cobra.Command {
	c := &cobra.Command{Use: "keys", Short: "Print every action with its keys, and what the mouse does, as Markdown", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			place := action.Place("?")
			for _, a := range tui.Actions() {
				if a.Place != place {
					place = a.Place
					fmt.Fprintf(s.stdout, "\n## %s\n\n| keys | action | id |\n|---|---|---|\n", dialog.PlaceTitle(place))
				}
				keys := strings.ReplaceAll(strings.Join(tui.KeyNames(a), ", "), "|", "\\|")
				fmt.Fprintf(s.stdout, "| %s | %s | `%s` |\n", keys, a.Title, a.ID)
			}
			fmt.Fprintf(s.stdout, "\n## Mouse\n\n| gesture | what it does |\n|---|---|\n")
			for _, m := range tui.MouseUses() {
				fmt.Fprintf(s.stdout, "| %s | %s |\n", m.Gesture, m.Does)
			}
			return nil
		}}
	c.PersistentPreRunE = func(*cobra.Command, []string) error { return nil }
	return c
}

func (s *session) versionCommand() *cobra.Command {
	c := &cobra.Command{Use: "version", Short: "Print the version", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintf(s.stdout, "sonde %s\n", s.Version)
			return err
		}}
	c.PersistentPreRunE = func(*cobra.Command, []string) error { return nil }
	return c
}

// adaptCompletion makes the completion command refuse shells that it does not
// know, and work whatever the configuration is.
func (s *session) adaptCompletion(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		if c.Name() == "completion" {
			c.Args = cobra.NoArgs
			c.RunE = func(c *cobra.Command, _ []string) error { return c.Help() }
			c.PersistentPreRunE = func(*cobra.Command, []string) error { return nil }
		}
	}
}
