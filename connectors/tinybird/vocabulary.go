package tinybird

import (
	"context"
	_ "embed"
	"strings"
	"sync"

	"sonde/connectors"
)

// The service tells its functions to administrators only, and counts the question
// against the plan. These are the functions of ClickHouse 26.7 that the service
// lets a query call, with kind and parameters, and the keywords and types of that
// version.
var (
	//go:embed functions.tsv
	functionList string
	//go:embed keywords.txt
	keywordList string
)

var vocabulary = sync.OnceValue(func() []connectors.Function {
	var list []connectors.Function
	for line := range strings.Lines(functionList) {
		name, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		kind, signature, _ := strings.Cut(rest, "\t")
		list = append(list, connectors.Function{Name: name, Kind: kind, Signature: signature})
	}
	return list
})

// Functions lists what a query may call. Nothing is asked for it.
func (c *Conn) Functions(context.Context) ([]connectors.Function, error) { return vocabulary(), nil }

// Keywords lists the keywords and types of ClickHouse.
func (c *Conn) Keywords(context.Context) ([]string, error) {
	return strings.Split(strings.TrimSpace(keywordList), "\n"), nil
}
