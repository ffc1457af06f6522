// Package dynamotest gives tests a table on a DynamoDB engine: the one of the
// local cloud, started once for a test binary, or the one that
// DYNAMODB_ENDPOINT names.
package dynamotest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/chartshare/chartshare/internal/aws/dynamostore"
	"github.com/chartshare/chartshare/internal/id"
)

// Main runs the tests of a package and stops the engine that they started.
// Call it from TestMain.
func Main(m *testing.M) {
	code := m.Run()
	stop()
	os.Exit(code)
}

// Table returns a new, empty table.
func Table(t testing.TB, options ...func(*dynamodb.Options)) *dynamostore.Table {
	t.Helper()
	endpoint, err := start()
	if err != nil {
		t.Fatalf("no DynamoDB engine: %v", err)
	}
	client := dynamodb.New(dynamodb.Options{
		BaseEndpoint: aws.String(endpoint),
		Region:       "ap-south-1",
		Credentials:  credentials.NewStaticCredentialsProvider("test", "test", ""),
	}, options...)
	name := "chart-" + id.New(time.Now())
	if err := create(t.Context(), client, name); err != nil {
		t.Fatal(err)
	}
	return &dynamostore.Table{Client: client, Name: name}
}

// Endpoint returns where the engine listens, for clients of its streams.
func Endpoint(t testing.TB) string {
	t.Helper()
	endpoint, err := start()
	if err != nil {
		t.Fatalf("no DynamoDB engine: %v", err)
	}
	return endpoint
}

// create makes a table of the shape that template.yaml deploys; the template's
// own test holds the two together.
func create(ctx context.Context, client *dynamodb.Client, name string) error {
	attribute := func(n string) types.AttributeDefinition {
		return types.AttributeDefinition{AttributeName: aws.String(n), AttributeType: types.ScalarAttributeTypeS}
	}
	keys := func(hash, sort string) []types.KeySchemaElement {
		return []types.KeySchemaElement{
			{AttributeName: aws.String(hash), KeyType: types.KeyTypeHash},
			{AttributeName: aws.String(sort), KeyType: types.KeyTypeRange},
		}
	}
	_, err := client.CreateTable(ctx, &dynamodb.CreateTableInput{
		TableName:            &name,
		BillingMode:          types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{attribute("PK"), attribute("SK"), attribute("duePK"), attribute("dueSK")},
		KeySchema:            keys("PK", "SK"),
		GlobalSecondaryIndexes: []types.GlobalSecondaryIndex{{
			IndexName: aws.String("byDue"), KeySchema: keys("duePK", "dueSK"),
			Projection: &types.Projection{ProjectionType: types.ProjectionTypeKeysOnly},
		}},
		StreamSpecification: &types.StreamSpecification{StreamEnabled: aws.Bool(true), StreamViewType: types.StreamViewTypeNewAndOldImages},
	})
	if err != nil {
		return fmt.Errorf("create table %s: %w", name, err)
	}
	return nil
}

// engine is the process that the tests of one binary share.
var engine struct {
	sync.Mutex
	endpoint string
	cmd      *exec.Cmd
	dir      string
}

func start() (endpoint string, err error) {
	engine.Lock()
	defer engine.Unlock()
	if engine.endpoint != "" {
		return engine.endpoint, nil
	}
	if e := os.Getenv("DYNAMODB_ENDPOINT"); e != "" {
		engine.endpoint = e
		return e, nil
	}
	binary, err := local("path")
	if err != nil {
		return "", err
	}
	template, err := local("template")
	if err != nil {
		return "", err
	}
	if engine.dir, err = os.MkdirTemp(fastDir(), "chartshare-test-"); err != nil {
		return "", err
	}
	b, err := os.ReadFile(template)
	if err != nil {
		return "", err
	}
	db := filepath.Join(engine.dir, "test.db")
	if err := os.WriteFile(db, b, 0o600); err != nil {
		return "", err
	}
	port, err := freePort()
	if err != nil {
		return "", err
	}
	cmd := exec.Command(binary, "--host", "127.0.0.1", "--port", port, "--db-path", db)
	dieWithParent(cmd)
	if err := cmd.Start(); err != nil {
		return "", fmt.Errorf("start the engine: %w", err)
	}
	engine.cmd = cmd
	if err := waitFor("127.0.0.1:" + port); err != nil {
		return "", err
	}
	engine.endpoint = "http://127.0.0.1:" + port
	return engine.endpoint, nil
}

func stop() {
	engine.Lock()
	defer engine.Unlock()
	if engine.cmd != nil {
		_ = engine.cmd.Process.Kill()
		_ = engine.cmd.Wait()
	}
	if engine.dir != "" {
		_ = os.RemoveAll(engine.dir)
	}
}

// local asks the local cloud's module where its engine is, which fetches it
// the first time.
func local(what string) (string, error) {
	_, file, _, _ := runtime.Caller(0)
	module := filepath.Join(filepath.Dir(file), "..", "..", "..", "local")
	cmd := exec.Command("go", "run", "-C", module, "./cmd/dynoxide", what)
	out, err := cmd.Output()
	if err != nil {
		if exit, ok := errors.AsType[*exec.ExitError](err); ok {
			return "", fmt.Errorf("%s", strings.TrimSpace(string(exit.Stderr)))
		}
		return "", err
	}
	return strings.TrimSpace(string(out)), nil
}

// fastDir is a file system in memory, if the machine has one.
func fastDir() string {
	if info, err := os.Stat("/dev/shm"); err == nil && info.IsDir() {
		return "/dev/shm"
	}
	return ""
}

func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, errors.Join(err, l.Close())
}

func waitFor(address string) error {
	var last error
	for range 200 {
		conn, err := net.DialTimeout("tcp", address, time.Second)
		if err == nil {
			return conn.Close()
		}
		last = err
		time.Sleep(10 * time.Millisecond)
	}
	return fmt.Errorf("the engine does not answer: %w", last)
}
