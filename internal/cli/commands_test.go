package cli

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"sonde/internal/config"
)

const someConnections = `
default = "shop"

[connections.shop]
kind = "duckdb"
path = "shop.db"
read_only = true

[connections.far]
kind = "fake"
url = "http://far"
password = "open sesame"

[connections.near]
kind = "fake"
password = "${env:NEAR_PASSWORD}"
`

func TestConnectionsCommand(t *testing.T) {
	home(t, someConnections)
	sonde(t, "connections").expect(t, ExitOK, "shop    duckdb  default\nfar     fake    \nnear    fake    \nsample  duckdb  \n", "")
	var all []listed
	o := sonde(t, "connections", "list", "--json")
	if err := json.Unmarshal([]byte(o.out), &all); err != nil || len(all) != 4 || all[0] != (listed{"shop", "duckdb", true}) {
		t.Errorf("%v %+v", err, all)
	}
	sonde(t, "connections", "show", "far").expect(t, ExitOK, "kind = \"fake\"\nurl = \"http://far\"\npassword = (secret, not shown)\n", "")
	sonde(t, "connections", "show", "near").expect(t, ExitOK, "kind = \"fake\"\npassword = \"${env:NEAR_PASSWORD}\"\n", "")
	sonde(t, "connections", "show", "fra").fails(t, ExitUsage, `config: unknown connection "fra"; did you mean "far"?`)
	sonde(t, "connections", "nope").fails(t, ExitUsage, `usage: unknown command "nope"`)
}

func TestConnectionsTest(t *testing.T) {
	home(t, someConnections)
	if o := sonde(t, "connections", "test", "sample"); o.code != ExitOK || !strings.HasPrefix(o.out, "sample: ok, DuckDB v1.") {
		t.Errorf("%+v", o)
	}
	sonde(t, "connections", "test", "shop").fails(t, ExitConnection, "not found: shop.db does not exist")
	sonde(t, "connections", "test", "fake://refuses").fails(t, ExitConnection, "unavailable: refuses: connection refused")
	sonde(t, "connections", "test", "far").expect(t, ExitOK, "far: opened; Fake has no way to ask more\n", "")
	sonde(t, "connections", "test", "near").fails(t, ExitUsage, "config: ")
}

func TestTestOfAConnectionThatCanBeAsked(t *testing.T) {
	home(t, "")
	if o := sonde(t, "connections", "test", "fake://pings-well"); o.code != ExitOK || !strings.HasPrefix(o.out, "fake://pings-well: ok, Fake 7␛[31m, ") {
		t.Errorf("%+v", o)
	}
	for class, code := range map[string]int{"auth": ExitConnection, "permission": ExitConnection, "timeout": ExitConnection, "unavailable": ExitConnection,
		"rate-limit": ExitConnection, "config": ExitUsage, "cancelled": ExitCancelled} {
		want := "error: " + strings.ReplaceAll(class, "-", " ") + ": no\nhint: Try.\n"
		sonde(t, "connections", "test", "fake://pings-"+class).expect(t, code, "", want)
	}
}

func TestKinds(t *testing.T) {
	home(t, "")
	o := sonde(t, "connections", "kinds")
	if o.code != ExitOK || !strings.Contains(o.out, "fake: Fake; URL schemes fake\n") || !strings.Contains(o.out, "  mode ") {
		t.Errorf("%+v", o)
	}
	var kinds []kindListed
	o = sonde(t, "connections", "kinds", "--json")
	if err := json.Unmarshal([]byte(o.out), &kinds); err != nil || len(kinds) != 2 || kinds[1].Options[2].Name != "password" || !kinds[1].Options[2].Secret {
		t.Errorf("%v %+v", err, kinds)
	}
}

func TestCatalog(t *testing.T) {
	home(t, someConnections)
	o := sonde(t, "catalog", "-c", "sample")
	if o.code != ExitOK || !strings.HasPrefix(o.out, "memory ") || !strings.Contains(o.out, "\n    order_items   table ") || strings.Contains(o.out, "customer_id") {
		t.Errorf("%+v", o)
	}
	o = sonde(t, "catalog", "-c", "sample", "MAIN.Orders")
	if o.code != ExitOK || !strings.Contains(o.out, "      order_id ") || strings.Contains(o.out, "countries") {
		t.Errorf("%+v", o)
	}
	var tree []cataloged
	o = sonde(t, "catalog", "-c", "sample", "main.order_items", "--json")
	if err := json.Unmarshal([]byte(o.out), &tree); err != nil {
		t.Fatal(err)
	}
	table := tree[0].Children[0].Children[0]
	if table.Name != "order_items" || table.Kind != "table" || strings.Join(table.Path, ".") != "memory.main.order_items" || *table.Rows <= 0 {
		t.Errorf("%+v", table)
	}
	if c := table.Children[0]; c.Name != "order_id" || c.Type != "INTEGER" || !c.NotNull || !strings.Contains(c.Key, "PK") || c.Rows != nil {
		t.Errorf("%+v", c)
	}
	sonde(t, "catalog", "-c", "sample", "nope").fails(t, ExitFailed, `not found: sample has no "nope"`)
	sonde(t, "catalog", "-c", "far").fails(t, ExitFailed, "unsupported: Fake has no catalog")
	sonde(t, "catalog", "-c", "duckdb:nope.db").fails(t, ExitConnection, "not found: nope.db does not exist")
}

