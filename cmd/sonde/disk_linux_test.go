package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// The program as it is run, where programs are killed, disks are full and others
// write the same history.
func TestFilesOfTheProgram(t *testing.T) {
	program := build(t, ".")
	t.Run("an export is killed", func(t *testing.T) { testKilledExport(t, program) })
	t.Run("the disk of an export is full", func(t *testing.T) { testFullDiskOfAnExport(t, program) })
	t.Run("the disk of the history is full", func(t *testing.T) { testFullDiskOfTheHistory(t, program) })
	t.Run("the full disk of a history is read", func(t *testing.T) { testHistoryOnAFullDiskIsRead(t, program) })
	t.Run("two write the history", func(t *testing.T) { testTwoWriters(t, program) })
}

// names lists a folder.
func names(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

// An export that is killed leaves nothing under its name, and what it leaves is
// removed by the next start, in whatever folder that is.
func testKilledExport(t *testing.T, program string) {
	for _, name := range []string{"rows.csv", "rows.parquet", "rows.xlsx"} {
		folder := t.TempDir()
		p := newProcess(t, program, "query", "-o", filepath.Join(folder, name), endless)
		if err := p.Start(); err != nil {
			t.Fatal(err)
		}
		waitForBytes(t, folder)
		if err := p.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		p.Wait()
		if left := names(t, folder); len(left) != 1 || !strings.HasSuffix(left[0], ".tmp") {
			t.Fatalf("%s: the killed export has left %q", name, left)
		}
		next := newProcess(t, program, "query", "SELECT 1")
		next.Env = p.Env
		if err := next.Run(); err != nil {
			t.Fatalf("%v: %s", err, next.errors.String())
		}
		if left := names(t, folder); len(left) > 0 {
			t.Errorf("%s: after the next start there is still %q", name, left)
		}
	}
}

// waitForBytes waits until an export has begun to write into a folder.
func waitForBytes(t *testing.T, folder string) {
	t.Helper()
	for limit := time.Now().Add(patience); time.Now().Before(limit); time.Sleep(5 * time.Millisecond) {
		for _, name := range names(t, folder) {
			if info, err := os.Stat(filepath.Join(folder, name)); err == nil && info.Size() > 0 {
				return
			}
		}
	}
	t.Fatal("nothing was written")
}

// onFullDisk runs a shell script in a folder with a disk of one megabyte, disk,
// that nobody else sees.
func onFullDisk(t *testing.T, p *process, script string) (out string, code int) {
	t.Helper()
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "disk"), 0o700); err != nil {
		t.Fatal(err)
	}
	mount := "mount -t tmpfs -o size=1m tmpfs disk"
	shell := func(script string) *exec.Cmd {
		c := exec.Command("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script)
		c.Dir, c.Env, c.Stderr = folder, p.Env, &p.errors
		return c
	}
	if err := shell(mount).Run(); err != nil {
		t.Skipf("a small disk cannot be mounted here: %s", p.errors.String())
	}
	c := shell(mount + " && " + script)
	text, err := c.Output()
	if _, exited := err.(*exec.ExitError); err != nil && !exited {
		t.Fatal(err)
	}
	return string(text), c.ProcessState.ExitCode()
}

func testFullDiskOfAnExport(t *testing.T, program string) {
	for _, name := range []string{"rows.csv", "rows.csv.gz", "rows.parquet", "rows.arrow", "rows.xlsx", "rows.sql"} {
		p := newProcess(t, program)
		sql := "SELECT range, hash(range) AS h, md5(range::VARCHAR) AS m FROM range(1000000)"
		left, code := onFullDisk(t, p, fmt.Sprintf("{ '%s' query -o disk/%s '%s'; code=$?; ls -A disk; exit $code; }", program, name, sql))
		said := p.errors.String()
		if code != 1 || left != "" || !strings.Contains(said, "error: capacity: "+name+": no space left on device\n") || !strings.Contains(said, "hint: Free some space") {
			t.Errorf("%s: exit code %d, left %q, said %q", name, code, left, said)
		}
	}
}

func testFullDiskOfTheHistory(t *testing.T, program string) {
	p := newProcess(t, program)
	script := fmt.Sprintf("export XDG_STATE_HOME=$PWD/disk; %s; '%s' query 'SELECT 42 AS n'", "head -c 2M /dev/zero > disk/filler", program)
	out, code := onFullDisk(t, p, strings.ReplaceAll(script, "; '", " 2>/dev/null; '"))
	if said := p.errors.String(); code != 0 || out != "n\n42\n" || strings.Count(said, "warning: ") != 1 || !strings.Contains(said, "history") || !strings.Contains(said, "no space left on") || inSQLitesWords(said) {
		t.Errorf("exit code %d, printed %q, said %q", code, out, said)
	}
}

// What was recorded before the disk was full is read, and who reads is told that
// nothing is recorded.
func testHistoryOnAFullDiskIsRead(t *testing.T, program string) {
	p := newProcess(t, program)
	script := "export XDG_STATE_HOME=$PWD/disk; 'sonde' query 'SELECT 42 AS n' >/dev/null; head -c 2M /dev/zero >disk/filler 2>/dev/null; " +
		"'sonde' history list --json; 'sonde' history search 42; 'sonde' history export"
	out, code := onFullDisk(t, p, strings.ReplaceAll(script, "'sonde'", "'"+program+"'"))
	if said := p.errors.String(); code != 0 || strings.Count(out, "SELECT 42 AS n") != 3 || strings.Count(said, "nothing is recorded: the history can only be read") != 3 || inSQLitesWords(said) {
		t.Errorf("exit code %d, printed %q, said %q", code, out, said)
	}
}

// Many calls at once, by two hands, are all in the history, and none of them has
// anything to complain of.
func testTwoWriters(t *testing.T, program string) {
	const each = 10
	shared := newProcess(t, program)
	var wait sync.WaitGroup
	for hand := range 2 {
		wait.Go(func() {
			for i := range each {
				c := exec.Command(program, "query", fmt.Sprintf("SELECT %d AS hand, %d AS i", hand, i))
				c.Env = shared.Env
				if out, err := c.CombinedOutput(); err != nil || strings.Contains(string(out), "warning") {
					t.Errorf("%v: %s", err, out)
				}
			}
		})
	}
	wait.Wait()
	list := exec.Command(program, "history", "list", "--json", "-n", "0")
	list.Env = shared.Env
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	ok := map[string]bool{}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	for _, line := range lines {
		var e struct{ SQL, Status string }
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		ok[e.SQL] = e.Status == "ok"
	}
	if len(lines) != 2*each || len(ok) != 2*each {
		t.Errorf("%d entries, %d statements", len(lines), len(ok))
	}
	for sql, ended := range ok {
		if !ended {
			t.Errorf("%s has not ended well", sql)
		}
	}
}

// inSQLitesWords reports whether a message has what SQLite calls a full disk.
func inSQLitesWords(said string) bool {
	return strings.Contains(said, "disk I/O error") || strings.Contains(said, "disk is full")
}
