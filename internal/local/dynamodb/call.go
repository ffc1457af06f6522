package dynamodb

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// Error is a refusal by the engine.
type Error struct {
	Type    string // "ResourceInUseException"
	Message string
}

func (e *Error) Error() string { return e.Type + ": " + e.Message }

// Call makes one request: in is sent as JSON and the answer decoded into out,
// numbers kept as written. The request has a signature in form only: engines
// for a laptop want the headers and do not check them.
//
// When the engine refuses, the error is an [*Error].
func (e *Engine) Call(ctx context.Context, operation string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return fmt.Errorf("%s: %w", operation, err)
	}
	answer, err := e.call(ctx, operation, string(body))
	if err != nil {
		return fmt.Errorf("%s: %w", operation, err)
	}
	d := json.NewDecoder(strings.NewReader(string(answer)))
	d.UseNumber()
	if err := d.Decode(out); err != nil {
		return fmt.Errorf("%s: %w", operation, err)
	}
	return nil
}

func (e *Engine) call(ctx context.Context, operation, body string) ([]byte, error) {
	service := "DynamoDB_20120810."
	if strings.Contains(operation, "Stream") || strings.Contains(operation, "Shard") || operation == "GetRecords" {
		service = "DynamoDBStreams_20120810."
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, e.Endpoint, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/x-amz-json-1.0")
	req.Header.Set("X-Amz-Target", service+operation)
	req.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=local/20260101/ap-south-1/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, Signature=0")
	req.Header.Set("X-Amz-Date", "20260101T000000Z")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		var refused struct {
			Type    string `json:"__type"`
			Message string `json:"message"`
		}
		if json.Unmarshal(answer, &refused) != nil || refused.Type == "" {
			return nil, fmt.Errorf("%s: %.200s", resp.Status, answer)
		}
		return nil, &Error{Type: refused.Type[strings.LastIndexByte(refused.Type, '#')+1:], Message: refused.Message}
	}
	return answer, nil
}
