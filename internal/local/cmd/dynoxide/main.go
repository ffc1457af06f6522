// Command dynoxide hands the DynamoDB engine to tests of other modules.
//
//	dynoxide path      print the path of the engine, fetched if need be
//	dynoxide template  print the path of the empty database to start a copy of
package main

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/chartshare/chartshare/internal/local/dynamodb"
)

func main() {
	log.SetFlags(0)
	var path string
	var err error
	switch what := append(os.Args, "")[1]; what {
	case "path":
		path, err = dynamodb.Binary(context.Background())
	case "template":
		path, err = dynamodb.Template()
	default:
		err = fmt.Errorf("usage: dynoxide path|template, not %q", what)
	}
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(path)
}
