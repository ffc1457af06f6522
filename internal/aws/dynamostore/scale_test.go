package dynamostore_test

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/aws/dynamostore"
	"github.com/chartshare/chartshare/internal/aws/dynamostore/dynamotest"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/patients"
	"github.com/chartshare/chartshare/internal/phone"
	"github.com/chartshare/chartshare/internal/records"
	"github.com/chartshare/chartshare/internal/sharing"
)

// A chart has as many records in the small practice as in the large one, as
// many clinics have charts of the same size: what grows is how many there are.
const (
	recordsAChart   = 100
	decisionsAnItem = 10 // of the ledger
	troublesAChart  = 6  // lines of it that stand on the worklist: two pages of it, of ten patients
	smallPractice   = 10 // patients
	sameName        = 5  // patients of one name, in either practice
)

// largePractice is how many patients the other practice has: few enough to
// load in seconds in a test run, SCALE_PATIENTS where it is measured.
func largePractice() int {
	if n, err := strconv.Atoi(os.Getenv("SCALE_PATIENTS")); err == nil && n > smallPractice {
		return n
	}
	return 100
}

// place is a practice of a size, and the use cases that read it.
type place struct {
	*desk
	by       clinic.Actor
	patients *patients.Service
	records  *records.Service
	tasks    *sharing.Desk
	middle   clinic.Patient // one in the middle of all
}

// readsAtScale is what staff wait for: each must take the same calls and units
// in a large practice as in a small one. A new list belongs here.
var readsAtScale = []struct {
	name string
	read func(ctx context.Context, p *place) (items int, err error)
}{
	{"search by a name that few have", func(ctx context.Context, p *place) (int, error) { return p.search(ctx, "zubaida") }},
	{"search by a whole name", func(ctx context.Context, p *place) (int, error) { return p.search(ctx, p.middle.Name) }},
	{"search by phone", func(ctx context.Context, p *place) (int, error) { return p.search(ctx, p.middle.Phone.E164) }},
	{"search by number", func(ctx context.Context, p *place) (int, error) { return p.search(ctx, p.middle.Number) }},
	{"search for nobody", func(ctx context.Context, p *place) (int, error) { return p.search(ctx, "xyzzy") }},
	{"a patient", func(ctx context.Context, p *place) (int, error) {
		_, err := p.patients.Patient(ctx, p.by, p.middle.ID)
		return 1, err
	}},
	{"first page of a chart, with its sharing", func(ctx context.Context, p *place) (int, error) {
		page, _, err := p.records.Chart(ctx, p.by, p.middle.ID, "")
		return len(page), err
	}},
	{"a later page of a chart", func(ctx context.Context, p *place) (int, error) {
		page, _, err := p.records.Chart(ctx, p.by, p.middle.ID, recordAt(60))
		return len(page), err
	}},
	{"one record, with its sharing", func(ctx context.Context, p *place) (int, error) {
		_, err := p.records.Record(ctx, p.by, p.middle.ID, recordAt(recordsAChart-1))
		return 1, err
	}},
	{"the sharing ledger", func(ctx context.Context, p *place) (int, error) {
		lines, err := p.Ledger(ctx, clinic.PatientRef{Practice: p.practice.ID, Patient: p.middle.ID}, noon)
		return len(lines), err
	}},
	{"what the decision reads", func(ctx context.Context, p *place) (int, error) {
		ref := clinic.PatientRef{Practice: p.practice.ID, Patient: p.middle.ID}
		in, err := p.SharingState(ctx, ref, []clinic.RecordRef{{PatientRef: ref, Record: recordAt(0), Version: 1}})
		return len(in.Records), err
	}},
	{"first page of the worklist", func(ctx context.Context, p *place) (int, error) {
		page, _, err := p.tasks.Worklist(ctx, p.by, "")
		return len(page), err
	}},
	{"a later page of the worklist", func(ctx context.Context, p *place) (int, error) {
		_, next, err := p.tasks.Worklist(ctx, p.by, "")
		if err != nil {
			return 0, err
		}
		page, _, err := p.tasks.Worklist(ctx, p.by, next)
		return len(page), err
	}},
	{"what is due to be sent", func(ctx context.Context, p *place) (int, error) {
		due, err := p.Due(ctx, noon, 50)
		return len(due), err
	}},
	{"who saw the chart", func(ctx context.Context, p *place) (int, error) {
		_, err := p.patients.AccessEvents(ctx, p.by, p.middle.ID, clinic.EventID(id.At(noon)))
		return 0, err
	}},
}

func (p *place) search(ctx context.Context, query string) (int, error) {
	found, _, err := p.patients.Find(ctx, p.by, query, "")
	return len(found), err
}

// recordAt is the id of a chart's nth record, oldest first; charts share them.
func recordAt(n int) clinic.RecordID {
	return clinic.RecordID(id.Derived(noon.Add(time.Duration(n)*time.Minute), "record", strconv.Itoa(n)))
}

// TestALargePracticeReadsLikeASmallOne holds the calls and the units of every
// read to those of a practice of ten.
func TestALargePracticeReadsLikeASmallOne(t *testing.T) {
	var meter dynamotest.Meter
	table := dynamotest.Table(t, meter.Option)
	small := openPlace(t, table, smallPractice)
	began, size := time.Now(), largePractice()
	large := openPlace(t, table, size)
	t.Logf("%d patients with %d records loaded in %.1f s", size, size*recordsAChart, time.Since(began).Seconds())
	for _, read := range readsAtScale {
		t.Run(read.name, func(t *testing.T) {
			want, least := measure(t, &meter, small, read.read)
			got, most := measure(t, &meter, large, read.read)
			t.Logf("%v, took %.1f ms among %d patients and %.1f ms among %d", got, 1e3*least.Seconds(), smallPractice, 1e3*most.Seconds(), size)
			if got != want {
				t.Errorf("among %d patients: %v; among %d: %v; want the same", size, got, smallPractice, want)
			}
		})
	}
}

