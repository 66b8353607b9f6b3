package result

import (
	"bufio"
	"errors"
	"maps"
	"os"
	"slices"
	"sync"

	"sonde/connectors"
	"sonde/internal/scratch"
)

// DefaultBudget is the memory in bytes that all results together may take.
const DefaultBudget = 256 << 20

// ErrClosed is returned for a store or a pool that has been closed.
var ErrClosed error = connectors.Errorf(connectors.ClassNotFound, "the rows of this result have been released")

// Options of a pool. The zero value is ready to use.
type Options struct {
	// Budget is the memory in bytes that all stores together may take; 0 is
	// DefaultBudget. A quarter of it is kept for batches that come back from
	// the disk.
	Budget int64
	// Dir is the parent of the private folder; empty is os.TempDir.
	Dir string
}

// Pool is the memory and the disk that a set of stores share. Its methods may
// be called from any goroutine.
type Pool struct {
	dir           string
	residentLimit int64 // bytes of batches that are in memory only
	cacheLimit    int64 // bytes of batches that were read back
	create        func(path string) (spillFile, error)

	// spilling is held while a batch is written, and by whoever must not meet
	// such a writer. It is taken before mu and guards the folder.
	spilling sync.Mutex
	folder   *scratch.Folder
	files    int           // number of spill files made so far, for their names
	encoder  *bufio.Writer // nil until the first spill

	// mu is held for a few instructions only, never during I/O.
	mu       sync.Mutex
	resident queue
	cached   queue
	disk     int64
	stores   map[*Store]struct{}
	closed   bool
}

// NewPool returns a pool. It touches neither memory nor disk before they are
// needed: the private folder is made when the first batch is spilled.
func NewPool(o Options) *Pool {
	if o.Budget <= 0 {
		o.Budget = DefaultBudget
	}
	if o.Dir == "" {
		o.Dir = os.TempDir()
	}
	return &Pool{
		dir:           o.Dir,
		residentLimit: o.Budget - o.Budget/4,
		cacheLimit:    o.Budget / 4,
		create:        createSpillFile,
		stores:        map[*Store]struct{}{},
	}
}

// NewStore returns an empty store. A store of a closed pool is closed.
func (p *Pool) NewStore() *Store {
	s := &Store{pool: p}
	s.current.Store(&Snapshot{})
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		s.closed.Store(true)
		return s
	}
	p.stores[s] = struct{}{}
	return s
}

// Usage returns the bytes of batches in memory and the bytes of spill files on
// the disk.
func (p *Pool) Usage() (memory, disk int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.resident.bytes + p.cached.bytes, p.disk
}

// Close closes every store and removes the private folder. It may be called
// twice.
func (p *Pool) Close() error {
	p.spilling.Lock()
	defer p.spilling.Unlock()
	var errs []error
	for _, s := range p.shut() {
		errs = append(errs, s.removeFile())
	}
	relaxCollector(0)
	if p.folder != nil {
		errs = append(errs, p.folder.Remove())
		p.folder = nil
	}
	return errors.Join(errs...)
}

// shut releases every store and returns them.
func (p *Pool) shut() []*Store {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	stores := slices.Collect(maps.Keys(p.stores))
	for _, s := range stores {
		p.release(s)
	}
	return stores
}

// admit counts a new batch and spills others until the pool is within its
// limit again. On an error the batch has not been taken.
func (p *Pool) admit(c *chunk) error {
	p.mu.Lock()
	if c.store.closed.Load() {
		p.mu.Unlock()
		return ErrClosed
	}
	p.resident.push(c)
	previous := c.store.tail
	c.store.tail = c
	held := p.resident.bytes + p.cached.bytes
	p.mu.Unlock()

	tightenCollector(held)
	err := p.makeRoom()
	if err != nil {
		p.withdraw(c, previous)
	}
	return err
}

// withdraw takes back an admitted batch that no reader has seen.
func (p *Pool) withdraw(c, previous *chunk) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.drop(c)
	c.store.tail = previous
}

// makeRoom spills batches until the pool is within its limit.
func (p *Pool) makeRoom() error {
	for {
		more, err := p.spillOne()
		if err != nil || !more {
			return err
		}
	}
}

// spillOne writes the batch that is needed least, if there is one too many.
func (p *Pool) spillOne() (more bool, err error) {
	p.mu.Lock()
	fits := p.resident.bytes <= p.residentLimit
	p.mu.Unlock()
	if fits {
		return false, nil
	}
	p.spilling.Lock()
	defer p.spilling.Unlock()
	c := p.takeVictim()
	if c == nil {
		return false, nil
	}
	written, err := p.write(c)
	p.mu.Lock()
	defer p.mu.Unlock()
	if err != nil {
		p.resident.push(c)
		return false, err
	}
	p.disk += written
	c.batch.Store(nil)
	return true, nil
}

// takeVictim takes the batch to spill out of the queue; nil if none is needed
// by now.
func (p *Pool) takeVictim() *chunk {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.resident.bytes <= p.residentLimit {
		return nil
	}
	return p.resident.pop()
}

// keep puts a batch that was read back into the cache, and lets the oldest of
// the others go. It returns the batch that readers should share.
func (p *Pool) keep(c *chunk, b *box) (*box, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if c.store.closed.Load() {
		return nil, ErrClosed
	}
	if other := c.batch.Load(); other != nil {
		return other, nil
	}
	for p.cached.Len() > 0 && p.cached.bytes+c.bytes > p.cacheLimit {
		p.cached.pop().batch.Store(nil)
	}
	c.batch.Store(b)
	p.cached.push(c)
	return b, nil
}

// release takes the batches of a store out of memory. The caller holds both
// locks, so no batch of it is being written.
func (p *Pool) release(s *Store) {
	s.closed.Store(true)
	for _, c := range s.current.Load().chunks {
		p.drop(c)
	}
	if s.tail != nil { // may be on its way into the list
		p.drop(s.tail)
	}
	p.disk -= s.end
	delete(p.stores, s)
}

// drop takes one batch out of memory. The caller holds mu.
func (p *Pool) drop(c *chunk) {
	if c.element != nil {
		c.queue.remove(c)
	}
	c.batch.Store(nil)
}
