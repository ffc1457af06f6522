// Command demo plays the product's thread against a running local cloud, and
// tells each step as a person would: a clinician saves a prescription, the
// patient gets an SMS, taps the link, enters the code, and reads it.
//
//	demo [-url http://localhost:8080] [-prescription FILE]
package main

import (
	"context"
	"flag"
	"log"
	"os"
	"time"

	"github.com/chartshare/chartshare/internal/local/play"
)

func main() {
	log.SetFlags(0)
	url := flag.String("url", "http://localhost:8080", "of the local cloud")
	file := flag.String("prescription", "internal/clinic/testdata/contents/prescription.json", "what the clinician writes, as JSON")
	flag.Parse()
	prescription, err := os.ReadFile(*file)
	if err != nil {
		log.Fatalf("The prescription cannot be read: %v", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	story := play.Story{Base: *url, Out: os.Stdout, Prescription: prescription}
	if err := story.Tell(ctx); err != nil {
		log.Fatalf("\nThe story stopped: %v\nIs the local cloud running? Start it with: make run", err)
	}
}