func TestDefaultConnection(t *testing.T) {
	home(t, someConnections)
	sonde(t, "query", "-c", "duckdb:shop.db?create=true", "--allow-write", "CREATE TABLE goods AS SELECT 7 AS n").expect(t, ExitOK, "", "1 row changed\n")
	sonde(t, "query", "FROM goods").expect(t, ExitOK, "n\n7\n", "")
	sonde(t, "query", "--allow-write", "DROP TABLE goods").fails(t, ExitFailed, "read-only: the connection is read-only, and DROP writes")
	sonde(t, "query", "SELECT 1 AS a; DROP TABLE goods").expect(t, ExitFailed, "", "error: read-only: the connection is read-only, and DROP writes\n"+
		"hint: read_only is set for the connection shop; nothing was run, and no flag overrides that.\n")
}

func TestConnectionNamedLikeTheSampleData(t *testing.T) {
	home(t, "[connections.sample]\nkind = \"fake\"\nurl = \"http://h\"\n")
	sonde(t, "query", "--set", "mode=mine", "SELECT 1").expect(t, ExitOK, "mode\nmine\n", "")
}

func TestMistakesInTheConfiguration(t *testing.T) {
	home(t, "defualt = \"x\"\n[connections.far]\nkind = \"fake\"\nurll = \"http://h\"\n[connections.fine]\nkind = \"duckdb\"\n")
	path := os.Getenv("XDG_CONFIG_HOME") + "/sonde/config.toml"
	o := sonde(t, "query", "-c", "fine", "SELECT 1 AS a")
	if o.code != ExitOK || o.out != "a\n1\n" || !strings.HasPrefix(o.errors, "warning: "+path+`:1: `) || !strings.Contains(o.errors, `did you mean "default"?`) {
		t.Errorf("the rest does not work, or the mistake is not told: %+v", o)
	}
	sonde(t, "query", "-q", "-c", "fine", "SELECT 1 AS a").expect(t, ExitOK, "a\n1\n", "")
	sonde(t, "query", "-q", "-c", "far", "SELECT 1").fails(t, ExitUsage, `config: connection "far": unknown option "urll"; did you mean "url"? (`+path+":4)")
	o = sonde(t, "config", "check")
	if o.code != ExitUsage || !strings.Contains(o.out, ":1: ") || !strings.Contains(o.out, ":4: ") {
		t.Errorf("%+v", o)
	}
}

func TestConfigurationThatCannotBeRead(t *testing.T) {
	home(t, "[connections.far\n")
	path := os.Getenv("XDG_CONFIG_HOME") + "/sonde/config.toml"
	told := "warning: " + path + ":1:17: "
	o := sonde(t, "query", "-q", "SELECT 1 AS a")
	if o.code != ExitOK || o.out != "a\n1\n" || !strings.HasPrefix(o.errors, told) || strings.Count(o.errors, path) != 1 || strings.Count(o.errors, "\n") != 1 {
		t.Errorf("%+v", o)
	}
	for args, want := range map[string]string{
		"query -c far SELECT":   `the connection "far" is not known: the configuration cannot be read`,
		"connections test far":  `the connection "far" is not known: the configuration cannot be read`,
		"catalog -c far":        `the connection "far" is not known: the configuration cannot be read`,
		"-c far":                `the connection "far" is not known: the configuration cannot be read`,
		"query -c fake://h SQL": "",
		"history":               "",
		"connections":           "",
	} {
		o := sonde(t, strings.Fields(args)...)
		if !strings.HasPrefix(o.errors, told) || !strings.Contains(o.errors, want) || (o.code == ExitUsage) != (want != "") {
			t.Errorf("%s: %+v", args, o)
		}
	}
	o = sonde(t, "config", "check")
	if o.code != ExitUsage || !strings.HasPrefix(o.out, path+":1:") {
		t.Errorf("%+v", o)
	}
	sonde(t, "config", "path").expect(t, ExitOK, path+"\n", "")
	for _, args := range [][]string{{"version"}, {"keys"}, {"completion", "bash"}, {"config", "schema"}, {"query", "--help"}} {
		if o := sonde(t, args...); o.code != ExitOK || o.errors != "" || o.out == "" {
			t.Errorf("%q fails for the configuration: %+v", args, o)
		}
	}
}

