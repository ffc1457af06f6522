// Command local runs the local cloud:
//
//	local up [flags]    start what stands in template.yaml, and stay
//	local up -h         the flags
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/chartshare/chartshare/internal/local"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) < 2 || os.Args[1] != "up" {
		log.Fatal("usage: local up [flags]; local up -h lists them")
	}
	o := parse(os.Args[2:])
	o.DynamoDBEndpoint = os.Getenv("DYNAMODB_ENDPOINT")
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
