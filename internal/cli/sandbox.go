package cli

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"sonde/connectors"
	"sonde/internal/config"
	"sonde/internal/sandbox"
	"sonde/internal/sandbox/face"
	"sonde/internal/secrets"
)

// sandboxFlags are the flags of sonde sandbox.
type sandboxFlags struct {
	only     []string
	port     int
	open     bool
	ascii    bool
	switches face.Switches
}

func (s *session) sandboxCommand() *cobra.Command {
	var f sandboxFlags
	c := &cobra.Command{
		Use:   "sandbox",
		Short: "Serve the HTTP APIs on this machine with sample data",
		Long: "sonde sandbox serves the HTTP APIs that sonde speaks to on this machine, over the\n" +
			"embedded engine with sample data: to try sonde without an account. It prints the\n" +
			"connections as configuration, and ends with Ctrl+C.\n\n" +
			"The SQL is that of the embedded engine (" + s.Local.Kind + ") and not the services' own.\n\n" +
			"Switches make the services misbehave, to see what sonde makes of it. A single\n" +
			"request misbehaves with the header X-Sandbox: slow=100ms, cut=0.5, limited,\n" +
			"failing=503.",
		Example: "  sonde sandbox --open\n  sonde sandbox --only druid --port 7301\n  sonde sandbox --slow 200ms --cut 0.5 --open",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return s.sandbox(cmd.Context(), f) },
	}
	fl := c.Flags()
	fl.StringSliceVar(&f.only, "only", nil, "serve this `KIND` only; may be repeated")
	fl.IntVar(&f.port, "port", 0, "port of the first service, the others follow; 0: free ports")
	fl.BoolVar(&f.open, "open", false, "open the explorer on the connections")
	fl.BoolVar(&f.ascii, "ascii", false, "with --open: draw lines and marks with ASCII only")
	fl.DurationVar(&f.switches.Slow, "slow", 0, "wait before an answer and before every further 4 KiB of it")
	fl.Float64Var(&f.switches.Cut, "cut", 0, "break answers off after this `PART`, such as 0.5, or this many bytes from 1 up")
	fl.IntVar(&f.switches.Limited, "limited", 0, "answer `N` requests a minute and refuse the others")
	fl.Float64Var(&f.switches.Failing, "failing", 0, "let this `PART` of the requests fail, from 0 to 1")
	return c
}

// check finds switches without a meaning.
func (f sandboxFlags) check() error {
	switch {
	case f.switches.Slow < 0 || f.switches.Cut < 0 || f.switches.Limited < 0:
		return fmt.Errorf("--slow, --cut and --limited take no negative value")
	case f.switches.Failing < 0 || f.switches.Failing > 1:
		return fmt.Errorf("--failing takes a part from 0 to 1")
	case f.port < 0 || f.port > 65535:
		return fmt.Errorf("--port takes a number from 0 to 65535")
	}
	return nil
}

// sandbox serves until the user stops it, or until the explorer ends.
func (s *session) sandbox(ctx context.Context, f sandboxFlags) error {
	if err := f.check(); err != nil {
		return err
	}
	faces, err := sandbox.Choose(f.only)
	if err != nil {
		return err
	}
	b := &sandboxRun{session: s}
	defer b.close()
	for i, one := range faces {
		o := sandbox.Options{Switches: f.switches, Log: s.log}
		if f.port > 0 {
			o.Port = f.port + i
		}
		if err := b.start(ctx, one, o); err != nil {
			return err
		}
	}
	if f.open {
		return b.explore(ctx, f.ascii)
	}
	fmt.Fprint(s.stdout, b.configuration())
	fmt.Fprintln(s.stderr, "The sandbox runs until Ctrl+C.")
	return b.wait(ctx)
}

// sandboxRun are the services that run, each over an engine of its own.
type sandboxRun struct {
	*session
	servers []*sandbox.Server
	engines []connectors.Conn
}

func (b *sandboxRun) start(ctx context.Context, f face.Face, o sandbox.Options) error {
	d, c, err := b.local("sandbox", b.Local.Sample).Configure(ctx, b.Registry, secrets.Policy{})
	if err != nil {
		return err
	}
	engine, err := d.Open(ctx, c)
	if err != nil {
		return err
	}
	b.engines = append(b.engines, engine)
	server, err := sandbox.Start(ctx, f, engine, o)
	if err != nil {
		return err
	}
	b.servers = append(b.servers, server)
	return nil
}