func TestDefaultConnectionThatIsNotKnown(t *testing.T) {
	for configuration, want := range map[string]string{
		"default = \"nope\"\n": `config: default: no connection "nope"; the configuration has none (`,
		"default = \"near\"\n[connections.neer]\nkind = \"fake\"\n": `config: default: no connection "near"; did you mean "neer"? (`,
		"default = \"far\"\n[connections.far\n":                     "config: the default connection is not known: the configuration cannot be read\nhint: -c names a URL, a file, or sample for the sample data\n",
		"default = 4\n":                                             "config: the default connection is not known: the configuration cannot be read\nhint: ",
	} {
		home(t, configuration)
		for _, args := range []string{"query SELECT", "catalog"} {
			o := sonde(t, strings.Fields(args)...)
			_, told, _ := strings.Cut(o.errors, "error: ")
			if o.code != ExitUsage || !strings.HasPrefix(told, want) {
				t.Errorf("%s: %+v", configuration, o)
			}
		}
		if o := sonde(t, "query", "-c", "sample", "SELECT 1 AS a"); o.code != ExitOK || o.out != "a\n1\n" || !strings.HasPrefix(o.errors, "warning: ") {
			t.Errorf("%s: %+v", configuration, o)
		}
		if o := sonde(t, "connections"); strings.Contains(o.out, "default") {
			t.Errorf("%s: %+v", configuration, o)
		}
	}
}

func TestExplorerOpensWithoutADefaultConnection(t *testing.T) {
	home(t, "ascii = 1\n\ndefault = \"near\"\n[connections.neer]\nkind = \"fake\"\nnonsense = 1\n")
	path := os.Getenv("XDG_CONFIG_HOME") + "/sonde/config.toml"
	s := &session{Program: program()}
	if err := s.load(); err != nil {
		t.Fatal(err)
	}
	o, err := s.explorerOptions("", nil, false)
	if want := `sonde config check (3 mistakes): default: no connection "near"; did you mean "neer"? (` + path + ":3)"; err != nil || o.Open != sampleName || o.Notice != want {
		t.Errorf("%v: it opens %q and says %s\nwant %s", err, o.Open, o.Notice, want)
	}
	if len(o.Messages) != 3 {
		t.Errorf("the messages are %q", o.Messages)
	}
	if err := o.Pool.Close(); err != nil {
		t.Error(err)
	}
}

func TestConfigurationOfTheUsersChoice(t *testing.T) {
	home(t, "")
	write(t, "mine.toml", "[connections.mine]\nkind = \"duckdb\"\n")
	sonde(t, "--config", "mine.toml", "query", "-c", "mine", "SELECT 1 AS a").expect(t, ExitOK, "a\n1\n", "")
	sonde(t, "--config", "nope.toml", "query", "SELECT 1").fails(t, ExitUsage, "config: the configuration cannot be read: ")
	if o := sonde(t, "--config", "nope.toml", "config", "check"); o.code != ExitUsage || !strings.HasPrefix(o.out, "the configuration cannot be read: ") {
		t.Errorf("%+v", o)
	}
	t.Setenv("SONDE_CONFIG", "mine.toml")
	sonde(t, "query", "-c", "mine", "SELECT 1 AS a").expect(t, ExitOK, "a\n1\n", "")
	t.Setenv("SONDE_CONFIG", "nope.toml")
	sonde(t, "query", "SELECT 1").fails(t, ExitUsage, "config: the configuration cannot be read: ")
}

func TestConfigSchemaIsJSON(t *testing.T) {
	home(t, "")
	var schema map[string]any
	if err := json.Unmarshal([]byte(sonde(t, "config", "schema").out), &schema); err != nil || schema["$schema"] == nil {
		t.Errorf("%v %v", err, schema)
	}
	sonde(t, "config", "check").expect(t, ExitOK, os.Getenv("XDG_CONFIG_HOME")+"/sonde/config.toml: no problems\n", "")
	sonde(t, "config", "nope").fails(t, ExitUsage, `usage: unknown command "nope"`)
}

func TestSmallCommands(t *testing.T) {
	home(t, "")
	sonde(t, "version").expect(t, ExitOK, "sonde 1.2.3\n", "")
	sonde(t, "--version").expect(t, ExitOK, "sonde 1.2.3\n", "")
	for shell, want := range map[string]string{"bash": "__start_sonde", "zsh": "#compdef sonde", "fish": "complete -c sonde", "powershell": "Register-ArgumentCompleter"} {
		if o := sonde(t, "completion", shell); o.code != ExitOK || !strings.Contains(o.out, want) {
			t.Errorf("%s: %+.80v", shell, o)
		}
	}
	sonde(t, "completion", "tcsh").fails(t, ExitUsage, `usage: unknown command "tcsh"`)
	keys := sonde(t, "keys").out
	for _, line := range []string{"## Everywhere\n", "| F5, Ctrl+J, Alt+Enter", "| `run` |", "Ctrl+P", "## Mouse\n", "| Double click on a heading | Sort: up,"} {
		if !strings.Contains(keys, line) {
			t.Errorf("the key reference lacks %q", line)
		}
	}
}

