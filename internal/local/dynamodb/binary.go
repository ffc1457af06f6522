package dynamodb

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// version is pinned: the template database leans on this version's schema.
const version = "1.2.1"

// release is one system's npm package of the engine.
type release struct {
	Package   string
	Integrity string // npm's integrity: base64 of the tarball's SHA-512
}

// releases lists the systems whose package was seen and checked, by
// GOOS/GOARCH. Others use DYNAMODB_ENDPOINT.
var releases = map[string]release{
	"linux/amd64": {
		Package:   "@dynoxide/linux-x64",
		Integrity: "sBHqlxJ9ANkLluFkYRfd5r8Y0ApFew4FhOrlhgRAgD4XzEoFOukEo1nuBTQ1+jTtofqwn4NWQ2k0Tn5mNTjgUg==",
	},
}

// ErrUnsupported reports a system for which no engine is packaged.
var ErrUnsupported = errors.New("there is no packaged DynamoDB engine for this system (" + runtime.GOOS + "/" + runtime.GOARCH +
	"): start a DynamoDB-compatible server yourself, for example DynamoDB Local, and set DYNAMODB_ENDPOINT=http://127.0.0.1:8000")

// Binary returns the path of the engine in the user's cache. The first time
// it fetches the engine with npm and checks it against the pinned SHA-512.
func Binary(ctx context.Context) (string, error) {
	dir, err := cacheDir()
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "dynoxide")
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	rel, ok := releases[runtime.GOOS+"/"+runtime.GOARCH]
	if !ok {
		return "", ErrUnsupported
	}
	tarball, err := pack(ctx, dir, rel)
	if err != nil {
		return "", fmt.Errorf("fetch %s@%s: %w", rel.Package, version, err)
	}
	program, err := extract(tarball, "package/dynoxide")
	if err != nil {
		return "", fmt.Errorf("unpack %s@%s: %w", rel.Package, version, err)
	}
	return path, writeWhole(path, program, 0o755)
}

// pack fetches the package with the npm client, which knows the user's
// registry, and returns the tarball once its integrity is established.
func pack(ctx context.Context, dir string, rel release) ([]byte, error) {
	tmp, err := os.MkdirTemp(dir, "fetch-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(tmp)
	cmd := exec.CommandContext(ctx, "npm", "pack", "--silent", "--pack-destination", tmp, rel.Package+"@"+version)
	var stderr bytes.Buffer
	cmd.Dir, cmd.Stderr = tmp, &stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("npm pack: %w: %s", err, bytes.TrimSpace(stderr.Bytes()))
	}
	names, err := filepath.Glob(filepath.Join(tmp, "*.tgz"))
	if err != nil || len(names) != 1 {
		return nil, fmt.Errorf("npm pack left %d tarballs, want 1", len(names))
	}
	tarball, err := os.ReadFile(names[0])
	if err != nil {
		return nil, err
	}
	sum := sha512.Sum512(tarball)
	if got := base64.StdEncoding.EncodeToString(sum[:]); got != rel.Integrity {
		return nil, fmt.Errorf("integrity is sha512-%s, want sha512-%s", got, rel.Integrity)
	}
	return tarball, nil
}

func extract(tarball []byte, name string) ([]byte, error) {
	zr, err := gzip.NewReader(bytes.NewReader(tarball))
	if err != nil {
		return nil, err
	}
	tr := tar.NewReader(zr)
	for {
		h, err := tr.Next()
		if err == io.EOF {
			return nil, fmt.Errorf("%s is not in the tarball", name)
		}
		if err != nil {
			return nil, err
		}
		if h.Name == name {
			return io.ReadAll(tr)
		}
	}
}

func cacheDir() (string, error) {
	base, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("find the cache directory: %w", err)
	}
	dir := filepath.Join(base, "chartshare", "dynoxide", version)
	return dir, os.MkdirAll(dir, 0o755)
}

// writeWhole writes the file under another name first: several test binaries
// may do this at once, and none may run half a file.
func writeWhole(path string, data []byte, mode os.FileMode) error {
	f, err := os.CreateTemp(filepath.Dir(path), "write-")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(data)
	if err := errors.Join(err, f.Chmod(mode), f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return os.Rename(f.Name(), path)
}
