package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/importing"
	"github.com/chartshare/chartshare/internal/phone"
)

// maxFailedWrites is after how many records that the table did not take an
// import stops: it can be run again.
const maxFailedWrites = 100

// importBundles brings bundles into a practice: a file each, several at a time.
func importBundles(ctx context.Context, args []string, out *os.File) error {
	var on target
	f := flag.NewFlagSet("import", flag.ContinueOnError)
	on.flags(f)
	file := f.String("file", "", "a FHIR R4 bundle as JSON, a folder of them, or a pattern")
	named := f.String("practice", "", "id of the practice, or the e-mail of somebody on its staff; on the local cloud the demo practice")
	reportTo := f.String("report", "", "where to write the report as JSON")
	workers := f.Int("workers", 8, "files at a time")
	if err := f.Parse(args); err != nil {
		return flag.ErrHelp
	}
	files, err := bundleFiles(*file)
	if err != nil {
		return err
	}
	table, err := on.open()
	if err != nil {
		return err
	}
	practice, err := on.practice(ctx, table, *named)
	if err != nil {
		return err
	}
	svc := &importing.Service{Store: table, ParsePhone: phone.Parse, Now: time.Now, NewID: id.New, NewLocator: id.Locator}
	run := &importRun{svc: svc, practice: practice.ID, progress: newProgress(out, len(files))}
	began := time.Now()
	err = run.all(ctx, files, max(1, *workers))
	run.progress.end()
	if finish := svc.Finish(context.WithoutCancel(ctx), practice.ID); finish != nil {
		err = errors.Join(err, finish)
	}
	fmt.Fprintf(out, "%.1f s\n", time.Since(began).Seconds())
	return errors.Join(err, run.report.Write(out), writeReport(*reportTo, &run.report), run.complaint())
}

// bundleFiles returns the files that are meant, in order.
func bundleFiles(meant string) ([]string, error) {
	if meant == "" {
		return nil, errors.New("-file says what to import: a FHIR bundle, a folder of them, or a pattern")
	}
	if info, err := os.Stat(meant); err == nil && info.IsDir() {
		meant = filepath.Join(meant, "*.json")
	}
	files, err := filepath.Glob(meant)
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("there is no file at %s", meant)
	}
	slices.Sort(files)
	return files, nil
}

// importRun is an import under way.
type importRun struct {
	svc      *importing.Service
	practice clinic.PracticeID
	progress *progress

	mu     sync.Mutex
	report importing.Report
}

// all imports the files. It stops at the first that the table does not answer
// for; those under way are finished or not, and the next run continues.
func (r *importRun) all(ctx context.Context, files []string, workers int) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	next := make(chan int)
	var working sync.WaitGroup
	for range workers {
		working.Go(func() {
			for i := range next {
				if err := r.one(ctx, i+1, files[i]); err != nil {
					stop(err)
				}
			}
		})
	}
	for i := range files {
		select {
		case next <- i:
			continue
		case <-ctx.Done():
		}
		break
	}
	close(next)
	working.Wait()
	if ctx.Err() != nil {
		return fmt.Errorf("the import stopped and goes on from here when it is run again: %w", context.Cause(ctx))
	}
	return nil
}

// one imports a file. One that cannot be read is reported by its place in the
// order of names, as a name may be a patient's, and is no error.
func (r *importRun) one(ctx context.Context, place int, name string) error {
	report := &importing.Report{Files: 1, FilesUnreadable: 1}
	bundle, err := readBundle(name)
	if err == nil {
		report, err = r.svc.Import(ctx, r.practice, bundle)
	} else {
		r.progress.say("File %d: %v", place, err)
		err = nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.report.Add(report)
	r.progress.show(&r.report)
	if err == nil && r.report.FailedWrites > maxFailedWrites {
		return errors.New("the table does not take records")
	}
	return err
}

func readBundle(name string) (importing.Bundle, error) {
	file, err := os.Open(name)
	if pathErr, ok := errors.AsType[*fs.PathError](err); ok {
		return importing.Bundle{}, pathErr.Err
	}
	if err != nil {
		return importing.Bundle{}, err
	}
	defer file.Close()
	return importing.ReadBundle(file)
}

// complaint is an error if something must be done again.
func (r *importRun) complaint() error {
	if r.report.FailedWrites > 0 {
		return fmt.Errorf("%d records were not written: run the same import again", r.report.FailedWrites)
	}
	return nil
}

func writeReport(name string, r *importing.Report) error {
	if name == "" {
		return nil
	}
	data, err := json.MarshalIndent(r, "", "  ")
	if err == nil {
		err = os.WriteFile(name, append(data, '\n'), 0o600)
	}
	if err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	return nil
}
