// Command operator is what those who run Chartshare do by hand, with their own
// rights and not through the API:
//
//	go run ./internal/operator import -file FILE|FOLDER|GLOB -practice ID|E-MAIL
//	go run ./internal/operator verify-audit -practice ID -anchors LOG
//	go run ./internal/operator forget-factors -staff E-MAIL | -patient E-MAIL
//
// It works on the local cloud, or with -aws on the table of an account.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/signal"
	"slices"
	"strings"
)

// command does one thing. What it is asked for stands in args, what it finds
// goes to out.
type command struct {
	does string
	run  func(ctx context.Context, args []string, out *os.File) error
}

// commands is what there is to do, one file each.
var commands = map[string]command{
	"forget-factors": {"take the lost second factors of somebody away", forgetFactors},
	"import":         {"bring FHIR R4 bundles into a practice", importBundles},
	"verify-audit":   {"check every practice's chain of audit lines against the table", verifyAudit},
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if len(os.Args) < 2 || commands[os.Args[1]].run == nil {
		fmt.Fprintln(os.Stderr, "What there is to do; each says more with -h:")
		for _, name := range slices.Sorted(maps.Keys(commands)) {
			fmt.Fprintf(os.Stderr, "  %-15s %s\n", name, commands[name].does)
		}
		os.Exit(2)
	}
	switch err := commands[os.Args[1]].run(ctx, os.Args[2:], os.Stdout); {
	case errors.Is(err, flag.ErrHelp):
		os.Exit(2)
	case err != nil:
		fmt.Fprintln(os.Stderr, sentence(err.Error()))
		os.Exit(1)
	}
}

// sentence returns s as one.
func sentence(s string) string {
	s = strings.ToUpper(s[:1]) + s[1:]
	if strings.HasSuffix(s, ".") {
		return s
	}
	return s + "."
}