// use is what a read takes.
type use struct {
	items, writes, reads int
	writeUnits, units    float64
}

func (u use) String() string {
	return fmt.Sprintf("%d items by %d reads of %.1f units and %d writes of %.1f units", u.items, u.reads, u.units, u.writes, u.writeUnits)
}

// measure runs a read three times and returns what the last took.
func measure(t *testing.T, meter *dynamotest.Meter, p *place, read func(context.Context, *place) (int, error)) (u use, took time.Duration) {
	t.Helper()
	for range 3 {
		meter.Reset()
		began := time.Now()
		items, err := read(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		took = time.Since(began)
		u = use{items: items}
		u.writes, u.reads, u.writeUnits, u.units = meter.Count()
	}
	return u, took
}

// openPlace loads a practice. Its items are those that the use cases store,
// written in bulk.
func openPlace(t *testing.T, table *dynamostore.Table, size int) *place {
	t.Helper()
	d := openPractice(t, table)
	now := func() time.Time { return noon.Add(24 * time.Hour) }
	p := &place{
		desk: d, by: clinic.Actor{PracticeID: d.practice.ID, StaffID: d.owner.ID, Role: clinic.OwnerRole, Origin: clinic.WebOrigin},
		patients: &patients.Service{Store: table, ParsePhone: phone.Parse, Now: now, NewID: id.New},
		records:  &records.Service{Store: table, Now: now, NewID: id.New},
		tasks:    &sharing.Desk{Store: table, Countries: []string{"IN"}, Now: now, NewID: id.New},
	}
	var next atomic.Int64
	var failed atomic.Pointer[error]
	var loading sync.WaitGroup
	for range 4 {
		loading.Go(func() {
			for i := int(next.Add(1)) - 1; i < size && failed.Load() == nil; i = int(next.Add(1)) - 1 {
				if err := p.load(t, i, size); err != nil {
					failed.Store(&err)
				}
			}
		})
	}
	loading.Wait()
	if err := failed.Load(); err != nil {
		t.Fatal(*err)
	}
	p.middle = p.patient(size/2, size)
	return p
}

// patient is the nth of a practice: the last few have a name in common, the
// others one of their own, of the same length in any practice.
func (p *place) patient(n, size int) clinic.Patient {
	name := fmt.Sprintf("Patient%06d Verma%06d", n, n)
	if n >= size-sameName {
		name = fmt.Sprintf("Zubaida Khan%06d", n)
	}
	return clinic.Patient{
		PracticeID: p.practice.ID, ID: clinic.PatientID(id.Derived(noon, string(p.practice.ID), strconv.Itoa(n))), Locator: fmt.Sprintf("%s%06d", p.practice.ID[24:], n),
		Number: fmt.Sprintf("SFC-%06d", n), Name: name, Sex: clinic.Female, Language: clinic.English,
		Phone: clinic.Phone{E164: fmt.Sprintf("+9198%08d", n), Mobile: true, Version: 1, VerifiedAt: noon}, CreatedAt: noon, UpdatedAt: noon, Version: 1,
	}
}

func (p *place) load(t *testing.T, n, size int) error {
	patient := p.patient(n, size)
	sample := clinic.Record{
		PracticeID: p.practice.ID, PatientID: patient.ID, ID: recordAt(0), Version: 1, Type: clinic.PrescriptionType, Status: clinic.FinalStatus,
		Origin: clinic.WebOrigin, ShareBox: true, EffectiveAt: noon, CreatedAt: noon, RecordedAt: noon, AuthorID: p.owner.ID, AuthorName: p.owner.Name,
		Content: sample(t, clinic.PrescriptionType), SettingsAtCreation: clinic.NewShareSettings(noon).For(clinic.PrescriptionType),
	}
	chart := make([]clinic.RecordID, recordsAChart)
	var ledger []clinic.ShareEntry
	for i := range chart {
		chart[i] = recordAt(i)
		if i%decisionsAnItem == 0 {
			line := clinic.ShareEntry{
				PracticeID: p.practice.ID, PatientID: patient.ID, Seq: len(ledger) + 1, Version: 1, CreatedAt: noon.Add(time.Duration(i) * time.Minute),
			}
			if len(ledger) < troublesAChart {
				line.Notice = undelivered(noon.Add(time.Duration(n)*time.Second + time.Duration(len(ledger))*time.Millisecond))
			}
			ledger = append(ledger, line)
		}
		line := &ledger[len(ledger)-1]
		line.Decisions = append(line.Decisions, clinic.Decision{
			RecordID: chart[i], RecordVersion: 1, RecordType: sample.Type, Reason: clinic.PhoneUnverified, DecidedAt: noon, SettingsVersion: 1, PhoneVersion: 1,
		})
	}
	items, err := dynamostore.BulkChart(patient, sample, chart, ledger)
	if err != nil {
		return err
	}
	return p.BulkWrite(t.Context(), items)
}

// undelivered is a notice that no carrier brought.
func undelivered(at time.Time) *clinic.Notice {
	return &clinic.Notice{
		PhoneVersion: 1, Links: []clinic.ShareLink{clinic.NewShareLink("hash", at)}, ToldAt: at, QuietUntil: at,
		SMS: clinic.Delivery{State: clinic.Failed, Attempts: 5, Failure: "blocked"},
	}
}
