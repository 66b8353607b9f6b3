package cellwidth

import (
	"hash/maphash"
	"strings"
	"sync/atomic"
)

// Texts repeat their clusters, and to shape one costs a microsecond, so the
// glyphs of the clusters met last are kept. A slot holds one of those that fall
// into it.
var (
	slots [1024]atomic.Pointer[slot]
	seed  = maphash.MakeSeed()
)

type slot struct {
	cluster string
	glyph   Glyph
}

// cached is shapeCluster with a memory.
func cached(cluster string) Glyph {
	place := &slots[maphash.String(seed, cluster)%uint64(len(slots))]
	if s := place.Load(); s != nil && s.cluster == cluster {
		return s.glyph
	}
	cluster = strings.Clone(cluster)
	g := shapeCluster(cluster)
	place.Store(&slot{cluster, g})
	return g
}
