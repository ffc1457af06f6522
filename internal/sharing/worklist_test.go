package sharing_test

import (
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/sharing"
)

func (w *world) worklist() []sharing.Task {
	w.t.Helper()
	tasks, _, err := w.desk.Worklist(w.ctx, w.doctor, "")
	w.must(err)
	return tasks
}

func TestTheWorklistHoldsWhatDidNotReachItsPatient(t *testing.T) {
	tests := []struct {
		name    string
		happens func(*world)
		want    clinic.Trouble
	}{
		{"just told", func(*world) {}, clinic.NoTrouble},
		{"told and reminded, never opened", func(w *world) { w.clock.pass(25 * time.Hour); w.must(w.share.Sweep(w.ctx)) }, clinic.TroubleUnread},
		{"reminded, then opened", func(w *world) {
			w.clock.pass(25 * time.Hour)
			w.must(w.share.Sweep(w.ctx))
			w.opened(w.link())
		}, clinic.NoTrouble},
		{"locked", func(w *world) {
			w.opened(w.link())
			for range 30 {
				w.clock.pass(time.Minute)
				_, _ = w.links.SendCode(w.ctx, w.link(), nonce, "203.0.113.7")
				if _, err := w.links.Verify(w.ctx, w.link(), "xxxxxx", nonce); err != nil && clinic.KindOf(err) == clinic.KindTooMany {
					return
				}
			}
		}, clinic.TroubleLocked},
		{"somebody else's number", func(w *world) {
			w.must(w.links.NotMe(w.ctx, w.link()))
			w.must(w.share.Sweep(w.ctx))
		}, clinic.TroubleNotMe},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.must(w.decide(w.save()))
			tt.happens(w)
			tasks := w.worklist()
			if tt.want == clinic.NoTrouble {
				if len(tasks) != 0 {
					t.Errorf("the worklist has %s", tasks[0].Trouble)
				}
				return
			}
			if len(tasks) != 1 || tasks[0].Trouble != tt.want || tasks[0].Explanation.Text == "" || tasks[0].Patient.ID != w.ref.Patient {
				t.Fatalf("the worklist is %+v, want one line of %s", tasks, tt.want)
			}
			w.must(w.desk.Done(w.ctx, w.doctor, w.ref.Patient, tasks[0].Entry.Seq))
			if len(w.worklist()) != 0 {
				t.Error("what is done stands there still")
			}
			wantError(t, w.desk.Done(w.ctx, w.doctor, w.ref.Patient, tasks[0].Entry.Seq), clinic.ErrNothingToDo)
		})
	}
}

func TestAFailedMessageIsOnTheWorklistAtOnceAndNotReminded(t *testing.T) {
	w := newWorld(t)
	w.sms.fail = []error{&clinic.SendError{Code: "invalid_number"}}
	w.must(w.decide(w.save()))
	tasks := w.worklist()
	if len(tasks) != 1 || tasks[0].Trouble != clinic.TroubleFailed || tasks[0].Failure != "invalid_number" || tasks[0].Explanation.Next != clinic.StepVerifyPhone {
		t.Fatalf("the worklist is %+v", tasks)
	}
	w.clock.pass(25 * time.Hour)
	w.must(w.share.Sweep(w.ctx))
	if w.shares() != 0 {
		t.Error("a number that does not exist was reminded")
	}
}

func TestTheWorklistOfOnePracticeShowsNothingOfAnother(t *testing.T) {
	w := newWorld(t)
	w.sms.fail = []error{&clinic.SendError{Code: "blocked"}}
	w.must(w.decide(w.save()))
	other := w.doctor
	other.PracticeID = "01KJMPWR00HPWY4RQP39J4WCKX"
	tasks, _, err := w.desk.Worklist(w.ctx, other, "")
	w.must(err)
	if len(tasks) != 0 {
		t.Error("another practice sees a line")
	}
}

func TestTheWorklistPagesNewestFirst(t *testing.T) {
	w := newWorld(t)
	const n = sharing.WorklistPageSize + 3
	for range n {
		w.clock.pass(2 * time.Hour)
		w.sms.fail = []error{&clinic.SendError{Code: "blocked"}}
		w.must(w.decide(w.save()))
	}
	var seqs []int
	cursor := ""
	for range 3 {
		tasks, next, err := w.desk.Worklist(w.ctx, w.doctor, cursor)
		w.must(err)
		for _, task := range tasks {
			seqs = append(seqs, task.Entry.Seq)
		}
		if cursor = next; next == "" {
			break
		}
	}
	if len(seqs) != n {
		t.Fatalf("%d lines on all pages, want %d", len(seqs), n)
	}
	for i, seq := range seqs {
		if seq != n-i {
			t.Fatalf("line %d is share %d, want %d: newest first", i, seq, n-i)
		}
	}
}

func TestTheHistorySaysWhyAPatientDidNotGetIt(t *testing.T) {
	w := newWorld(t)
	w.must(w.decide(w.save(func(r *clinic.Record) { r.ShareBox = false })))
	w.settings(func(s *clinic.ShareSettings) { s.QuietPeriod = 0 })
	w.hour()
	w.must(w.decide(w.save()))
	h, err := w.desk.History(w.ctx, w.doctor, w.ref.Patient, 0)
	w.must(err)
	if len(h.Entries) != 2 || h.Entries[0].Notice == nil || h.Entries[1].Decisions[0].Reason != clinic.BoxUnticked {
		t.Errorf("the history is %+v", h.Entries)
	}
	if len(h.Settings) != 2 || h.Settings[0].Version != 1 || h.Settings[1].Version != 2 {
		t.Errorf("settings %+v, want both versions that the decisions rested on", h.Settings)
	}
	if h.Today != clinic.Shared {
		t.Errorf("today: %s", h.Today)
	}
}

func TestWhatWasDoneComesBackWhenSomethingElseHappens(t *testing.T) {
	w := newWorld(t)
	w.must(w.decide(w.save()))
	w.clock.pass(25 * time.Hour)
	w.must(w.share.Sweep(w.ctx)) // the reminder
	w.must(w.desk.Done(w.ctx, w.doctor, w.ref.Patient, 1))
	if tasks := w.worklist(); len(tasks) != 0 {
		t.Fatalf("%d tasks after done, want none", len(tasks))
	}
	w.clock.pass(time.Hour)
	w.must(w.links.NotMe(w.ctx, w.link()))
	w.must(w.share.Sweep(w.ctx)) // tells the owners
	if tasks := w.worklist(); len(tasks) != 1 || tasks[0].Trouble != clinic.TroubleNotMe {
		t.Errorf("%+v, want that somebody else got the message", tasks)
	}
}
