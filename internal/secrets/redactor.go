package secrets

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// Mask stands where a secret was.
const Mask = "•••"

// minSecret is the shortest value that a Redactor hides, in bytes. A shorter
// one would tear ordinary words apart and give itself away by where it is
// missing.
const minSecret = 4

// Redactor collects secret values and hides them in text. The zero value is
// ready, and its methods may be called from many goroutines.
type Redactor struct {
	mu       sync.Mutex
	values   []string
	replacer atomic.Pointer[strings.Replacer]
}

// Add makes a value secret, as it stands and as URLs and JSON write it. Values
// shorter than four bytes are ignored.
func (r *Redactor) Add(value string) {
	if len(value) < minSecret {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, form := range forms(value) {
		if !slices.Contains(r.values, form) {
			r.values = append(r.values, form)
		}
	}
	// A secret that holds another must be found first.
	slices.SortFunc(r.values, func(a, b string) int { return len(b) - len(a) })
	var pairs []string
	for _, v := range r.values {
		pairs = append(pairs, v, Mask)
	}
	r.replacer.Store(strings.NewReplacer(pairs...))
}

func forms(value string) []string {
	list := []string{value, url.QueryEscape(value), url.PathEscape(value)}
	if quoted, err := json.Marshal(value); err == nil {
		list = append(list, string(quoted[1:len(quoted)-1]))
	}
	return list
}

// Redact returns text with every secret value replaced by [Mask].
func (r *Redactor) Redact(text string) string {
	if replacer := r.replacer.Load(); replacer != nil {
		return replacer.Replace(text)
	}
	return text
}
