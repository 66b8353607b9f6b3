package scratch

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// childDir is the environment variable that turns the test binary into a
// process that makes a folder below the one named there and waits to be killed.
const childDir = "SONDE_TEST_SCRATCH"

func TestMain(m *testing.M) {
	runChild()
	os.Exit(m.Run())
}

func runChild() {
	dir := os.Getenv(childDir)
	if dir == "" {
		return
	}
	f, err := New(dir)
	if err == nil {
		err = os.WriteFile(filepath.Join(f.Path(), "rows"), []byte("1"), 0o600)
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("made")
	time.Sleep(time.Hour)
	runtime.KeepAlive(f)
}

// startChild starts a process that has its folder when this returns.
func startChild(t *testing.T, dir string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childDir+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "made\n" {
		t.Fatalf("the child said %q, %v", line, err)
	}
	return cmd
}

func kill(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil {
		t.Fatal("the child ended by itself")
	}
}

func wantFiles(t *testing.T, dir string, n int) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != n {
		t.Errorf("%d files, want %d: %v", len(entries), n, entries)
	}
}

func TestCleanUpAfterKill(t *testing.T) {
	dir := t.TempDir()
	living := startChild(t, dir)
	killed := startChild(t, dir)
	kill(t, killed)
	wantFiles(t, dir, 2)

	if removed, err := CleanUp(dir); removed != 1 || err != nil {
		t.Errorf("removed %d, %v; want that of the killed process", removed, err)
	}
	if found, _ := filepath.Glob(filepath.Join(dir, fmt.Sprintf("sonde-%d-*", living.Process.Pid), "rows")); len(found) != 1 {
		t.Error("the living process lost its file")
	}
	kill(t, living)
	if removed, err := CleanUp(dir); removed != 1 || err != nil {
		t.Errorf("removed %d, %v", removed, err)
	}
	wantFiles(t, dir, 0)
}

func TestCleanUpLeavesOthersAlone(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"sonde-notes", "sonde-1-x", "other"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "sonde-1-1"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(t.TempDir(), filepath.Join(dir, "sonde-2-2")); err != nil {
		t.Fatal(err)
	}
	if removed, err := CleanUp(dir); removed != 0 || err != nil {
		t.Errorf("removed %d, %v", removed, err)
	}
	wantFiles(t, dir, 5)
}

func TestCleanUpOfHalfMadeFolder(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "sonde-1-1"), 0o700); err != nil {
		t.Fatal(err)
	}
	if removed, err := CleanUp(dir); removed != 1 || err != nil {
		t.Errorf("removed %d, %v", removed, err)
	}
	wantFiles(t, dir, 0)
}

func TestCleanUpWithoutFolder(t *testing.T) {
	if removed, err := CleanUp(filepath.Join(t.TempDir(), "missing")); removed != 0 || err != nil {
		t.Errorf("removed %d, %v", removed, err)
	}
}

// TestCleanUpWhileStarting makes folders while others clean up: every folder
// that was made must stay.
func TestCleanUpWhileStarting(t *testing.T) {
	dir := t.TempDir()
	var cleaners, makers sync.WaitGroup
	done := make(chan struct{})
	for range 2 {
		cleaners.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				if _, err := CleanUp(dir); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 2 {
		makers.Go(func() { makeFolders(t, dir, 50) })
	}
	makers.Wait()
	close(done)
	cleaners.Wait()
	wantFiles(t, dir, 0)
}

func makeFolders(t *testing.T, dir string, n int) {
	for range n {
		f, err := New(dir)
		if err != nil {
			t.Error(err)
			continue
		}
		if _, err := os.Stat(filepath.Join(f.Path(), ownerName)); err != nil {
			t.Error(err)
		}
		if !strings.HasPrefix(filepath.Base(f.Path()), fmt.Sprintf("sonde-%d-", os.Getpid())) {
			t.Errorf("folder %s", f.Path())
		}
		if err := f.Remove(); err != nil {
			t.Error(err)
		}
	}
}
