// Command echo is the function that the local cloud's own tests run. What it
// does with an event is chosen by the event's "do".
package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
)

type answer struct {
	StatusCode int               `json:"statusCode"`
	Headers    map[string]string `json:"headers"`
	Cookies    []string          `json:"cookies"`
	Body       string            `json:"body"`
	Received   json.RawMessage   `json:"received"`
	PID        int               `json:"pid"`
}

func main() {
	lambda.Start(func(ctx context.Context, event json.RawMessage) (any, error) {
		var e struct {
			Do       string `json:"do"`
			RouteKey string `json:"routeKey"`
		}
		if err := json.Unmarshal(event, &e); err != nil {
			return nil, err
		}
		if log := os.Getenv("EVENT_LOG"); log != "" {
			f, err := os.OpenFile(log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
			if err != nil {
				return nil, err
			}
			defer f.Close()
			if _, err := f.Write(append(event, '\n')); err != nil {
				return nil, err
			}
		}
		switch e.Do {
		case "fail":
			return nil, errors.New("told to fail")
		case "panic":
			panic("told to panic")
		case "exit":
			os.Exit(3)
		case "sleep":
			time.Sleep(time.Minute)
		}
		switch e.RouteKey {
		case "":
			return answer{Received: event, PID: os.Getpid()}, nil
		case "GET /api/broken":
			return nil, errors.New("told to fail")
		case "GET /api/table":
			return describe(ctx)
		}
		return answer{
			StatusCode: 200, Body: string(event),
			Headers: map[string]string{"content-type": "application/json"},
			Cookies: []string{"a=1; Path=/", "b=2; Path=/"},
		}, nil
	})
}

// describe answers what DynamoDB says to a function that may do nothing.
func describe(ctx context.Context) (answer, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, os.Getenv("AWS_ENDPOINT_URL_DYNAMODB"), strings.NewReader(`{"TableName":"chartshare-local-Table"}`))
	if err != nil {
		return answer{}, err
	}
	req.Header.Set("X-Amz-Target", "DynamoDB_20120810.DescribeTable")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return answer{StatusCode: resp.StatusCode, Body: string(body)}, err
}
