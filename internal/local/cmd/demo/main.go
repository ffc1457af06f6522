// Command demo plays the product's thread against a running local cloud, and
// tells each step as a person would: a clinician saves a prescription, the
// patient gets an SMS, taps the link, enters the code, and reads it; then one
// record of each type, what happens after sharing, a patient who is given
// online access, reads the chart and writes back, and a video call.
//
//	demo [-url http://localhost:8080] [-contents FOLDER] [-file PDF]
package main

import (
	"context"
	"encoding/json"
	"flag"
	"log"
	"os"
	"path/filepath"
	"time"

	"github.com/chartshare/chartshare/internal/local/play"
)

func main() {
	log.SetFlags(0)
	url := flag.String("url", "http://localhost:8080", "of the local cloud")
	folder := flag.String("contents", "internal/clinic/testdata/contents", "what the clinician writes: a JSON file for each record type")
	file := flag.String("file", "internal/files/media/testdata/report.pdf", "a PDF that is uploaded with it")
	flag.Parse()
	contents := map[string]json.RawMessage{}
	for _, t := range play.Types {
		content, err := os.ReadFile(filepath.Join(*folder, t+".json"))
		if err != nil {
			log.Fatalf("A record cannot be read: %v", err)
		}
		contents[t] = content
	}
	pdf, err := os.ReadFile(*file)
	if err != nil {
		log.Fatalf("The file cannot be read: %v", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	story := play.Story{Base: *url, Out: os.Stdout, Contents: contents, File: pdf}
	if err := story.Tell(ctx); err != nil {
		log.Fatalf("\nThe story stopped: %v\nIs the local cloud running? Start it with: make run", err)
	}
}
