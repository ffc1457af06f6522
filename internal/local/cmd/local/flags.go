package main

import (
	"errors"
	"flag"
	"io"
	"os"
	"strings"

	"github.com/chartshare/chartshare/internal/local"
)

// parse reads the flags of "local up"; it ends the program on a wrong one.
func parse(args []string) (o local.Options, seed bool) {
	o = local.Options{Parameters: map[string]string{}, Output: os.Stdout}
	flags := flag.NewFlagSet("local up", flag.ExitOnError)
	flags.StringVar(&o.Root, "root", "", "the repository; by default the nearest folder above with a template.yaml")
	flags.StringVar(&o.DataDir, "data", "", "what survives a restart; by default .local in the repository")
	flags.StringVar(&o.Binaries, "functions", "", "where to build the functions; by default in the data directory")
	flags.IntVar(&o.Port, "port", 8080, "of the front door; 0 for any free one")
	quiet := flags.Bool("quiet", false, "say nothing")
	noSeed := flags.Bool("no-seed", false, "do not make the demo practice")
	noWatch := flags.Bool("no-watch", false, "do not rebuild functions when their sources change")
	flags.Func("parameter", "a template parameter, Name=Value; may be repeated", func(s string) error {
		name, value, ok := strings.Cut(s, "=")
		if !ok {
			return errors.New("want Name=Value")
		}
		o.Parameters[name] = value
		return nil
	})
	_ = flags.Parse(args) // ExitOnError
	o.Watch = !*noWatch
	if *quiet {
		o.Output = io.Discard
	}
	return o, !*noSeed
}
