package lambdahttp

import "github.com/go-json-experiment/json"

// Parse reads an event as Handler does.
func Parse(raw []byte) (e event, err error) {
	err = json.Unmarshal(raw, &e, lenient)
	return e, err
}
