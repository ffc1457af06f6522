package local

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/chartshare/chartshare/internal/local/template"
)

// build is how the functions become binaries.
type build struct {
	root    string // of the repository
	out     string // where the binaries go, absolute
	folders []string
}

// newBuild finds the folder of each function. A function without one is an
// error: it would be missing on AWS too.
func newBuild(root, out string, functions []template.Function) (*build, error) {
	b := &build{root: root, out: out}
	var missing []error
	for _, fn := range functions {
		folder := folderOf(fn)
		if _, err := os.Stat(filepath.Join(root, folder)); err != nil {
			missing = append(missing, fmt.Errorf("%s has no folder %s", fn.LogicalID, folder))
		}
		b.folders = append(b.folders, folder)
	}
	return b, errors.Join(missing...)
}

// folderOf is the function's CodeUri, or functions/<name> where that is the
// whole repository and the makefile target says what to build.
func folderOf(fn template.Function) string {
	if uri := filepath.Clean(fn.CodeURI); fn.CodeURI != "" && uri != "." {
		return uri
	}
	return filepath.Join("functions", strings.ToLower(strings.TrimSuffix(fn.LogicalID, "Function")))
}

// binary is where the function's executable is.
func (b *build) binary(fn template.Function) string {
	return filepath.Join(b.out, filepath.Base(folderOf(fn)))
}

// run builds all functions for this machine, with the flags that deploy.
func (b *build) run(ctx context.Context) error {
	if err := os.MkdirAll(b.out, 0o755); err != nil {
		return fmt.Errorf("build functions: %w", err)
	}
	args := []string{"build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w", "-tags", "lambda.norpc", "-o", b.out + string(filepath.Separator)}
	for _, folder := range b.folders {
		args = append(args, "./"+filepath.ToSlash(folder))
	}
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = b.root
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build functions: %w\n%s", err, out)
	}
	return nil
}
