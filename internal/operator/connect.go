package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/chartshare/chartshare/internal/aws/awsconfig"
	"github.com/chartshare/chartshare/internal/aws/awsconfig/dynamodbclient"
	"github.com/chartshare/chartshare/internal/aws/dynamostore"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
)

// The local cloud's table, and the owner of its demo practice.
const (
	localTable = "chartshare-local-ChartTable"
	demoOwner  = "owner@sunrise.example"
)

// target is the table to work on.
type target struct {
	aws   bool
	data  string
	table string
}

func (t *target) flags(f *flag.FlagSet) {
	f.BoolVar(&t.aws, "aws", false, "work in the AWS account of AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, not on the local cloud")
	f.StringVar(&t.table, "table", "", "name of the table; needed with -aws")
	f.StringVar(&t.data, "data", ".local", "data directory of the local cloud")
}

// open returns the table.
func (t *target) open() (*dynamostore.Table, error) {
	getenv, name := os.Getenv, t.table
	switch {
	case t.aws && name == "":
		return nil, errors.New("with -aws, -table says which table: it is the stack's output ChartTableName")
	case !t.aws:
		endpoint, err := t.localEndpoint()
		if err != nil {
			return nil, err
		}
		local := map[string]string{
			"AWS_REGION": "ap-south-1", "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local", "AWS_ENDPOINT_URL_DYNAMODB": endpoint,
		}
		getenv = func(name string) string { return local[name] }
		if name == "" {
			name = localTable
		}
	}
	config, err := awsconfig.FromEnv(getenv, time.Now)
	if err != nil {
		return nil, fmt.Errorf("reach AWS: %w", err)
	}
	return &dynamostore.Table{Client: dynamodbclient.Open(config), Name: name}, nil
}

var errNotRunning = errors.New("the local cloud does not run: start it in another terminal with make run, or give -aws and -table")

// localEndpoint returns where the running local cloud has its DynamoDB.
func (t *target) localEndpoint() (string, error) {
	data, err := os.ReadFile(filepath.Join(t.data, "ready.json"))
	if errors.Is(err, os.ErrNotExist) {
		return "", errNotRunning
	}
	var ready struct {
		Endpoint string `json:"dynamodbEndpoint"`
	}
	if err == nil {
		err = json.Unmarshal(data, &ready)
	}
	if err != nil {
		return "", fmt.Errorf("find the local cloud: %w", err)
	}
	return ready.Endpoint, nil
}

// practice returns the practice that is named by its id, or by the e-mail of
// somebody on its staff; by nothing, on the local cloud, the demo practice.
func (t *target) practice(ctx context.Context, table *dynamostore.Table, named string) (clinic.Practice, error) {
	named = strings.TrimSpace(named)
	if named == "" && !t.aws {
		named = demoOwner
	}
	practice := clinic.PracticeID(named)
	if strings.Contains(named, "@") {
		holder, _, err := table.LoginHolder(ctx, strings.ToLower(named))
		if err := t.explain(err); err != nil {
			return clinic.Practice{}, err
		}
		practice = holder
	} else if !id.Valid(named) {
		return clinic.Practice{}, errors.New("-practice is the id of a practice (26 characters), or the e-mail of somebody on its staff")
	}
	p, err := table.Practice(ctx, practice)
	return p, t.explain(err)
}

// explain says what to do about an error of the first read.
func (t *target) explain(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, clinic.ErrNotFound):
		return errors.New("there is no such practice")
	case !t.aws:
		return fmt.Errorf("%w (%w)", errNotRunning, err)
	}
	return err
}
