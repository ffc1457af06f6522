package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/chartshare/chartshare/internal/auditing"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
)

// verifyAudit checks the chains of one practice or of all, and changes nothing.
func verifyAudit(ctx context.Context, args []string, out *os.File) error {
	var on target
	f := flag.NewFlagSet("verify-audit", flag.ContinueOnError)
	on.flags(f)
	named := f.String("practice", "", "id of the practice, or the e-mail of somebody on its staff; all if left out")
	logFile := f.String("anchors", "", "log of the sweep, whose lines \""+auditing.SealedMessage+"\" say which blocks there were; on the local cloud, its own")
	var anchors []clinic.SealAnchor
	f.Func("anchor", "a block that was written down elsewhere, practice:height:hash; may be given again", func(s string) error {
		a, err := parseAnchor(s)
		anchors = append(anchors, a)
		return err
	})
	if err := f.Parse(args); err != nil {
		return flag.ErrHelp
	}
	logged, err := readAnchors(*logFile, on)
	if err != nil {
		return err
	}
	table, err := on.open()
	if err != nil {
		return err
	}
	var practice clinic.Practice
	if *named != "" {
		if practice, err = on.practice(ctx, table, *named); err != nil {
			return err
		}
	}
	reports, err := auditing.Verify(ctx, table, practice.ID, append(anchors, logged...), time.Now)
	if err != nil && !on.aws {
		return fmt.Errorf("%w (%w)", errNotRunning, err)
	}
	if err != nil {
		return err
	}
	return tell(out, reports, len(logged)+len(anchors))
}

// tell writes what was found, and returns an error if that is anything.
func tell(out io.Writer, reports []clinic.SealReport, anchors int) error {
	findings := 0
	for _, r := range reports {
		fmt.Fprintf(out, "Practice %s: lines as they were written: %d, in blocks: %d", r.PracticeID, r.Lines, r.Blocks)
		for _, n := range []struct {
			count int
			what  string
		}{{r.Waiting, "too young to be sealed"}, {r.Erased, "erased, with an event that says so"}, {r.Before, "from before the chain began"}} {
			if n.count > 0 {
				fmt.Fprintf(out, ", %d %s", n.count, n.what)
			}
		}
		fmt.Fprintln(out)
		if r.Head.Height > 0 {
			fmt.Fprintf(out, "  head %s:%d:%s\n", r.PracticeID, r.Head.Height, r.Head.Hash)
		}
		for _, f := range r.Findings {
			fmt.Fprintf(out, "  %-14s %s: %s\n", f.Problem, f.Where, f.Detail)
		}
		findings += len(r.Findings)
	}
	switch {
	case findings > 0:
		return fmt.Errorf("the audit trail was tampered with, or was not sealed in time: %d findings", findings)
	case len(reports) == 0:
		fmt.Fprintln(out, "There is no practice yet, and nothing to check.")
	default:
		fmt.Fprintf(out, "All is well. Practices: %d; anchors compared with: %d.\n", len(reports), anchors)
	}
	return nil
}

func parseAnchor(s string) (clinic.SealAnchor, error) {
	parts := strings.Split(s, ":")
	if len(parts) == 3 {
		height, err := strconv.Atoi(parts[1])
		if err == nil && height > 0 && id.Valid(parts[0]) && parts[2] != "" {
			return clinic.SealAnchor{PracticeID: clinic.PracticeID(parts[0]), Height: height, Hash: parts[2]}, nil
		}
	}
	return clinic.SealAnchor{}, errors.New("an anchor is written practice:height:hash, as this command prints the head of a chain")
}

// readAnchors reads the log of the sweep. It may be an export of CloudWatch
// Logs: what stands before a line's JSON does not matter.
func readAnchors(name string, on target) ([]clinic.SealAnchor, error) {
	asked := name != ""
	if !asked {
		if on.aws {
			return nil, nil
		}
		name = filepath.Join(on.data, "logs", "NoticesweepFunction.log")
	}
	file, err := os.Open(name)
	if errors.Is(err, os.ErrNotExist) && !asked {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the anchors: %w", err)
	}
	defer file.Close()
	return anchorsIn(file)
}

func anchorsIn(log io.Reader) ([]clinic.SealAnchor, error) {
	var anchors []clinic.SealAnchor
	lines := bufio.NewScanner(log)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		text := lines.Text()
		var line struct {
			Message    string `json:"msg"`
			PracticeID string `json:"practiceId"`
			Height     int    `json:"height"`
			Hash       string `json:"hash"`
		}
		if at := strings.IndexByte(text, '{'); at < 0 || json.Unmarshal([]byte(text[at:]), &line) != nil || line.Message != auditing.SealedMessage {
			continue
		}
		anchors = append(anchors, clinic.SealAnchor{PracticeID: clinic.PracticeID(line.PracticeID), Height: line.Height, Hash: line.Hash})
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read the anchors: %w", err)
	}
	return anchors, nil
}
