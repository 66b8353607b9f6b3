package tui

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"

	"sonde/connectors"
	"sonde/internal/screentest"
)

// tallied is a source of two tables whose columns have a name that tells how
// often they were listed. It counts the statements as well.
type tallied struct {
	fixed
	mu      sync.Mutex
	listed  map[string]int
	queries chan string
}

func (c *tallied) Children(_ context.Context, path []string) ([]connectors.Node, error) {
	node := func(kind connectors.NodeKind, name string) connectors.Node {
		return connectors.Node{Kind: kind, Name: name, Rows: -1, Bytes: -1, Leaf: kind == connectors.NodeColumn}
	}
	if len(path) == 0 {
		return []connectors.Node{node(connectors.NodeTable, "orders"), node(connectors.NodeTable, "products")}, nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.listed[path[0]]++
	return []connectors.Node{node(connectors.NodeColumn, fmt.Sprintf("%s_%d", path[0], c.listed[path[0]]))}, nil
}

func (c *tallied) Query(ctx context.Context, s connectors.Statement) (connectors.Rows, error) {
	select {
	case c.queries <- s.SQL:
	default:
	}
	return c.fixed.Query(ctx, s)
}

// talliedOf is such a source as a driver.
func talliedOf(t *testing.T) (*tallied, *connectors.Driver) {
	t.Helper()
	d := tableOf(t, nil, peopleSchema, people)
	c := &tallied{listed: map[string]int{}, queries: make(chan string, 1000)}
	open := d.Open
	d.Open = func(ctx context.Context, config connectors.Config) (connectors.Conn, error) {
		conn, err := open(ctx, config)
		if err == nil {
			c.fixed = *conn.(*fixed)
		}
		return c, err
	}
	return c, d
}

func TestOneBranchIsListedAnew(t *testing.T) {
	_, d := talliedOf(t)
	s := open(t, 110, 34, d)
	s.Press("alt+1")
	s.WaitText("▸Connections", "▸ orders", "▸ products")
	s.Press("down", "right")
	s.WaitText("orders_1")
	s.Press("down", "down", "right")
	s.WaitText("products_1")
	s.Press("r")
	s.WaitText("products_2", "orders_1")
	s.Press("r")
	s.WaitText("products_3", "orders_1")
}

// A watch that is out of sight sends nothing; where it was told to go on, it does.
func TestAWatchOutOfSightSendsNothing(t *testing.T) {
	for _, c := range []struct {
		name   string
		pauses bool
	}{{"pausing", true}, {"going on", false}} {
		t.Run(c.name, func(t *testing.T) {
			source, d := talliedOf(t)
			s := open(t, 110, 34, d)
			s.results("O'Neil")
			s.Press("alt+w")
			s.WaitText("Enter watch")
			s.Type("0.5")
			if !c.pauses {
				s.Press("down")
				s.Type("n")
			}
			s.Press("enter")
			s.WaitFor("the second run, or a later one", func(f screentest.Frame) bool {
				return regexp.MustCompile(`every 0.5 s · [2-9]`).MatchString(f.Text())
			})
			s.Press("ctrl+t")
			s.WaitText("Rows appear here")
			drain := func() {
				for len(source.queries) > 0 {
					<-source.queries
				}
			}
			if !c.pauses {
				drain()
				<-source.queries
				return
			}
			// Another watch, which goes on, tells the time.
			s.run("SELECT 'beside'")
			s.WaitText("✓ done")
			s.Press("alt+3", "alt+w")
			s.WaitText("Enter watch", "0.5") // as the last one
			s.Press("down")
			s.Type("n")
			s.Press("enter")
			s.WaitText("Watching every 0.5 s")
			drain()
			for beside := 0; beside < 4; {
				switch sql := <-source.queries; {
				case strings.Contains(sql, "beside"):
					beside++
				case beside > 0: // One that had begun has been sent by now.
					t.Fatalf("sent out of sight: %s", sql)
				}
			}
			s.Press("alt+,")
			s.WaitText("[query 1]")
			for !strings.Contains(<-source.queries, "people") {
			}
		})
	}
}

// A connection has the colour that it was given, and a mark of its state.
func TestConnectionsHaveTheirColour(t *testing.T) {
	s := open(t, 110, 34)
	s.Press("alt+1", "n")
	s.WaitText("New connection")
	s.clickOn("Web service")
	s.WaitText("New connection · Web service", "name")
	s.Type("paint")
	s.clickOn("url ")
	s.Type("http://paint")
	s.clickOn("color ")
	s.Type("#ff8800")
	s.Press("ctrl+s")
	s.WaitText("Saved paint", "● paint")
	s.WaitFor("the connection's colour", func(f screentest.Frame) bool {
		x, y, ok := f.Find("● paint")
		c := f.At(x, y).Style.FG
		return ok && c.R == 0xff && c.G == 0x88 && c.B == 0
	})
}