// close ends the services before their engines.
func (b *sandboxRun) close() {
	for _, server := range b.servers {
		if err := server.Close(); err != nil {
			b.warn("%v", err)
		}
	}
	for _, engine := range b.engines {
		if err := engine.Close(); err != nil {
			b.warn("closing: %v", err)
		}
	}
}

// wait waits until the user has enough, which is no failure, or until a service
// ends by itself.
func (b *sandboxRun) wait(ctx context.Context) error {
	ended := make(chan *sandbox.Server, len(b.servers))
	waiting, stop := context.WithCancel(ctx)
	defer stop()
	for _, server := range b.servers {
		go func() {
			select {
			case <-server.Ended():
				ended <- server
			case <-waiting.Done():
			}
		}()
	}
	select {
	case <-ctx.Done():
		return nil
	case server := <-ended:
		return server.Close()
	}
}

// explore opens the explorer on the connections of the kinds that the program
// has a connector for.
func (b *sandboxRun) explore(ctx context.Context, ascii bool) error {
	first := ""
	for _, server := range b.servers {
		if _, err := b.Registry.Driver(server.Face.Kind); err != nil {
			continue
		}
		name := sandboxName(server)
		b.connections.Add(config.Connection{Name: name, Kind: server.Face.Kind, Values: sandboxValues(server)})
		if first == "" {
			first = name
		}
	}
	if first == "" {
		return fmt.Errorf("there is no connector for the services that were chosen")
	}
	return b.session.explore(ctx, first, nil, ascii)
}

func sandboxName(server *sandbox.Server) string { return "sandbox-" + server.Face.Kind }

func sandboxValues(server *sandbox.Server) map[string]any {
	values := map[string]any{}
	for _, v := range server.Face.Values(server.URL) {
		values[v.Name] = v.Value
	}
	return values
}

// configuration is a document in TOML with a connection for every service.
func (b *sandboxRun) configuration() string {
	var t strings.Builder
	t.WriteString("# The sandbox of sonde: HTTP APIs on this machine with sample data. The SQL is that of\n" +
		"# the embedded engine (" + b.Local.Kind + ") and not the services' own.\n")
	for _, server := range b.servers {
		fmt.Fprintf(&t, "\n# %s at %s\n# %s\n[connections.%s]\nkind = %s\n", server.Face.Title, server.URL, b.exampleOf(server), sandboxName(server), tomlText(server.Face.Kind))
		for _, v := range server.Face.Values(server.URL) {
			fmt.Fprintf(&t, "%s = %s\n", v.Name, tomlText(v.Value))
		}
	}
	return t.String()
}

// exampleOf is a command to try: with a URL where one says everything, and
// otherwise with the name of the connection, which has to be saved before.
func (b *sandboxRun) exampleOf(server *sandbox.Server) string {
	source := sandboxName(server)
	options := url.Values{}
	for _, v := range server.Face.Values(server.URL) {
		if v.Name != "url" {
			options.Set(v.Name, fmt.Sprint(v.Value))
		}
	}
	u := server.Face.Kind + "+" + server.URL
	if len(options) > 0 {
		u += "?" + options.Encode()
	}
	if _, _, ok, err := b.Registry.ParseURL(u); ok && err == nil {
		source = u
	}
	return "sonde query -c " + shellText(source) + " " + shellText(server.Face.Example)
}

// shellText quotes a word for a POSIX shell.
func shellText(text string) string {
	plain := !strings.ContainsFunc(text, func(r rune) bool {
		return !strings.ContainsRune("+-./:_", r) && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	})
	if plain {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

// tomlText writes a value of a connection. Texts of the sandbox are ASCII, for
// which Go's quotes are TOML's.
func tomlText(value any) string {
	switch v := value.(type) {
	case string:
		return strconv.Quote(v)
	case map[string]any:
		var parts []string
		for _, name := range slices.Sorted(maps.Keys(v)) {
			parts = append(parts, name+" = "+tomlText(v[name]))
		}
		return "{ " + strings.Join(parts, ", ") + " }"
	}
	return fmt.Sprint(value)
}
