package gateway

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
)

// answer is a function's response in format 2.0.
type answer struct {
	StatusCode        int                 `json:"statusCode"`
	Headers           map[string]any      `json:"headers"`
	MultiValueHeaders map[string][]string `json:"multiValueHeaders"`
	Cookies           []string            `json:"cookies"`
	Body              string              `json:"body"`
	IsBase64Encoded   bool                `json:"isBase64Encoded"`
}

// parseAnswer reads what the function returned. JSON without a status code is
// the body of a 200, as API Gateway infers it.
func parseAnswer(data []byte) (answer, error) {
	var fields map[string]json.RawMessage
	if json.Unmarshal(data, &fields) != nil || fields["statusCode"] == nil {
		if !json.Valid(data) {
			return answer{}, errors.New("the function's answer is no JSON")
		}
		return answer{StatusCode: http.StatusOK, Headers: map[string]any{"content-type": "application/json"}, Body: string(data)}, nil
	}
	var a answer
	if err := json.Unmarshal(data, &a); err != nil {
		return answer{}, fmt.Errorf("the function's answer: %w", err)
	}
	if a.StatusCode < 100 || a.StatusCode > 599 {
		return answer{}, fmt.Errorf("the function's status code is %d", a.StatusCode)
	}
	return a, nil
}

// write sends the answer. A base64 body that is none is the function's fault
// and reported before anything is written.
func (a answer) write(w http.ResponseWriter) error {
	body := []byte(a.Body)
	if a.IsBase64Encoded {
		decoded, err := base64.StdEncoding.DecodeString(a.Body)
		if err != nil {
			return fmt.Errorf("the function's body: %w", err)
		}
		body = decoded
	}
	h := w.Header()
	for name, value := range a.Headers {
		h.Set(name, fmt.Sprint(value))
	}
	for _, cookie := range a.Cookies {
		h.Add("Set-Cookie", cookie)
	}
	if h.Get("Content-Type") == "" && len(body) > 0 {
		h.Set("Content-Type", "text/plain; charset=utf-8")
	}
	if a.StatusCode != http.StatusNoContent && a.StatusCode != http.StatusNotModified {
		h.Set("Content-Length", strconv.Itoa(len(body)))
	}
	w.WriteHeader(a.StatusCode)
	_, _ = w.Write(body)
	return nil
}
