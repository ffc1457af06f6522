package awsconfig_test

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/chartshare/chartshare/internal/aws/awsconfig"
	"github.com/chartshare/chartshare/internal/aws/awsconfig/dynamodbclient"
	"github.com/chartshare/chartshare/internal/aws/awsconfig/sesclient"
	"github.com/chartshare/chartshare/internal/aws/awsconfig/snsclient"
	"github.com/chartshare/chartshare/internal/aws/awsconfig/streamsclient"
)

var lambdaEnv = map[string]string{
	"AWS_REGION": "ap-south-1", "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "key", "AWS_SESSION_TOKEN": "token",
}

func config(t *testing.T, more map[string]string, now func() time.Time) awsconfig.Config {
	t.Helper()
	cfg, err := awsconfig.FromEnv(func(name string) string {
		if v, ok := more[name]; ok {
			return v
		}
		return lambdaEnv[name]
	}, now)
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

func TestTheEnvironmentGivesRegionAndCredentials(t *testing.T) {
	cfg := config(t, nil, time.Now)
	keys, err := cfg.Credentials.Retrieve(t.Context())
	if err != nil || cfg.Region != "ap-south-1" || keys.AccessKeyID != "id" || keys.SecretAccessKey != "key" || keys.SessionToken != "token" {
		t.Errorf("got %s, %+v, %v", cfg.Region, keys, err)
	}
}

func TestAMissingVariableIsNamed(t *testing.T) {
	for _, name := range []string{"AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"} {
		_, err := awsconfig.FromEnv(func(n string) string {
			if n == name {
				return ""
			}
			return lambdaEnv[n]
		}, time.Now)
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("without %s: got %v", name, err)
		}
	}
}

func TestEachClientTakesItsOwnEndpoint(t *testing.T) {
	env := map[string]string{
		"AWS_ENDPOINT_URL":          "http://all",
		"AWS_ENDPOINT_URL_DYNAMODB": "http://dynamodb/", "AWS_ENDPOINT_URL_DYNAMODB_STREAMS": "http://streams",
		"AWS_ENDPOINT_URL_SNS": "http://sns",
	}
	cfg := config(t, env, time.Now)
	got := []string{
		aws.ToString(dynamodbclient.Open(cfg).Options().BaseEndpoint), aws.ToString(streamsclient.Open(cfg).Options().BaseEndpoint),
		aws.ToString(snsclient.Open(cfg).Options().BaseEndpoint), aws.ToString(sesclient.Open(cfg).Options().BaseEndpoint),
	}
	want := []string{"http://dynamodb", "http://streams", "http://sns", "http://all"}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got %v, want %v", got, want)
			break
		}
	}
	if e := dynamodbclient.Open(config(t, nil, time.Now)).Options().BaseEndpoint; e != nil {
		t.Errorf("got endpoint %s on AWS, want the service's own", *e)
	}
}

func TestAClientSignsWithTheSessionToken(t *testing.T) {
	var token string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token = r.Header.Get("X-Amz-Security-Token")
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		_, _ = io.WriteString(w, `{"TableNames":[]}`)
	}))
	defer server.Close()
	client := dynamodbclient.Open(config(t, map[string]string{"AWS_ENDPOINT_URL_DYNAMODB": server.URL}, time.Now))
	if _, err := client.ListTables(t.Context(), &dynamodb.ListTablesInput{}); err != nil || token != "token" {
		t.Errorf("got token %q, %v", token, err)
	}
}

func TestConnectionsAreKeptUntilTheFunctionMayHaveBeenFrozen(t *testing.T) {
	var opened atomic.Int32
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	server.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			opened.Add(1)
		}
	}
	server.Start()
	defer server.Close()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	client := config(t, nil, func() time.Time { return now }).HTTPClient
	for _, step := range []struct {
		wait time.Duration
		want int32
	}{{0, 1}, {time.Second, 1}, {20 * time.Second, 1}, {21 * time.Second, 2}, {time.Second, 2}, {time.Hour, 3}} {
		now = now.Add(step.wait)
		r, err := client.Get(server.URL)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, r.Body)
		_ = r.Body.Close()
		if got := opened.Load(); got != step.want {
			t.Errorf("after a pause of %v: got %d connections, want %d", step.wait, got, step.want)
		}
	}
}
