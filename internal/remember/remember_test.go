package remember

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func TestNothingIsRememberedAtFirst(t *testing.T) {
	path := filepath.Join(t.TempDir(), "layout.json")
	if s := Load(path); !s.Equal(State{}) {
		t.Errorf("%+v", s)
	}
	if err := os.WriteFile(path, []byte("{ torn"), 0o600); err != nil {
		t.Fatal(err)
	}
	if s := Load(path); !s.Equal(State{}) {
		t.Errorf("a torn file gave %+v", s)
	}
}

func TestProgramsLeaveEachOthersChoices(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sonde", "layout.json")
	var wait sync.WaitGroup
	for _, now := range []State{{Theme: "plum"}, {Sidebar: 30}, {ProfileWidth: 50}, {Recent: []string{"run"}}, {Hidden: true, Focus: "editor"}} {
		wait.Go(func() {
			if _, err := Save(path, State{}, now); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	want := State{Theme: "plum", Sidebar: 30, ProfileWidth: 50, Recent: []string{"run"}, Hidden: true, Focus: "editor"}
	if got := Load(path); !got.Equal(want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	kept, err := Save(path, want, State{Theme: "plum", Sidebar: 44})
	if err != nil || kept.Sidebar != 44 || kept.Hidden || !Load(path).Equal(kept) {
		t.Errorf("%+v, %v", kept, err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

func TestAPlaceThatCannotBeWrittenIsTold(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Save(filepath.Join(file, "layout.json"), State{}, State{Theme: "plum"}); err == nil || !strings.Contains(err.Error(), "not kept") {
		t.Errorf("%v", err)
	}
}
