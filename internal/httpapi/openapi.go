package httpapi

import (
	_ "embed"
	"net/http"
)

// openAPI is the contract of the product's HTTP side.
//
//go:embed openapi.yaml
var openAPI []byte

func serveOpenAPI(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "application/yaml")
	_, _ = w.Write(openAPI) // the client may have gone; nothing to do about it
	return nil
}
