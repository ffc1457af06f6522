// Package objectstore runs an S3 server inside this process: versitygw, which
// checks signatures, POST policies, expiry and checksums, over plain files.
package objectstore

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/versity/versitygw/auth"
	"github.com/versity/versitygw/backend/meta"
	"github.com/versity/versitygw/backend/posix"
	"github.com/versity/versitygw/embedgw"

	"github.com/chartshare/chartshare/internal/local/template"
)

// The credentials of the local account. Functions get them; a signature made
// with others is refused.
const (
	AccessKeyID     = "chartsharelocal"
	SecretAccessKey = "chartshare-local-secret"
)

// Store is a running S3 server. One process can run one at a time.
type Store struct {
	Endpoint string // "http://127.0.0.1:41235"

	before string // the working directory
	cancel context.CancelFunc
	done   chan error
}

// Start serves the objects under dataDir/s3 at the port, 0 for any, and tells
// each change of an object to changed.
//
// The gateway makes its folder the process's working directory, until Close:
// whoever lives in this process uses absolute paths.
func Start(ctx context.Context, dataDir string, port int, changed func(Event)) (*Store, error) {
	// The gateway compares paths by their beginnings: they must be absolute.
	dir, err := filepath.Abs(filepath.Join(dataDir, "s3"))
	if err != nil {
		return nil, fmt.Errorf("start S3: %w", err)
	}
	objects, sidecar := filepath.Join(dir, "objects"), filepath.Join(dir, "metadata")
	versions := filepath.Join(dir, "versions")
	for _, d := range []string{objects, sidecar, versions} {
		if err := os.MkdirAll(d, 0o755); err != nil {
			return nil, fmt.Errorf("start S3: %w", err)
		}
	}
	metadata, err := meta.NewSideCar(sidecar)
	if err != nil {
		return nil, fmt.Errorf("start S3: %w", err)
	}
	before, err := os.Getwd()
	if err != nil {
		return nil, fmt.Errorf("start S3: %w", err)
	}
	files, err := openFiles(objects, metadata, posix.PosixOpts{
		SideCarDir: sidecar, VersioningDir: versions, ForceNoTmpFile: true,
		CopyObjectThreshold: 5 << 30, // 0 would refuse every copy
	})
	if err != nil {
		return nil, fmt.Errorf("start S3: %w", err)
	}
	if port == 0 {
		if port, err = freePort(ctx); err != nil {
			return nil, fmt.Errorf("start S3: %w", err)
		}
	}
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	run, cancel := context.WithCancel(context.WithoutCancel(ctx))
	s := &Store{Endpoint: "http://" + address, before: before, cancel: cancel, done: make(chan error, 1)}
	go func() {
		s.done <- embedgw.RunVersityGW(run, &watched{Posix: files, changed: changed}, &embedgw.Config{
			IAMService:     auth.NewIAMServiceSingle(auth.Account{Access: AccessKeyID, Secret: SecretAccessKey, Role: auth.RoleAdmin}),
			RootUserAccess: AccessKeyID, RootUserSecret: SecretAccessKey, Region: template.Region,
			Ports: []string{address}, HealthPath: "/_health", KeepAlive: true, Quiet: true,
			// Zero means none for each of these.
			MaxConnections: 1000, MaxRequests: 1000, MultipartMaxParts: 10000,
		})
	}()
	if err := s.await(ctx); err != nil {
		s.Close()
		return nil, fmt.Errorf("start S3: %w", err)
	}
	return s, nil
}

// openFiles opens the backend without the lines it prints.
func openFiles(dir string, metadata meta.MetadataStorer, o posix.PosixOpts) (*posix.Posix, error) {
	if null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0); err == nil {
		defer null.Close()
		defer func(stdout *os.File) { os.Stdout = stdout }(os.Stdout)
		os.Stdout = null
	}
	return posix.New(dir, metadata, o)
}

// Close stops the server; the objects stay.
func (s *Store) Close() {
	s.cancel()
	select {
	case <-s.done:
	case <-time.After(30 * time.Second): // connections that browsers keep open are waited for
	}
	_ = os.Chdir(s.before) // if it is still there
}

func (s *Store) await(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.Endpoint+"/_health", nil)
		if err != nil {
			return err
		}
		resp, err := http.DefaultClient.Do(req)
		if err == nil {
			resp.Body.Close()
			return nil
		}
		select {
		case err := <-s.done:
			s.done <- nil
			if err == nil {
				err = errors.New("the gateway stopped")
			}
			return err
		case <-ctx.Done():
			return fmt.Errorf("no answer at %s: %w", s.Endpoint, err)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func freePort(ctx context.Context) (int, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
