package screentest

import (
	"flag"
	"math/rand/v2"
	"reflect"
	"time"

	tea "charm.land/bubbletea/v2"
)

var delay = flag.Duration("delay", 0, "how much later, at most, each command of a program answers: in every run in another order")

// host is the program's model: the one that is tested, which it keeps from ending
// too early and, where -delay asks for it, whose answers it shuffles.
type host struct {
	tea.Model
	t *Terminal
}

func (h *host) Init() tea.Cmd { return h.late(h.Model.Init()) }

func (h *host) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	next, cmd := h.Model.Update(msg)
	h.Model = next
	return h, h.late(cmd)
}

// filter holds the end of the program back until it has read its input. Whatever
// was in it afterwards would wait forever for a program that takes it.
func (h *host) filter(with func(tea.Model, tea.Msg) tea.Msg) func(tea.Model, tea.Msg) tea.Msg {
	return func(_ tea.Model, msg tea.Msg) tea.Msg {
		switch msg := msg.(type) {
		case tea.QuitMsg:
			h.t.keyboard.End()
			return nil
		case tea.KeyPressMsg:
			if msg.Code == lastKey {
				return tea.QuitMsg{}
			}
		}
		if with == nil {
			return msg
		}
		return with(h.Model, msg)
	}
}

// late is a command whose answers come later, each by a time of its own.
func (h *host) late(cmd tea.Cmd) tea.Cmd {
	if cmd == nil || *delay <= 0 {
		return cmd
	}
	return func() tea.Msg {
		msg := cmd()
		// A sequence has no type that others could name.
		if several := reflect.ValueOf(msg); several.IsValid() && several.Type().ConvertibleTo(reflect.TypeFor[[]tea.Cmd]()) {
			for i := range several.Len() {
				inner := several.Index(i)
				inner.Set(reflect.ValueOf(h.late(inner.Interface().(tea.Cmd))))
			}
			return msg
		}
		h.t.pause(rand.N(*delay))
		return msg
	}
}

// pause lasts for a while, or until the program has ended.
func (t *Terminal) pause(d time.Duration) {
	select {
	case <-time.After(d):
	case <-t.ended:
	}
}
