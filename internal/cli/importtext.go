package cli

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"sonde/history"
	"sonde/internal/sqltext"
)

// lineEditor is a program whose history is what was typed into its line editor.
type lineEditor struct {
	program, kind, dialect string
	connection             string // that its entries are filed under
}

// read reads the statements of a history, the oldest first: they may go over several
// lines, between commands of the program's own. Their ids come from their texts and
// times, so that they are taken in once: those without times that were run again where
// they were run last. The error is that of the context where it has ended.
func (l lineEditor) read(ctx context.Context, text string) ([]history.Entry, error) {
	var entries []history.Entry
	last := map[string]int{} // the place of an id
	dialect := sqltext.ForName(l.dialect)
	for _, typed := range typedIn(text) {
		for _, p := range dialect.Split(typed.text) {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			e := l.entry(typed.text[p.Start:p.End], typed.at(p.Start))
			if at, known := last[e.ID]; known {
				entries[at].ID = ""
			}
			last[e.ID] = len(entries)
			entries = append(entries, e)
		}
	}
	return slices.DeleteFunc(entries, func(e history.Entry) bool { return e.ID == "" }), nil
}

func (l lineEditor) entry(sql string, at time.Time) history.Entry {
	key := l.program + "\x00" + sql
	if !at.IsZero() {
		key += "\x00" + strconv.FormatInt(at.Unix(), 10)
	}
	return history.Entry{
		ID:  uuid.NewSHA1(uuid.NameSpaceOID, []byte(key)).String(),
		SQL: sql, Start: at, Source: history.CommandLine, Connection: l.connection, Kind: l.kind,
		Status: history.Imported, Bytes: -1,
	}
}

// typed is a text that was typed, and since when which parts of it were.
type typed struct {
	text  string
	times []stamp
}

// stamp is the time of what begins at a place of a text.
type stamp struct {
	place int
	at    time.Time
}

// at is the time of a place; zero where none is known.
func (t typed) at(place int) time.Time {
	later := sort.Search(len(t.times), func(i int) bool { return t.times[i].place > place })
	if later == 0 {
		return time.Time{}
	}
	return t.times[later-1].at
}

// brokenLine stands for a line break within a line of psql's history.
const brokenLine = "\x01"

// sending is what psql takes at the end of a statement in the place of a semicolon.
var sending = regexp.MustCompile(`(?s)\s*\\(g|gx|gdesc|gexec|gset|crosstabview|watch|bind|parse)\b[^'"$]*\z`)

// timeLine is a line that a line editor writes before what was typed at that time.
var timeLine = regexp.MustCompile(`^#(\d{9,11})$`)

// typedIn are the texts that were typed into a line editor. Where psql marks line
// breaks, every line of its file is one; otherwise a statement ends where its
// semicolon is. Commands of the programs' own are left out.
func typedIn(text string) []typed {
	text, escaped := strings.CutPrefix(text, "_HiStOrY_V2_\n")
	if escaped {
		text = unescaped(text)
	}
	marked := strings.Contains(text, brokenLine)
	var all []typed
	var whole strings.Builder
	var times []stamp
	var now time.Time
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		if m := timeLine.FindStringSubmatch(line); m != nil {
			seconds, _ := strconv.ParseInt(m[1], 10, 64) // It has digits only.
			now = time.Unix(seconds, 0)
			times = append(times, stamp{whole.Len(), now})
			continue
		}
		if own := strings.TrimSpace(line); strings.HasPrefix(own, `\`) || strings.HasPrefix(own, ".") {
			continue
		}
		line = sending.ReplaceAllString(strings.ReplaceAll(line, brokenLine, "\n"), ";")
		if marked {
			all = append(all, typed{line, []stamp{{0, now}}})
		} else {
			whole.WriteString(line + "\n")
		}
	}
	if marked {
		return all
	}
	return []typed{{whole.String(), times}}
}

// unescaped resolves what libedit writes for a character that is not plain: a
// backslash and three octal digits.
func unescaped(text string) string {
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		var code byte
		if text[i] == '\\' && i+3 < len(text) {
			if n, err := fmt.Sscanf(text[i+1:i+4], "%3o", &code); n == 1 && err == nil {
				out.WriteByte(code)
				i += 3
				continue
			}
		}
		out.WriteByte(text[i])
	}
	return out.String()
}

// isText reports whether a file may be one of lines, in whatever encoding has one byte
// for a letter or is UTF-8.
func isText(data []byte) bool {
	return bytes.IndexByte(data, 0) < 0 && !bytes.HasPrefix(data, []byte("\xff\xfe")) && !bytes.HasPrefix(data, []byte("\xfe\xff"))
}

// asUTF8 reads lines that are not UTF-8 as Latin-1, and tells how many they are. What
// would be a control character there is replaced.
func asUTF8(data []byte) (text string, foreign int) {
	if utf8.Valid(data) {
		return string(data), 0
	}
	var out strings.Builder
	for line := range bytes.Lines(data) {
		if utf8.Valid(line) {
			out.Write(line)
			continue
		}
		foreign++
		for _, b := range line {
			r := rune(b)
			if b >= utf8.RuneSelf && b < 0xa0 {
				r = utf8.RuneError
			}
			out.WriteRune(r)
		}
	}
	return out.String(), foreign
}
