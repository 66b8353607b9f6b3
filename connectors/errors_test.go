package connectors

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"testing"
)

func TestAsError(t *testing.T) {
	if AsError(nil) != nil {
		t.Error("no error became one")
	}
	typed := Errorf(ClassAuth, "no")
	if got := AsError(fmt.Errorf("around: %w", typed)); got != typed {
		t.Errorf("%v", got)
	}
	for _, c := range []struct {
		err  error
		want Class
	}{
		{fmt.Errorf("x: %w", context.Canceled), ClassCancelled},
		{fmt.Errorf("x: %w", context.DeadlineExceeded), ClassTimeout},
		{errors.New("odd"), ClassInternal},
	} {
		got := AsError(c.err)
		if got.Class != c.want || got.Position != -1 || !errors.Is(got, c.err) {
			t.Errorf("%v became %+v", c.err, got)
		}
	}
}

func TestErrorf(t *testing.T) {
	err := Errorf(ClassNotFound, "reading %s: %w", "a.csv", fs.ErrNotExist).WithHint("look again")
	if err.Error() != "not found: reading a.csv: file does not exist" || err.Hint != "look again" || err.Position != -1 {
		t.Errorf("%+v", err)
	}
	if !errors.Is(err, fs.ErrNotExist) || !IsClass(fmt.Errorf("x: %w", err), ClassNotFound) || IsClass(err, ClassAuth) {
		t.Error("cause or class is lost")
	}
	if IsClass(nil, ClassAuth) || IsClass(fs.ErrNotExist, ClassNotFound) {
		t.Error("an error without a class has one")
	}
}

func TestLineColumn(t *testing.T) {
	sql := "SELECT 'ä€😀',\n  x\r\nFROM y"
	for offset, want := range map[int][2]int{
		-5: {1, 1}, 0: {1, 1}, 7: {1, 8}, 8: {1, 9}, 10: {1, 10}, 13: {1, 11}, 17: {1, 12},
		20: {2, 1}, 22: {2, 3}, 25: {3, 1}, 31: {3, 7}, 1000: {3, 7},
	} {
		if line, column := LineColumn(sql, offset); line != want[0] || column != want[1] {
			t.Errorf("offset %d is line %d column %d, want %v", offset, line, column, want)
		}
	}
	if line, column := LineColumn("", 3); line != 1 || column != 1 {
		t.Errorf("of nothing: %d, %d", line, column)
	}
}
