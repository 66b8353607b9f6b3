package export

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
)

func needShell(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the commands of this test are those of a Unix shell")
	}
}

func TestRowsGoToACommand(t *testing.T) {
	needShell(t)
	path := filepath.Join(t.TempDir(), "out")
	total, said, err := ToCommand(t.Context(), "tee '"+path+"' | wc -l", "csv", source(nil, numbers(t)), Options{}, nil)
	rows := numbers(t).NumRows()
	if err != nil || total.Rows != rows || total.Bytes != int64(len(read(t, path))) || strings.TrimSpace(said) == "" {
		t.Errorf("%+v, %q, %v", total, said, err)
	}
}

func TestCommandsThatFail(t *testing.T) {
	needShell(t)
	_, _, err := ToCommand(t.Context(), "cat >/dev/null; echo no room >&2; exit 3", "csv", source(nil, numbers(t)), Options{}, nil)
	if err == nil || !strings.Contains(err.Error(), "exit status 3: no room") {
		t.Errorf("%v", err)
	}
	failing := source(connectors.Errorf(connectors.ClassIncomplete, "cut"), numbers(t))
	if _, _, err := ToCommand(t.Context(), "cat >/dev/null", "csv", failing, Options{}, nil); !connectors.IsClass(err, connectors.ClassIncomplete) {
		t.Errorf("the failure of the source is %v", err)
	}
}

func TestACommandThatHasHadEnough(t *testing.T) {
	needShell(t)
	var many []arrow.RecordBatch
	for range 50_000 {
		many = append(many, numbers(t))
	}
	total, said, err := ToCommand(t.Context(), "head -n 1", "csv", source(nil, many...), Options{}, nil)
	if err != nil || said != "n\n" || !total.Stopped {
		t.Errorf("%+v, %q, %v", total, said, err)
	}
	// A batch has the lines 1 and 2.
	if total.Rows >= 2*50_000 || total.Bytes != 2+2*total.Rows {
		t.Errorf("%d rows are %d bytes", total.Rows, total.Bytes)
	}
	if total, _, err := ToCommand(t.Context(), "cat", "csv", source(nil, many...), Options{}, nil); err != nil || total.Stopped || total.Rows != 2*50_000 {
		t.Errorf("%+v, %v", total, err)
	}
}

func TestACancelledCommandIsEnded(t *testing.T) {
	needShell(t)
	ctx, stop := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, stop)
	if _, _, err := ToCommand(ctx, "cat >/dev/null; sleep 60", "csv", source(nil, numbers(t)), Options{}, nil); !connectors.IsClass(err, connectors.ClassCancelled) {
		t.Errorf("%v", err)
	}
}

func TestTheNextStartRemovesWhatAKilledExportLeft(t *testing.T) {
	journal, dir := t.TempDir(), t.TempDir()
	alive, err := openTarget(t.Context(), filepath.Join(dir, "alive.csv"), Options{Journal: journal})
	if err != nil {
		t.Fatal(err)
	}
	dead := filepath.Join(dir, ".sonde-ABCDEFGH27.tmp")
	precious := filepath.Join(dir, "precious.csv")
	for _, path := range []string{dead, precious} {
		if err := os.WriteFile(path, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	takeNote(journal, dead)
	takeNote(journal, precious)
	if err := CleanUp(journal); err == nil {
		t.Error("the file that is being written was not in the way")
	}
	if got := folder(t, dir); got != filepath.Base(alive.temp)+" precious.csv" {
		t.Errorf("the folder holds %s", got)
	}
	if err := alive.publish(); err != nil {
		t.Fatal(err)
	}
	if got := folder(t, dir) + " " + folder(t, journal); got != "alive.csv precious.csv " {
		t.Errorf("the folders hold %q", got)
	}
}
