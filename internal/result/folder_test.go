package result

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// childDir is the environment variable that turns the test binary into a
// process that spills into the folder named there and waits to be killed.
const childDir = "SONDE_TEST_SPILL"

func runChild() {
	dir := os.Getenv(childDir)
	if dir == "" {
		return
	}
	p := NewPool(Options{Budget: everythingSpills, Dir: dir})
	if err := p.NewStore().Append(numberBatch(0, 1000)); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("spilled")
	select {}
}

// startChild starts a process that has spilled when this returns.
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
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "spilled\n" {
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

func wantFiles(t testing.TB, dir string, n int) {
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

	p := NewPool(Options{Dir: dir, Budget: everythingSpills})
	fill(t, p.NewStore(), 1, 10)
	if removed, err := p.CleanUp(); removed != 1 || err != nil {
		t.Errorf("removed %d, %v; want that of the killed process", removed, err)
	}
	if found, _ := filepath.Glob(filepath.Join(dir, fmt.Sprintf("sonde-%d-*", living.Process.Pid), "*.arrows")); len(found) != 1 {
		t.Error("the living process lost its rows")
	}
	kill(t, living)
	if removed, err := p.CleanUp(); removed != 1 || err != nil {
		t.Errorf("removed %d, %v", removed, err)
	}
	wantNumbers(t, onlyStore(p), 10)
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	wantFiles(t, dir, 0)
}

func onlyStore(p *Pool) *Store {
	for s := range p.stores {
		return s
	}
	return nil
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
	if removed, err := NewPool(Options{Dir: dir}).CleanUp(); removed != 0 || err != nil {
		t.Errorf("removed %d, %v", removed, err)
	}
	wantFiles(t, dir, 5)
}

func TestCleanUpOfHalfMadeFolder(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "sonde-1-1"), 0o700); err != nil {
		t.Fatal(err)
	}
	if removed, err := NewPool(Options{Dir: dir}).CleanUp(); removed != 1 || err != nil {
		t.Errorf("removed %d, %v", removed, err)
	}
	wantFiles(t, dir, 0)
}

func TestCleanUpWithoutFolder(t *testing.T) {
	p := NewPool(Options{Dir: filepath.Join(t.TempDir(), "missing")})
	if removed, err := p.CleanUp(); removed != 0 || err != nil {
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
			p := NewPool(Options{Dir: dir})
			for {
				select {
				case <-done:
					return
				default:
				}
				if _, err := p.CleanUp(); err != nil {
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
		f, err := newFolder(dir)
		if err != nil {
			t.Error(err)
			continue
		}
		if _, err := os.Stat(filepath.Join(f.path, ownerName)); err != nil {
			t.Error(err)
		}
		if !strings.HasPrefix(filepath.Base(f.path), fmt.Sprintf("sonde-%d-", os.Getpid())) {
			t.Errorf("folder %s", f.path)
		}
		if err := f.remove(); err != nil {
			t.Error(err)
		}
	}
}
