package tui

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"

	tea "charm.land/bubbletea/v2"

	"sonde/connectors"
	"sonde/internal/complete"
	"sonde/internal/run"
	"sonde/internal/sqltext"
)

// cacheKey is a connection at a ref.
type cacheKey struct{ connection, ref string }

// nameCache is what is known of the names of a connection at a ref.
type nameCache struct {
	key     cacheKey
	dialect string
	names   *complete.Cache
	learned bool         // its catalog and vocabulary were asked for
	turn    atomic.Int64 // of asking for every table: what was listed before the last one is old
	// tables asks for every table, and for the same question later has the same
	// answer; nil where nothing is to be asked.
	tables  func() ([]connectors.Table, error)
	fetched map[string]bool // paths that were asked for by key
	failed  string          // why the last of them could not be fetched
}

// cacheOf is the cache of a connection, and what fills it.
func (a *App) cacheOf(connection, ref string) (*nameCache, tea.Cmd) {
	key := cacheKey{connection, ref}
	c := a.completing.caches[key]
	if c == nil {
		if a.completing.caches == nil {
			a.completing.caches = map[cacheKey]*nameCache{}
		}
		c = &nameCache{key: key, dialect: a.dialect(connection), fetched: map[string]bool{}}
		c.names = complete.NewCache(sqltext.ForName(c.dialect))
		a.completing.caches[key] = c
	}
	if d := a.dialect(connection); d != c.dialect {
		c.dialect = d
		c.names.SetDialect(sqltext.ForName(d))
	}
	if c.learned || a.open[connection] == nil {
		return c, nil
	}
	c.learned = true
	return c, a.learnNames(c, true)
}

// forgetNames drops what is known of a connection, as when it was opened anew.
func (a *App) forgetNames(connection string) {
	for key := range a.completing.caches {
		if key.connection == connection {
			delete(a.completing.caches, key)
		}
	}
}

// openNames begins to learn the names of a connection that was opened.
func (a *App) openNames(connection string) tea.Cmd {
	a.forgetNames(connection)
	_, learn := a.cacheOf(connection, a.shownRefs[connection])
	return learn
}

// learnNames asks a connection for its tables, and for its functions and
// keywords with words. One that bills for what it is asked is left alone.
func (a *App) learnNames(cache *nameCache, words bool) tea.Cmd {
	c := a.open[cache.key.connection]
	if c == nil || c.Driver.Billed {
		return nil
	}
	conn := connAt(c, cache.key.ref)
	bulk, isBulk := conn.(connectors.BulkCataloger)
	vocabulary, speaks := c.Conn.(connectors.Vocabulary)
	if !isBulk && !speaks {
		return nil
	}
	parent := a.ctx
	cache.tables = nil
	if isBulk {
		cache.tables = askTables(parent, bulk)
	}
	tables, turn := cache.tables, cache.turn.Add(1)
	return func() tea.Msg {
		ctx, stop := context.WithTimeout(parent, catalogPatience)
		defer stop()
		// Without an answer there are fewer names; what fails for the same reason
		// says so.
		if speaks && words {
			functions, _ := run.Ask(func() ([]connectors.Function, error) { return vocabulary.Functions(ctx) })
			keywords, _ := run.Ask(func() ([]string, error) { return vocabulary.Keywords(ctx) })
			cache.names.PutWords(functions, keywords)
			learnSettings(ctx, c.Conn, cache.names)
		}
		if tables == nil {
			return learnedMsg{}
		}
		if list, err := tables(); err == nil && turn == cache.turn.Load() {
			cache.names.PutTables(list)
		}
		return learnedMsg{}
	}
}

// learnSettings asks a connection for what can be set at its source, and for the
// formats of its results.
func learnSettings(ctx context.Context, conn connectors.Conn, names *complete.Cache) {
	var settings []connectors.Setting
	var formats []string
	if lister, ok := conn.(connectors.SettingLister); ok {
		settings, _ = run.Ask(func() ([]connectors.Setting, error) { return lister.Settings(ctx) })
	}
	if lister, ok := conn.(connectors.FormatLister); ok {
		formats, _ = run.Ask(func() ([]string, error) { return lister.Formats(ctx) })
	}
	if len(settings)+len(formats) > 0 {
		names.PutSettings(settings, formats)
	}
}

