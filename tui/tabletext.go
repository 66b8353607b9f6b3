package tui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sonde/connectors"
	"sonde/tui/dialog"
	"sonde/tui/sidebar"
)

// tableColumnsMsg has the columns of a table, for a SELECT or, with definition,
// for its DDL.
type tableColumnsMsg struct {
	table      sidebar.Table
	columns    []connectors.Node
	definition bool
	sql        string // the source's own DDL, where it has one
}

// writeSelect puts a statement with every column of a table into the editor.
func (a *App) writeSelect(t sidebar.Table) tea.Cmd {
	return a.askColumns(t, "the columns of "+t.Name, false)
}

// findDefinition shows the DDL of a table: that of the source, or else one made
// of the columns that it lists.
func (a *App) findDefinition(t sidebar.Table) tea.Cmd {
	return a.askColumns(t, "the definition of "+t.Name, true)
}

func (a *App) askColumns(t sidebar.Table, what string, definition bool) tea.Cmd {
	c, ref := a.open[t.Connection], a.shownRefs[t.Connection]
	if c == nil {
		return a.refuse(notOpen)
	}
	return a.inquire(what, func(ctx context.Context) (tea.Msg, error) {
		msg := tableColumnsMsg{table: t, definition: definition}
		if definer, can := connAt(c, ref).(connectors.Definer); definition && can {
			var err error
			if msg.sql, err = definer.Definition(ctx, t.Path); err != nil || msg.sql != "" {
				return msg, err
			}
		}
		catalog := catalogOf(c, ref)
		if catalog == nil {
			return nil, connectors.Errorf(connectors.ClassUnsupported, "%s lists no columns", c.Name)
		}
		nodes, err := catalog.Children(ctx, t.Path)
		for _, n := range nodes {
			if n.Kind == connectors.NodeColumn {
				msg.columns = append(msg.columns, n)
			}
		}
		return msg, err
	})
}

// useColumns does what the columns were asked for.
func (a *App) useColumns(msg tableColumnsMsg) tea.Cmd {
	switch {
	case msg.sql == "" && len(msg.columns) == 0:
		return a.refuse(msg.table.Name + " has no columns that the source lists")
	case msg.definition && msg.sql == "":
		msg.sql = madeDefinition(msg.table, msg.columns)
		fallthrough
	case msg.definition:
		a.showDefinition(msg.table.Name, msg.sql)
		return nil
	}
	a.tabOf(msg.table.Connection)
	a.addStatement(selectOf(msg.table, msg.columns))
	return nil
}

// showDefinition opens the DDL of something.
func (a *App) showDefinition(name, sql string) {
	sql = inLines(sql)
	a.push(dialog.NewText("Definition of "+name, sql, copyTextMsg{sql}))
}

// inLines puts every column of a definition that came as one line on a line of
// its own; other text stays as it is.
func inLines(sql string) string {
	if strings.Contains(sql, "\n") || !strings.HasPrefix(strings.ToUpper(sql), "CREATE TABLE") {
		return sql
	}
	var out strings.Builder
	depth, quote := 0, rune(0)
	for _, r := range sql {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
		case r == '\'' || r == '"' || r == '`':
			quote = r
		case r == '(':
			if depth++; depth == 1 {
				out.WriteString("(\n  ")
				continue
			}
		case r == ')':
			if depth--; depth == 0 {
				out.WriteString("\n")
			}
		case r == ',' && depth == 1:
			out.WriteString(",\n ")
			continue
		}
		out.WriteRune(r)
	}
	return out.String()
}

// written is the name of a node in a statement.
func written(qualified, name string) string {
	if qualified == "" {
		return name
	}
	return qualified
}

func selectOf(t sidebar.Table, columns []connectors.Node) string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = written(c.Qualified, c.Name)
	}
	return "SELECT\n  " + strings.Join(names, ",\n  ") + "\nFROM " + written(t.Qualified, t.Name) + "\nLIMIT 100"
}

// madeDefinition writes the DDL that the listed columns would have.
func madeDefinition(t sidebar.Table, columns []connectors.Node) string {
	var out strings.Builder
	out.WriteString("-- Made of the columns that the source lists: it gives no definition of its own.\nCREATE TABLE " + written(t.Qualified, t.Name) + " (\n")
	for i, c := range columns {
		out.WriteString("  " + written(c.Qualified, c.Name) + " " + c.Type)
		if c.NotNull {
			out.WriteString(" NOT NULL")
		}
		if c.Key == "PK" {
			out.WriteString(" PRIMARY KEY")
		}
		if i < len(columns)-1 {
			out.WriteString(",")
		}
		if c.Comment != "" {
			out.WriteString(" -- " + oneLine(c.Comment))
		}
		out.WriteString("\n")
	}
	return out.String() + ")"
}

// addStatement puts a statement behind the editor's text and goes there.
func (a *App) addStatement(sql string) {
	a.setFocus(paneEditor)
	e := a.tab().editor
	before := strings.TrimRight(e.Text(), " \t\n")
	e.SetCursor(e.Len())
	switch {
	case before == "":
	case strings.HasSuffix(before, ";"):
		sql = "\n\n" + sql
	default:
		sql = ";\n\n" + sql
	}
	e.Select(len(before), e.Len())
	e.Insert(sql)
}
