package run

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"time"

	"sonde/connectors"
	"sonde/internal/filelock"
)

// answers is the file in which answers about one source are kept, for connections
// with the same name, kind and place. It is private to the user, and what is
// wrong with it costs a question to the source.
type answers struct{ path string }

type kept struct {
	At    time.Time       `json:"at"`
	Value json.RawMessage `json:"value"`
}

// remembered is nil where the connections have no folder to keep things in.
func (c *Connections) remembered(d *connectors.Driver, cfg connectors.Config) connectors.Memory {
	if c.Cache == "" || !d.Billed {
		return nil
	}
	place, _ := json.Marshal([]string{d.Kind, cfg.Name, cfg.String("url")}) // Texts: it cannot fail.
	sum := sha256.Sum256(place)
	return answers{filepath.Join(c.Cache, "sources", hex.EncodeToString(sum[:12])+".json")}
}

// Recall implements [connectors.Memory].
func (m answers) Recall(key string, into any) (at time.Time, ok bool) {
	k, found := m.load()[key]
	if !found || json.Unmarshal(k.Value, into) != nil {
		return time.Time{}, false
	}
	return k.At, true
}

func (m answers) load() map[string]kept {
	all := map[string]kept{}
	data, err := os.ReadFile(m.path)
	if err != nil || json.Unmarshal(data, &all) != nil {
		return map[string]kept{}
	}
	return all
}

// Keep implements [connectors.Memory]. Programs that run at the same time share
// the file.
func (m answers) Keep(key string, value any) error {
	encoded, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return locked(m.path, func() error {
		all := m.load()
		all[key] = kept{time.Now(), encoded}
		data, err := json.Marshal(all)
		if err != nil {
			return err
		}
		return replaceFile(m.path, data)
	})
}

// locked does something while no other program does it with the same file.
func locked(path string, do func() error) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	lock, err := os.OpenFile(path+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	if err := filelock.Lock(lock); err != nil {
		return err
	}
	return do()
}

// replaceFile writes a file that is whole or not there.
func replaceFile(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // private
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}