// askTables asks for every table once, when it is first called.
func askTables(parent context.Context, bulk connectors.BulkCataloger) func() ([]connectors.Table, error) {
	return sync.OnceValues(func() ([]connectors.Table, error) {
		ctx, stop := context.WithTimeout(parent, catalogPatience)
		defer stop()
		return run.Ask(func() ([]connectors.Table, error) { return bulk.Tables(ctx) })
	})
}

// learnedMsg says that there are more names.
type learnedMsg struct{}

// learned looks again at the cursor where names were wanted before they were
// known.
func (a *App) learned() tea.Cmd {
	c := &a.completing
	if a.spot() != c.spot || !c.typed && !c.wanted && c.popup == nil {
		return nil
	}
	return a.askNames()
}

// connAt is a connection at a ref.
func connAt(c *run.Connection, ref string) connectors.Conn {
	if lister, can := c.Conn.(connectors.RefLister); can && ref != "" {
		return lister.At(ref)
	}
	return c.Conn
}

// putNames takes a level of the catalog that was loaded.
func (a *App) putNames(connection, ref string, path []string, nodes []connectors.Node) {
	cache, _ := a.cacheOf(connection, ref)
	cache.names.Put(path, nodes)
}

// relearn asks for the tables anew after a statement that may have changed them.
func (a *App) relearn(connection, sql string) tea.Cmd {
	_, verb := sqltext.ForName(a.dialect(connection)).Classify(sql)
	first, _, _ := strings.Cut(verb, " ")
	switch first {
	case "CREATE", "DROP", "ALTER", "RENAME", "ATTACH", "DETACH", "USE", "IMPORT", "LOAD":
	default:
		return nil
	}
	var commands []tea.Cmd
	for key, cache := range a.completing.caches {
		if key.connection == connection && cache.learned {
			commands = append(commands, a.learnNames(cache, first == "CREATE" || first == "LOAD"))
		}
	}
	return tea.Batch(commands...)
}

// fetchedMsg is a part of the catalog that was asked for by key.
type fetchedMsg struct {
	cache *nameCache
	path  []string
	// source is what was asked for in the place of a path: a file, as a statement
	// has it behind FROM.
	source string
	nodes  []connectors.Node
	err    error
}

// fetchNames asks for the parts of the catalog that an answer lacks, each once,
// and says so in a note.
func (a *App) fetchNames(msg namesMsg) (cmd tea.Cmd, note string) {
	c := a.open[msg.cache.key.connection]
	if c == nil || len(msg.missing) == 0 && len(msg.place.Sources) == 0 {
		return nil, msg.cache.failed
	}
	commands := a.fetchSources(msg.cache, c, msg.place.Sources)
	catalog := catalogOf(c, msg.cache.key.ref)
	if catalog == nil && len(commands) == 0 {
		return nil, ""
	}
	for _, path := range msg.missing {
		if catalog == nil {
			break
		}
		id := strings.Join(path, "\x00")
		if msg.cache.fetched[id] {
			continue
		}
		msg.cache.fetched[id], msg.cache.failed = true, ""
		commands = append(commands, a.fetchLevel(msg.cache, catalog, path))
	}
	if len(commands) == 0 && msg.cache.failed != "" {
		return nil, msg.cache.failed
	}
	return tea.Batch(commands...), "loading…"
}

func (a *App) fetchLevel(cache *nameCache, catalog connectors.Cataloger, path []string) tea.Cmd {
	parent := a.ctx
	return func() tea.Msg {
		ctx, stop := context.WithTimeout(parent, catalogPatience)
		defer stop()
		nodes, err := run.Ask(func() ([]connectors.Node, error) { return catalog.Children(ctx, path) })
		return fetchedMsg{cache: cache, path: path, nodes: nodes, err: err}
	}
}

// tookNames takes a part of the catalog, and shows it in the list that waits for
// it.
func (a *App) tookNames(msg fetchedMsg) tea.Cmd {
	id := strings.Join(msg.path, "\x00")
	if msg.source != "" {
		id = sourceID(msg.source)
	}
	if msg.err != nil {
		delete(msg.cache.fetched, id) // The key may be pressed again.
		e := connectors.AsError(msg.err)
		msg.cache.failed = a.opts.Connections.Redactor.Redact(oneLine(string(e.Class) + ": " + e.Message))
		if a.completing.popup != nil {
			a.completing.popup.SetNote(msg.cache.failed)
		}
		return nil
	}
	if msg.source != "" {
		msg.cache.names.PutSource(msg.source, msg.nodes)
	} else {
		msg.cache.names.Put(msg.path, msg.nodes)
	}
	return a.learned()
}
