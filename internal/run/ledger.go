package run

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"sync"
	"time"

	"sonde/history"
)

// Ledger counts what statements have scanned that no history has: runs that are
// not recorded, and statements of sidebars. It is a file of one line each, kept
// for as long as a period may be that counts them.
type Ledger struct {
	Path string

	once sync.Once
	own  string // tells this program's lines from others
}

type charge struct {
	At         time.Time `json:"at"`
	Program    string    `json:"program"`
	Kind       string    `json:"kind"`
	Connection string    `json:"connection"`
	Bytes      int64     `json:"bytes"`
}

// Bounds of the file: once it is larger, lines that count no longer are left out.
const (
	ledgerBytes = 256 << 10
	ledgerAge   = 40 * 24 * time.Hour
)

func (l *Ledger) program() string {
	l.once.Do(func() { l.own = history.NewID() })
	return l.own
}

// Add counts bytes of a connection.
func (l *Ledger) Add(kind, connection string, n int64) error {
	if n <= 0 {
		return nil
	}
	line, err := json.Marshal(charge{time.Now(), l.program(), kind, connection, n})
	if err != nil {
		return err
	}
	return locked(l.Path, func() error {
		if err := l.shorten(); err != nil {
			return err
		}
		f, err := os.OpenFile(l.Path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
		if err != nil {
			return err
		}
		_, err = f.Write(append(line, '\n'))
		return errors.Join(err, f.Close())
	})
}

// shorten leaves out old lines of a long file.
func (l *Ledger) shorten() error {
	info, err := os.Stat(l.Path)
	if err != nil || info.Size() < ledgerBytes {
		return nil //nolint:nilerr // where there is no file nothing is to be done
	}
	charges, err := l.read()
	if err != nil {
		return err
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	for _, c := range charges {
		if time.Since(c.At) < ledgerAge {
			if err := encoder.Encode(c); err != nil {
				return err
			}
		}
	}
	return replaceFile(l.Path, out.Bytes())
}

// read returns all lines that can be read: one that was cut counts nothing.
func (l *Ledger) read() ([]charge, error) {
	f, err := os.Open(l.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var charges []charge
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var c charge
		if json.Unmarshal(lines.Bytes(), &c) == nil {
			charges = append(charges, c)
		}
	}
	return charges, lines.Err()
}

// scanned is what a connection's statements have scanned since a time, without
// those of this program since its connection was opened.
func (l *Ledger) scanned(kind, connection string, since, opened time.Time) (sum int64, err error) {
	charges, err := l.read()
	for _, c := range charges {
		ours := c.Program == l.program() && !c.At.Before(opened)
		if c.Kind == kind && account(c.Connection) == account(connection) && !c.At.Before(since) && !ours {
			sum = add(sum, max(0, c.Bytes))
		}
	}
	return sum, err
}
