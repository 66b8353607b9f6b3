package tui

import (
	"errors"
	"io/fs"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sonde/connectors"
	"sonde/internal/export"
	"sonde/tui/dialog"
	"sonde/tui/exporter"
	"sonde/tui/statusbar"
)

// Whether a file is there already is found out twice: before an export begins,
// while its form is still open and takes the keys, and at its end, when the user
// may be typing anywhere. What is written waits then until the user comes to it.

// checkedMsg is what was found about the place of a file.
type checkedMsg struct {
	id  int // of the choice
	msg exportMsg
	err error
}

// exporter is the export dialog that is open; nil where none is.
func (a *App) exporter() *exporter.Exporter {
	for _, d := range a.dialogs {
		if x, ok := d.(*exporter.Exporter); ok {
			return x
		}
	}
	return nil
}

func (a *App) closeExporter() {
	a.dialogs = slices.DeleteFunc(a.dialogs, func(d dialog.Dialog) bool { _, is := d.(*exporter.Exporter); return is })
}

// checkExport looks whether the file can be made, and begins what goes elsewhere.
func (a *App) checkExport(id int, msg exportMsg) tea.Cmd {
	if msg.choice.Target != exporter.File {
		return a.startExport(msg)
	}
	return func() tea.Msg { return checkedMsg{id, msg, export.CheckPath(msg.choice.Path, false)} }
}

// checked begins an export whose file can be made. The form shows why another
// cannot; an answer that comes after the form was left or changed is dropped.
func (a *App) checked(msg checkedMsg) tea.Cmd {
	x := a.exporter()
	if x == nil || x.ID() != msg.id {
		return nil
	}
	switch {
	case msg.err == nil:
		return a.startExport(msg.msg)
	case errors.Is(msg.err, fs.ErrExist):
		msg.msg.overwrite = true
		a.push(dialog.NewConfirm("Overwrite?", msg.msg.choice.Path+" exists already", "overwrite", msg.msg))
	default:
		x.SetProblem(connectors.AsError(msg.err).Message)
	}
	return nil
}

// unlessNameless is what becomes of the rows of an export: they are written also
// where the file waits for a name.
func unlessNameless(err error) error {
	var unnamed *export.Unnamed
	if errors.As(err, &unnamed) {
		return nil
	}
	return err
}

// keepUnnamed keeps an export that is written but has no name.
func (a *App) keepUnnamed(msg jobMsg, file *export.Unnamed) tea.Cmd {
	msg.job.unnamed, msg.job.path = file, msg.msg.choice.Path
	return a.say(true, "%s exists already: %s rows are written and wait. %s overwrites it, or gives another name",
		msg.job.name, statusbar.Count(msg.job.rows.Load()), a.keyOf("exports"))
}

func (a *App) dropJob(j *job) {
	a.jobs = slices.DeleteFunc(a.jobs, func(other *job) bool { return other == j })
}

type (
	// nameJobMsg asks to give an export that waits a name; an empty one asks for
	// which.
	nameJobMsg struct {
		job       *job
		path      string
		overwrite bool
	}
	// namedJobMsg is the end of that, or of throwing it away.
	namedJobMsg struct {
		nameJobMsg
		err error
	}
)

// answerJobs takes what the list of exports asks for.
func (a *App) answerJobs(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case stopJobMsg:
		return a.stopJob(msg.job)
	case nameJobMsg:
		return a.nameJob(msg)
	case namedJobMsg:
		return a.namedJob(msg)
	default:
		return a.answerHistory(msg)
	}
}

// stopJob stops an export, or throws away one that waits for a name.
func (a *App) stopJob(j *job) tea.Cmd {
	file := j.unnamed
	if file == nil {
		j.stop()
		return nil
	}
	a.dropJob(j)
	return func() tea.Msg { return namedJobMsg{nameJobMsg{job: j}, file.Discard()} }
}

func (a *App) nameJob(msg nameJobMsg) tea.Cmd {
	file := msg.job.unnamed
	switch {
	case file == nil || msg.job.naming:
		return nil
	case msg.path == "":
		a.askJobName(msg.job)
		return nil
	}
	msg.job.naming = true
	return func() tea.Msg { return namedJobMsg{msg, file.Name(msg.path, msg.overwrite)} }
}

func (a *App) askJobName(j *job) {
	a.push(dialog.NewPrompt("Another name", "File", j.path, func(path string) (tea.Msg, error) {
		if path = expandHome(strings.TrimSpace(path)); path == "" {
			return nil, errors.New("a file name is needed")
		}
		return nameJobMsg{job: j, path: path}, nil
	}))
}

func (a *App) namedJob(msg namedJobMsg) tea.Cmd {
	j := msg.job
	j.naming = false
	switch {
	case msg.err != nil:
		return a.sayError(msg.err)
	case msg.path == "":
		return a.say(false, "The export to %s was thrown away", j.name)
	}
	a.dropJob(j)
	return a.say(false, "Exported %s (%s) to %s%s", statusbar.Rows(j.rows.Load()), statusbar.Size(j.size.Load()), msg.path, j.partly())
}
