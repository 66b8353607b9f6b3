package history

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// The test binary runs itself as another sonde. A child is told what to do by
// SONDE_HISTORY_CHILD, and the file by SONDE_HISTORY_PATH.
func runChild(what string) int {
	s, err := Open(context.Background(), os.Getenv("SONDE_HISTORY_PATH"), Options{})
	if err != nil {
		fmt.Println(err)
		return 1
	}
	switch what {
	case "read":
		err = tellWhatIsRead(s)
	case "outcomes":
		err = tellOutcomes(s)
	case "write":
		err = writeMany(s)
	case "hang":
		err = beginAndHang(s)
	}
	if err == nil {
		err = s.Close()
	}
	if err != nil {
		fmt.Println(err)
		return 1
	}
	return 0
}

const writesOfAChild = 300

func writeMany(s *Store) error {
	for i := range writesOfAChild {
		e := Entry{ID: NewID(), SQL: fmt.Sprintf("SELECT %d", i), Start: time.Now()}
		if err := s.Begin(e); err != nil {
			return err
		}
		e.Status = OK
		if err := s.End(e); err != nil {
			return err
		}
	}
	return nil
}

// tellWhatIsRead prints what the store has, and what becomes of changes.
func tellWhatIsRead(s *Store) error {
	ctx := context.Background()
	entries, err := s.Search(ctx, Query{EachRun: true})
	if err != nil {
		return err
	}
	for _, e := range entries {
		fmt.Println(e.SQL)
	}
	if _, err := s.RestoreBuffers(ctx); err != nil {
		return err
	}
	if _, err := s.LastParams(ctx, "SELECT 1"); err != nil {
		return err
	}
	for _, change := range []error{s.Begin(Entry{ID: "x"}), s.SetMark(ctx, Mark{SQL: "SELECT 1", Name: "n"}), s.SaveBuffer(ctx, Buffer{ID: "b"}), s.Delete(ctx, entries[0].ID)} {
		if !errors.Is(change, ErrReadOnly) {
			return fmt.Errorf("a change gives: %w", change)
		}
	}
	fmt.Println(s.Warning())
	return nil
}

// tellOutcomes prints how the runs ended, as each way of reading them tells.
func tellOutcomes(s *Store) error {
	ctx := context.Background()
	for _, query := range []Query{{EachRun: true}, {EachRun: true, Statuses: []Status{Interrupted}}, {EachRun: true, Statuses: []Status{Running}}} {
		for _, read := range []func(context.Context, Query) ([]Entry, error){s.Search, s.Scan} {
			entries, err := read(ctx, query)
			if err != nil {
				return err
			}
			for _, e := range entries {
				fmt.Print(e.SQL, " ", e.Status, "\n")
			}
			fmt.Println("-")
		}
	}
	return nil
}

func beginAndHang(s *Store) error {
	if err := s.Begin(Entry{ID: NewID(), SQL: "SELECT forever"}); err != nil {
		return err
	}
	if err := s.SaveBuffer(context.Background(), Buffer{ID: "b", Name: "tab", Text: "SELECT half a th", Cursor: 9}); err != nil {
		return err
	}
	fmt.Println("ready")
	time.Sleep(time.Minute)
	return nil
}

func child(t *testing.T, what, path string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), "SONDE_HISTORY_CHILD="+what, "SONDE_HISTORY_PATH="+path)
	return cmd
}

func TestProcessesWriteAtOnceAndLoseNothing(t *testing.T) {
	path := newPath(t)
	var outputs [4]strings.Builder
	var children []*exec.Cmd
	for i := range outputs {
		cmd := child(t, "write", path)
		cmd.Stdout = &outputs[i]
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		children = append(children, cmd)
	}
	for i, cmd := range children {
		if err := cmd.Wait(); err != nil {
			t.Errorf("%v: %s", err, outputs[i].String())
		}
	}
	s := open(t, path)
	entries, err := s.Search(t.Context(), Query{EachRun: true, Statuses: []Status{OK}})
	if err != nil || len(entries) != len(children)*writesOfAChild {
		t.Errorf("%d entries, %v", len(entries), err)
	}
}

// hang starts a child that hangs in the middle of a run; kill ends it at once.
func hang(t *testing.T, path string) (kill func()) {
	t.Helper()
	cmd := child(t, "hang", path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "ready\n" {
		t.Fatalf("the child said %q, %v", line, err)
	}
	return func() {
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		cmd.Wait()
	}
}

func TestKilledRunIsInterruptedAndItsBuffersComeBack(t *testing.T) {
	path := newPath(t)
	kill := hang(t, path)
	s := open(t, path)
	expect(t, texts(t, s, Query{Statuses: []Status{Running}}), "SELECT forever")
	if buffers, err := s.RestoreBuffers(t.Context()); err != nil || len(buffers) != 0 {
		t.Errorf("the buffers of a living session were taken: %v, %v", buffers, err)
	}
	kill()
	next := open(t, path)
	// A store that is already open sees it as well.
	for _, store := range []*Store{next, s} {
		expect(t, texts(t, store, Query{Statuses: []Status{Running}}))
		expect(t, texts(t, store, Query{Statuses: []Status{Interrupted}}), "SELECT forever")
	}
	buffers, err := next.RestoreBuffers(t.Context())
	if err != nil || len(buffers) != 1 || buffers[0].Text != "SELECT half a th" || buffers[0].Cursor != 9 || buffers[0].Name != "tab" {
		t.Errorf("restored %+v, %v", buffers, err)
	}
	if left, err := os.ReadDir(s.sessionFolder()); err != nil || len(left) != 2 {
		t.Errorf("lock files %v, %v; want those of the two living sessions", left, err)
	}
}