func TestExplorerWithoutATerminal(t *testing.T) {
	home(t, someConnections)
	write(t, "here.csv", "a\n1\n")
	sonde(t, "here.csv").fails(t, ExitUsage, "usage: the explorer needs a terminal; `sonde query` works in pipes and scripts\n")
	sonde(t, "missing.parquet").expect(t, ExitConnection, "", "error: not found: missing.parquet does not exist\n")
	sonde(t, "here.csv", "a\x1b]0;b.csv").expect(t, ExitConnection, "", "error: not found: a␛]0;b.csv does not exist\n")
	sonde(t, "far").fails(t, ExitConnection, "not found: far does not exist\nhint: to open the connection of that name: sonde -c far\n")
	sonde(t, "-c", "fra").fails(t, ExitUsage, `config: unknown connection "fra"; did you mean "far"?`)
	sonde(t, "drudi://h").fails(t, ExitUsage, `config: unknown URL scheme "drudi"`)
	sonde(t, "fake://h", "here.csv").fails(t, ExitUsage, "usage: a URL stands alone")
	sonde(t, "-c", "far", "here.csv").fails(t, ExitUsage, "usage: give either files, or a connection with -c")
}

// Every key of the program's own table is one that a check of the user's keys
// would accept.
func TestOwnKeysAreSound(t *testing.T) {
	var c config.Config
	all := actions()
	for _, a := range all {
		c.Keys = append(c.Keys, config.Binding{Action: a.ID, Keys: a.Keys})
	}
	for i, b := range c.Keys {
		one := config.Config{Keys: c.Keys[i : i+1]}
		for _, p := range one.CheckKeys(all[i : i+1]) {
			t.Errorf("%s: %s", b.Action, p.Message)
		}
	}
}

// The names of keys are those that the terminal library gives them.
func TestNamesOfKeysAreThoseOfTheTerminal(t *testing.T) {
	var c config.Config
	for _, code := range []rune{tea.KeyEnter, tea.KeyTab, tea.KeyBackspace, tea.KeyEscape, tea.KeyUp, tea.KeyInsert, tea.KeyDelete, tea.KeyPgUp, tea.KeyPgDown, tea.KeyHome,
		tea.KeyEnd, tea.KeyF1, tea.KeyF12, tea.KeyF63, tea.KeyKpPlus, tea.KeyKpDecimal, tea.KeyMenu, tea.KeyPrintScreen, tea.KeyMediaPlayPause, tea.KeyMute, tea.KeySpace, 'x', '+'} {
		k := tea.Key{Code: code, Mod: tea.ModCtrl | tea.ModAlt | tea.ModShift | tea.ModMeta | tea.ModHyper | tea.ModSuper}
		c.Keys = append(c.Keys, config.Binding{Action: "run", Keys: []string{k.Keystroke()}})
	}
	for _, p := range c.CheckKeys([]config.Action{{ID: "run"}}) {
		t.Error(p.Message)
	}
}

func TestConfigCheckOfKeys(t *testing.T) {
	home(t, "[keys]\nrun = [\"contrl+j\", \"f9\", \"x\"]\n")
	path := os.Getenv("XDG_CONFIG_HOME") + "/sonde/config.toml"
	sonde(t, "config", "check").expect(t, ExitUsage, path+":2: keys.run: \"contrl+j\": unknown modifier \"contrl\"; did you mean \"ctrl\"?\n"+
		path+":2: keys.run: \"f9\" is a key of \"run-all\" too; the binding is not used unless keys.run-all is other keys, or [] for none\n"+
		path+":2: keys.run: \"x\" can no longer be typed into the editor\n", "")
}

func TestExplorerTellsOfTheConfigurationInOneLine(t *testing.T) {
	home(t, "[connections.far\n")
	path := os.Getenv("XDG_CONFIG_HOME") + "/sonde/config.toml"
	s := &session{Program: program()}
	if err := s.load(); err != nil {
		t.Fatal(err)
	}
	o, err := s.explorerOptions("", nil, false)
	if err != nil || !strings.HasPrefix(o.Notice, "sonde config check: "+path+":1:17: ") || strings.Contains(o.Notice, "\n") || o.Open != sampleName {
		t.Errorf("%v, %+v", err, o)
	}
	if err := o.Pool.Close(); err != nil {
		t.Error(err)
	}
}
