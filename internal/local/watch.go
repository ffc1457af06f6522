package local

import (
	"context"
	"fmt"
	"hash/fnv"
	"io/fs"
	"path/filepath"
	"time"

	"github.com/chartshare/chartshare/internal/local/lambda"
)

// watch rebuilds the functions when their sources change, and lets the next
// invocations run in the new binaries. A build that fails leaves the old ones.
func (c *Cloud) watch(ctx context.Context, b *build, functions map[string]*lambda.Function) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	was, template := stamp(b.root, "functions", "internal", "go.mod", "go.sum"), stamp(b.root, "template.yaml")
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if now := stamp(b.root, "template.yaml"); now != template {
			template = now
			c.console.say("template.yaml has changed: start again to use it.")
		}
		now := stamp(b.root, "functions", "internal", "go.mod", "go.sum")
		if now == was {
			continue
		}
		was = now
		began := time.Now()
		if err := b.run(ctx); err != nil {
			c.console.say("The functions as they were keep running. %v", err)
			continue
		}
		for _, fn := range functions {
			fn.Restart()
		}
		c.console.say("Functions rebuilt in %.1f s.", time.Since(began).Seconds())
	}
}

// stamp is a number that changes when one of the files changes, or one in the
// folders; this module's own files are no part of the functions.
func stamp(root string, names ...string) uint64 {
	h := fnv.New64a()
	for _, name := range names {
		_ = filepath.WalkDir(filepath.Join(root, name), func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return nil //nolint:nilerr // a file that goes away while we look
			}
			if d.IsDir() && path == filepath.Join(root, "internal", "local") {
				return fs.SkipDir
			}
			if info, err := d.Info(); err == nil && !d.IsDir() {
				fmt.Fprintln(h, path, info.Size(), info.ModTime().UnixNano())
			}
			return nil
		})
	}
	return h.Sum64()
}
