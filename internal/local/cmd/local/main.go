// Command local runs the local cloud:
//
//	local up [flags]    start what stands in template.yaml, and stay
//	local up -h         the flags
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/chartshare/chartshare/internal/local"
	"github.com/chartshare/chartshare/internal/local/play"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) < 2 || os.Args[1] != "up" {
		log.Fatal("usage: local up [flags]; local up -h lists them")
	}
	o, seed := parse(os.Args[2:])
	o.DynamoDBEndpoint = os.Getenv("DYNAMODB_ENDPOINT")
	if err := run(o, seed); err != nil {
		log.Fatal("local: ", err)
	}
}

// run starts the cloud, seeds it the first time, and stays until it is told to
// end.
func run(o local.Options, seed bool) error {
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
	defer cloud.Close()
	if seed {
		if err := tellDemo(ctx, cloud.URL, o.Output); err != nil {
			return err
		}
	}
	<-ctx.Done()
	return nil
}

// tellDemo makes the demo practice, unless it is there, and says how to use it.
func tellDemo(ctx context.Context, url string, out io.Writer) error {
	made, err := play.Seed(ctx, url)
	if err != nil {
		return err
	}
	what := "The demo practice is as you left it."
	if made {
		what = "A demo practice was made: three staff, four patients."
	}
	fmt.Fprintf(out, `
%s
  Owner         %s
  Clinician     %s
  Receptionist  %s
  Password      %s   (of all three)

Next: in another terminal, "make demo" tells the story, from a prescription to a video call.
`, what, play.DemoOwner, play.DemoClinician, play.DemoReceptionist, play.DemoPassword)
	return nil
}

// findRoot returns the nearest folder above that has a template.yaml.
func findRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("find the repository: %w", err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "template.yaml")); err == nil {
			return dir, nil
		}
	}
	return "", errors.New("no template.yaml here or above: give --root")
}
