package result

import "container/list"

// queue holds chunks in the order in which they should leave memory: first in,
// first out, with another round for those that were used meanwhile. Using a
// chunk costs its reader one flag and no lock.
type queue struct {
	list.List
	bytes int64
}

func (q *queue) push(c *chunk) {
	c.queue, c.element = q, q.PushBack(c)
	q.bytes += c.bytes
}

func (q *queue) remove(c *chunk) {
	q.Remove(c.element)
	c.queue, c.element = nil, nil
	q.bytes -= c.bytes
}

// pop removes and returns the chunk that should leave; nil if there is none.
// The first and the last chunk of a store leave after all others, for they are
// what a user sees first and goes to most.
func (q *queue) pop() *chunk {
	n := q.Len()
	for i := range 3 * n {
		c := q.Front().Value.(*chunk)
		used := i < n && c.used.Swap(false)
		spared := i < 2*n && c.atEdge()
		if !used && !spared {
			q.remove(c)
			return c
		}
		q.MoveToBack(c.element)
	}
	return nil
}
