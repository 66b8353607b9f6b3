package sqltext

import "strings"

// Effect is what a statement does to the source.
type Effect uint8

// Effects. Functions that change something when a SELECT calls them cannot be
// told from others.
const (
	Unknown Effect = iota // not understood
	Read                  // changes nothing
	Session               // changes settings or the transaction of its own session: SET, USE, BEGIN
	Write                 // changes data, schemas, files or the server
)

// MayWrite reports whether a guard should treat the statement as a write.
func (e Effect) MayWrite() bool { return e == Write || e == Unknown }

// String returns the effect in lower case.
func (e Effect) String() string { return [...]string{"unknown", "read", "session", "write"}[e&3] }

// worse reports whether e weighs more than other in a script.
func (e Effect) worse(other Effect) bool {
	rank := [...]int{Unknown: 2, Read: 0, Session: 1, Write: 3}
	return rank[e] > rank[other]
}

// The verbs that begin statements, by what they do. Those that need a closer
// look stand in reader.statement.
const (
	readVerbs    = `desc describe explain from pivot select show summarize table unpivot values with`
	sessionVerbs = `abort begin close commit deallocate declare end prepare release reset rollback
		savepoint set start use`
	unknownVerbs = `call do exec execute pragma`
	// changeVerbs may also stand within a statement that begins otherwise.
	changeVerbs = `alter create delete drop grant insert merge replace revoke truncate update upsert`
	writeVerbs  = changeVerbs + ` analyze attach backup checkpoint comment copy detach exchange export
		flush force import install kill load move msck optimize purge refresh reindex rename
		restore system undrop unload vacuum`
	otherWords = `analyse as assert check concurrent deferred default exclusive exists false for
		get global help immediate into isolation name overwrite password persist persist_only post read
		read_only role tran transaction true watch work`
)

var (
	knownWords = wordSet(readVerbs, sessionVerbs, unknownVerbs, writeVerbs, otherWords)
	changes    = wordSet(changeVerbs, "exec execute")
)

// ownEffects are the verbs that mean something else in a dialect.
var ownEffects = map[string]map[string]Effect{
	"duckdb":     {"load": Session, "detach": Session},
	"clickhouse": {"check": Read, "exists": Read, "watch": Read},
	"tinybird":   {"get": Read, "post": Read}, // of the endpoint of a pipe
	"mysql":      {"help": Read, "reset": Write},
	"bigquery":   {"assert": Read},
}

func effectsOf(name string) map[string]Effect {
	table := map[string]Effect{}
	lists := map[Effect]string{Read: readVerbs, Session: sessionVerbs, Unknown: unknownVerbs, Write: writeVerbs}
	for effect, list := range lists {
		for _, verb := range strings.Fields(list) {
			table[verb] = effect
		}
	}
	for verb, effect := range ownEffects[name] {
		table[verb] = effect
	}
	return table
}
