// Command local runs the local cloud.
//
//	local up [--root DIR] [--data DIR] [--port 8080] [--quiet] [--no-watch] [--parameter Name=Value]
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/chartshare/chartshare/internal/local"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) < 2 || os.Args[1] != "up" {
		log.Fatal("usage: local up [--root DIR] [--data DIR] [--port 8080] [--quiet] [--no-watch] [--parameter Name=Value]")
	}
	o := local.Options{DynamoDBEndpoint: os.Getenv("DYNAMODB_ENDPOINT"), Parameters: map[string]string{}, Output: os.Stdout}
	flags := flag.NewFlagSet("local up", flag.ExitOnError)
	flags.StringVar(&o.Root, "root", "", "the repository; by default the folder above that has template.yaml")
	flags.StringVar(&o.DataDir, "data", "", "what survives a restart; by default .local in the repository")
	flags.StringVar(&o.Binaries, "functions", "", "where to build the functions; by default in the data directory")
	flags.IntVar(&o.Port, "port", 8080, "of the front door; 0 for any free one")
	quiet := flags.Bool("quiet", false, "say nothing")
	noWatch := flags.Bool("no-watch", false, "do not rebuild functions when their sources change")
	flags.Func("parameter", "a template parameter, Name=Value; may be repeated", func(s string) error {
		name, value, ok := strings.Cut(s, "=")
		if !ok {
			return errors.New("want Name=Value")
		}
		o.Parameters[name] = value
		return nil
	})
	_ = flags.Parse(os.Args[2:]) // ExitOnError
	o.Watch = !*noWatch
	if *quiet {
		o.Output = io.Discard
	}
	if err := run(o); err != nil {
		log.Fatal("local: ", err)
	}
}

// run starts the cloud and stays until it is told to end.
func run(o local.Options) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if o.Root == "" {
		var err error
		if o.Root, err = findRoot(); err != nil {
			return err
		}
	}
	cloud, err := local.Start(ctx, o)
	if err != nil {
		return err
	}
	<-ctx.Done()
	cloud.Close()
	return nil
}

func findRoot() (string, error) {
	dir, err := os.Getwd()
	for err == nil {
		if _, err := os.Stat(filepath.Join(dir, "template.yaml")); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("no template.yaml here or above: give --root")
		}
		dir = filepath.Dir(dir)
	}
	return "", fmt.Errorf("find the repository: %w", err)
}
