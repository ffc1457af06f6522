package dynamostore_test

import (
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
	"github.com/chartshare/chartshare/internal/messaging"
	"github.com/chartshare/chartshare/internal/sessions"
	"github.com/chartshare/chartshare/internal/token"
)

func TestAPracticeComesBackAsItWasStored(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	wantWhole(t, d.practice)
	got, err := d.Practice(ctx, d.practice.ID)
	d.must(err)
	wantSame(t, got, d.practice)

	next := d.practice
	next.Name, next.State, next.TimeZone, next.SMSDisplayName, next.Phone, next.Country, next.Version = "Sunset", "Goa", "Asia/Dubai", "Sunset", "+971501234567", "AE", 2
	next.Address, next.GSTIN = "2 Beach Road, Panaji", "30AAACS1234F1ZS"
	d.must(d.UpdatePractice(ctx, next, d.event("")))
	got, err = d.Practice(ctx, d.practice.ID)
	d.must(err)
	wantSame(t, got, next)
	d.wantError(d.UpdatePractice(ctx, next, d.event("")), clinic.ErrStale)

	_, err = d.Practice(ctx, "another")
	d.wantError(err, clinic.ErrNotFound)
}

func TestAStaffMemberComesBackAsStored(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	wantWhole(t, d.owner)
	got, err := d.StaffMember(ctx, d.practice.ID, d.owner.ID)
	d.must(err)
	wantSame(t, got, d.owner)

	wantWhole(t, d.link)
	link, err := d.PasswordLink(ctx, d.link.TokenHash)
	d.must(err)
	wantSame(t, link, d.link)

	practice, staff, err := d.LoginHolder(ctx, d.owner.Email)
	d.must(err)
	if practice != d.practice.ID || staff != d.owner.ID {
		t.Errorf("the address signs in %s of %s", staff, practice)
	}
	_, err = d.StaffMember(ctx, "another", d.owner.ID)
	d.wantError(err, clinic.ErrNotFound)
	_, err = d.PasswordLink(ctx, "another")
	d.wantError(err, clinic.ErrNotFound)
}

func TestASessionComesBackAsStored(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	active := d.owner.WithPassword(noon)
	d.must(d.SetPassword(ctx, d.link, d.owner, active, "hash", d.event("")))
	s := clinic.Session{
		PracticeID: d.practice.ID, StaffID: d.owner.ID, TokenHash: token.New().Hash(), Origin: clinic.MobileOrigin, StartedAt: noon, SeenAt: noon.Add(time.Minute),
		ExpiresAt: noon.Truncate(time.Second).Add(time.Hour), StepUpAt: noon.Add(time.Second), SecondFactorAt: noon.Add(2 * time.Second), Device: "Chrome, Android",
		Challenge: clinic.NewChallenge(token.New().Hash(), clinic.PassChallenge, noon),
	}
	wantWhole(t, s)
	d.must(d.StartSession(ctx, s, sessions.Verified{Staff: active, PasswordHash: "hash", NewPasswordHash: "hash"}, d.event("")))
	got, m, err := d.Session(ctx, d.practice.ID, d.owner.ID, s.TokenHash)
	d.must(err)
	wantSame(t, got, s)
	wantSame(t, m, active)
	all, err := d.Sessions(ctx, d.practice.ID, d.owner.ID)
	d.must(err)
	wantSame(t, all, []clinic.Session{s})
	_, _, err = d.Session(ctx, "another", d.owner.ID, s.TokenHash)
	d.wantError(err, clinic.ErrNotFound)
}

func TestAPatientComesBackAsStored(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	p := d.register(func(p *clinic.Patient) {
		p.Number, p.DateOfBirth, p.Email, p.EmailState, p.OptedOutAt = "P-17", clinic.NewDate(1988, 2, 29), "Asha@Example.in", clinic.EmailBounced, noon.Add(time.Hour)
		p.UpdatedBy = "staff"
		p.Phone = clinic.Phone{E164: "+919876543210", Mobile: true, Version: 7, VerifiedAt: noon, VerifiedBy: "x", IsGuardians: true, NotTheirsAt: noon.Add(time.Second)}
	})
	wantWhole(t, p)
	wantWhole(t, p.Phone)
	got, err := d.Patient(ctx, d.practice.ID, p.ID)
	d.must(err)
	wantSame(t, got, p)

	bare := d.register()
	got, err = d.Patient(ctx, d.practice.ID, bare.ID)
	d.must(err)
	wantSame(t, got, bare)

	_, err = d.Patient(ctx, "another", p.ID)
	d.wantError(err, clinic.ErrNotFound)
	practice, patient, err := d.Locate(ctx, p.Locator)
	d.must(err)
	if practice != d.practice.ID || patient != p.ID {
		t.Errorf("the locator leads to %s of %s", patient, practice)
	}
	_, _, err = d.Locate(ctx, "AAAAAAAA")
	d.wantError(err, clinic.ErrShareLinkNotFound)
}

func TestARecordOfEachTypeComesBackAsStored(t *testing.T) {
	d := newDesk(t)
	p := d.register()
	for _, info := range clinic.RecordTypes {
		r := clinic.Record{
			PracticeID: d.practice.ID, PatientID: p.ID, ID: clinic.RecordID(id.New(noon)), Version: 1, Type: info.Type, Status: clinic.DraftStatus,
			Origin: clinic.ImportOrigin, ShareBox: true, EffectiveAt: noon.Add(-time.Hour), CreatedAt: noon, RecordedAt: noon.Add(time.Second),
			AuthorID: "author", AuthorName: "Dr Asha Rao", Guardian: true, Attachments: []clinic.FileID{"f1", "f2"}, Reason: "a typing mistake", Content: sample(t, info.Type),
			SettingsAtCreation: clinic.SettingsAtCreation{Version: 3, Master: true, Mode: clinic.ShareAsk},
		}
		hold := clinic.Hold{Reason: "in person", By: "staff", At: noon, ReleaseAt: noon.Add(time.Hour)}
		held := r
		asked := clinic.Asked{RecordVersion: 1, At: noon.Add(time.Second), By: "doctor", ShareNow: true}
		reading := clinic.Reading{By: "doctor", ByName: "Dr Asha Rao", At: noon.Add(time.Minute)}
		held.Directive = clinic.Directive{Hold: hold, Asked: asked, Reading: reading, RecalledAt: noon.Add(time.Hour), Version: 1}
		wantWhole(t, reading)
		wantWhole(t, held)
		wantWhole(t, hold)
		wantWhole(t, asked)
		wantWhole(t, held.Directive)
		wantWhole(t, r.SettingsAtCreation)
		d.must(d.CreateRecord(t.Context(), r))
		ref := clinic.PatientRef{Practice: d.practice.ID, Patient: p.ID}
		d.must(d.PutDirective(t.Context(), ref, r.ID, held.Directive, clinic.AuditEvent{ID: clinic.EventID(id.New(noon)), PracticeID: ref.Practice, PatientID: ref.Patient, RecordedAt: noon}))
		in, err := d.SharingState(t.Context(), ref, []clinic.RecordRef{{PatientRef: ref, Record: r.ID, Version: 1}})
		d.must(err)
		if len(in.Records) != 1 || in.Records[0].Directive != held.Directive {
			t.Errorf("to be decided on: %+v, want the record with its hold", in.Records)
		}
		got, err := d.Record(t.Context(), d.practice.ID, p.ID, r.ID)
		d.must(err)
		wantSame(t, got, held)
		_, err = d.Record(t.Context(), "another", p.ID, r.ID)
		d.wantError(err, clinic.ErrNotFound)
		_, err = d.Record(t.Context(), d.practice.ID, "another", r.ID)
		d.wantError(err, clinic.ErrNotFound)
	}
}

func wholeEntry(d *desk, patient clinic.PatientID, seq int) clinic.ShareEntry {
	at := func(minutes int) time.Time { return noon.Add(time.Duration(minutes) * time.Minute) }
	delivery := func(n int) clinic.Delivery {
		return clinic.Delivery{
			State: clinic.Retrying, MessageID: "m", Attempts: n, LeaseUntil: at(n), NextAttemptAt: at(n + 1), SentAt: at(n + 2),
			Failure: "throttled", PossibleDuplicate: true,
		}
	}
	return clinic.ShareEntry{
		PracticeID: d.practice.ID, PatientID: patient, Seq: seq, Version: 1, CreatedAt: noon,
		Decisions: []clinic.Decision{
			{RecordID: "a", RecordVersion: 2, RecordType: clinic.FileType, DecidedAt: at(1), SettingsVersion: 3, PhoneVersion: 4},
			{RecordID: "b", RecordVersion: 1, RecordType: clinic.PaymentType, Reason: clinic.BoxUnticked, DecidedAt: at(2), SettingsVersion: 3, PhoneVersion: 4, AskedAt: at(8), AskedBy: "doctor", WithdrawnAt: at(9), WithdrawnBy: "owner", WithdrawnFor: "wrong patient", OpenedAt: at(13)},
		},
		Notice: &clinic.Notice{
			PhoneVersion: 4, Links: []clinic.ShareLink{clinic.NewShareLink("h1", at(0)), clinic.NewShareLink("h2", at(5))}, ToldAt: at(1), QuietUntil: at(2),
			TellAgainAt: at(3), OpenedAt: at(4), LastOpenedAt: at(5), RevokedAt: at(6), RevokedFor: clinic.WithdrawnByClinic, PracticeToldAt: noon.Add(50 * time.Minute), LockedAt: at(7),
			RemindAt: at(10), RemindedAt: at(11), DoneAt: at(12),
			SMS: delivery(1), Email: delivery(2),
		},
	}
}

func TestALedgersLineComesBackAsStored(t *testing.T) {
	d := newDesk(t)
	p := d.register()
	ref := clinic.PatientRef{Practice: d.practice.ID, Patient: p.ID}
	e := wholeEntry(d, p.ID, 1)
	wantWhole(t, e)
	wantWhole(t, e.Decisions[1])
	wantWhole(t, *e.Notice)
	wantWhole(t, e.Notice.SMS)
	d.must(d.AppendShare(t.Context(), e))
	got, err := d.Share(t.Context(), ref, 1)
	d.must(err)
	wantSame(t, got, e)

	silent := clinic.ShareEntry{PracticeID: d.practice.ID, PatientID: p.ID, Seq: 2, Version: 1, CreatedAt: noon, Decisions: e.Decisions[1:]}
	d.must(d.AppendShare(t.Context(), silent))
	got, err = d.Share(t.Context(), ref, 2)
	d.must(err)
	wantSame(t, got, silent)
	_, err = d.Share(t.Context(), ref, 3)
	d.wantError(err, clinic.ErrNotFound)
}

func TestSettingsComeBackAsStoredAndEveryVersionIsKept(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	first, err := d.ShareSettings(ctx, d.practice.ID)
	d.must(err)
	wantSame(t, first, clinic.NewShareSettings(noon))

	next := clinic.NewShareSettings(noon.Add(time.Hour))
	next.Version, next.ChangedBy, next.QuietPeriod, next.Modes[clinic.FileType] = 2, "staff", 0, clinic.ShareOff
	d.must(d.ChangeShareSettings(ctx, d.practice.ID, next, d.event("")))
	got, err := d.ShareSettings(ctx, d.practice.ID)
	d.must(err)
	wantSame(t, got, next)
	versions, err := d.ShareSettingsVersions(ctx, d.practice.ID, 0, 10)
	d.must(err)
	wantSame(t, versions, []clinic.ShareSettings{next, first})
	versions, err = d.ShareSettingsVersions(ctx, d.practice.ID, 2, 10)
	d.must(err)
	wantSame(t, versions, []clinic.ShareSettings{first})
	_, err = d.ShareSettings(ctx, "another")
	d.wantError(err, clinic.ErrNotFound)
}

func TestACodeComesBackAsStored(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	p := d.register()
	ref := clinic.PatientRef{Practice: d.practice.ID, Patient: p.ID}
	c := clinic.Code{}.Renewed(clinic.LinkPurpose, "mac", 4, noon)
	d.must(d.PutCode(ctx, ref, "+919876543210", clinic.Code{}, c, nil, noon))
	got, err := d.Code(ctx, ref, clinic.LinkPurpose)
	d.must(err)
	wantSame(t, got, c)
	for name, other := range map[string]struct {
		ref     clinic.PatientRef
		purpose clinic.CodePurpose
	}{
		"another purpose": {ref, clinic.PhonePurpose}, "another patient": {clinic.PatientRef{Practice: d.practice.ID, Patient: "x"}, clinic.LinkPurpose},
		"another practice": {clinic.PatientRef{Practice: "x", Patient: p.ID}, clinic.LinkPurpose},
	} {
		if got, err := d.Code(ctx, other.ref, other.purpose); err != nil || !got.SentAt.IsZero() {
			t.Errorf("%s: %+v, %v, want no code", name, got, err)
		}
	}
}

func TestWhatACodeOpensIsStoredTogether(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	p := d.register()
	ref := clinic.PatientRef{Practice: d.practice.ID, Patient: p.ID}
	e := wholeEntry(d, p.ID, 1)
	d.must(d.AppendShare(ctx, e))
	c := clinic.Code{}.Renewed(clinic.LinkPurpose, "mac", 1, noon)
	d.must(d.PutCode(ctx, ref, "+919876543210", clinic.Code{}, c, nil, noon))
	e.Version = 2
	s := clinic.LinkSession{PracticeID: d.practice.ID, PatientID: p.ID, Scope: clinic.PersonScope, Seq: 1, PhoneVersion: 4, TokenHash: token.New().Hash(), StartedAt: noon, SeenAt: noon.Add(time.Second)}
	wantWhole(t, s)
	d.must(d.OpenShare(ctx, c, e, s, d.event(p.ID)))
	got, err := d.LinkSession(ctx, ref, s.TokenHash)
	d.must(err)
	wantSame(t, got, s)

	// The same code once more opens nothing, and leaves no session behind.
	again := s
	again.TokenHash = token.New().Hash()
	e.Version = 3
	d.wantError(d.OpenShare(ctx, c, e, again, d.event(p.ID)), clinic.ErrCodeWrong)
	_, err = d.LinkSession(ctx, ref, again.TokenHash)
	d.wantError(err, clinic.ErrUnauthenticated)
	stored, err := d.Share(ctx, ref, 1)
	d.must(err)
	if stored.Version != 2 {
		t.Errorf("the notice is at version %d, want 2", stored.Version)
	}

	d.must(d.TouchLinkSession(ctx, s, noon.Add(time.Minute), d.event(p.ID)))
	got, err = d.LinkSession(ctx, ref, s.TokenHash)
	d.must(err)
	if !got.SeenAt.Equal(noon.Add(time.Minute)) {
		t.Errorf("seen at %v", got.SeenAt)
	}
	d.must(d.CloseLinkSession(ctx, ref, s.TokenHash))
	d.must(d.CloseLinkSession(ctx, ref, s.TokenHash))
	d.wantError(d.TouchLinkSession(ctx, s, noon, d.event(p.ID)), clinic.ErrUnauthenticated)
	_, err = d.LinkSession(ctx, ref, s.TokenHash)
	d.wantError(err, clinic.ErrUnauthenticated)
}

func TestAnEventComesBackAsStoredAndIsNeverOverwritten(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	e := d.event("patient-without-a-chart")
	wantWhole(t, e)
	d.must(d.WriteAudit(ctx, e))
	if err := d.WriteAudit(ctx, e); err == nil {
		t.Error("an event was written over")
	}
	events, err := d.AccessEvents(ctx, d.practice.ID, e.PatientID, "", 10)
	d.must(err)
	wantSame(t, events, []clinic.AuditEvent{e})
	if events, err = d.AccessEvents(ctx, "another", e.PatientID, "", 10); err != nil || len(events) != 0 {
		t.Errorf("another practice reads %v, %v", events, err)
	}
}

func TestACheckpointComesBackAsStored(t *testing.T) {
	d := newDesk(t)
	if decided, sealed, err := d.Checkpoint(t.Context(), "shard"); err != nil || decided != "" || sealed != "" {
		t.Errorf("before the first: %q, %q, %v", decided, sealed, err)
	}
	d.must(d.PutCheckpoint(t.Context(), "shard", "17", "", noon))
	d.must(d.PutCheckpoint(t.Context(), "shard", "18", "16", noon))
	if decided, sealed, err := d.Checkpoint(t.Context(), "shard"); err != nil || decided != "18" || sealed != "16" {
		t.Errorf("got %q, %q, %v, want 18 and 16", decided, sealed, err)
	}
}

func TestAThreadComesBackAsStored(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	p := d.register()
	ref := clinic.PatientRef{Practice: d.practice.ID, Patient: p.ID}
	patient, doctor := clinic.Writer{Party: clinic.PatientParty, Guardian: true}, clinic.Writer{Party: clinic.PracticeParty, Staff: "doctor"}
	m := clinic.ThreadMessage{
		PatientRef: ref, Thread: "thread", ID: clinic.ThreadMessageID(id.New(noon)), Number: 1, By: doctor, Text: "May I?\n<b>", Files: []clinic.FileID{"f"}, SentAt: noon,
	}
	at := func(minutes int) time.Time { return noon.Add(time.Duration(minutes) * time.Minute) }
	thread := clinic.Thread{
		PatientRef: ref, ID: "thread", Subject: "A question", StartedBy: patient, CreatedAt: noon, LastAt: at(1), For: "doctor",
		Messages: []clinic.ThreadMessageID{m.ID}, Files: m.Files, PatientUnread: 2, PracticeUnread: 3,
		Read:        []clinic.ReadMark{{Party: clinic.PracticeParty, UpTo: 1, At: at(2), Staff: "doctor"}},
		UnreadSince: at(3), WaitingSince: at(4), PromisedBy: at(5), ClosedAt: at(6), ClosedBy: doctor, Version: 1,
	}
	delivery := clinic.Delivery{State: clinic.Retrying, MessageID: "m", Attempts: 1, LeaseUntil: at(1), NextAttemptAt: at(9), SentAt: at(2), Failure: "throttled", PossibleDuplicate: true}
	toPatient := clinic.MessageNotice{
		Practice: ref.Practice, Patient: ref.Patient, Unread: 2, ToldAt: at(1), QuietUntil: at(16), TellAgainAt: at(17), ReadAt: at(3), SMS: delivery, Email: delivery, Version: 1,
	}
	toStaff := toPatient
	toStaff.Patient, toStaff.Staff = "", "doctor"
	for _, v := range []any{m, thread, thread.Read[0]} {
		wantWhole(t, v)
	}
	d.must(d.ChangeThread(ctx, messaging.Change{Thread: thread, Message: &m, Notices: []clinic.MessageNotice{toPatient, toStaff}, Event: d.event(p.ID)}))
	got, err := d.Thread(ctx, ref, "thread")
	d.must(err)
	wantSame(t, got, thread)
	messages, err := d.ThreadMessages(ctx, ref, "thread", 0, 10)
	d.must(err)
	wantSame(t, messages[0], m)
	for _, want := range []clinic.MessageNotice{toPatient, toStaff} {
		notice, err := d.MessageNotice(ctx, want.Practice, want.Patient, want.Staff)
		d.must(err)
		wantSame(t, notice, want)
	}
	due, err := d.DueMessageNotices(ctx, at(9), 10)
	d.must(err)
	if len(due) != 2 || due[0].Staff == due[1].Staff {
		t.Errorf("due are %+v, want both notices", due)
	}
	if shares, err := d.Due(ctx, at(9), 10); err != nil || len(shares) != 0 {
		t.Errorf("the sweep of shares gets %+v, %v", shares, err)
	}
	inbox, err := d.Inbox(ctx, ref.Practice)
	d.must(err)
	want, _ := thread.InboxEntry()
	if len(inbox) != 1 || inbox[0] != want {
		t.Errorf("the inbox holds %+v, want %+v", inbox, want)
	}
	next := thread
	next.PracticeUnread, next.WaitingSince, next.Version = 0, time.Time{}, 2
	d.must(d.ChangeThread(ctx, messaging.Change{Thread: next, Event: d.event(p.ID)}))
	if inbox, err = d.Inbox(ctx, ref.Practice); err != nil || len(inbox) != 0 {
		t.Errorf("the inbox holds %+v, %v", inbox, err)
	}
	stale := messaging.Change{Thread: next, Event: d.event(p.ID)}
	d.wantError(d.ChangeThread(ctx, stale), clinic.ErrStale)
	stale.Thread.Version, stale.Notices, stale.Event = 3, []clinic.MessageNotice{toPatient}, d.event(p.ID)
	d.wantError(d.ChangeThread(ctx, stale), clinic.ErrStale)
	_, err = d.Thread(ctx, clinic.PatientRef{Practice: "another", Patient: p.ID}, "thread")
	d.wantError(err, clinic.ErrNotFound)
}

func TestMessagingSettingsComeBackAsStored(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	got, err := d.MessagingSettings(ctx, d.practice.ID)
	d.must(err)
	wantSame(t, got, clinic.DefaultMessaging())
	want := clinic.MessagingSettings{Open: true, Promise: 24 * time.Hour, Version: 2, ChangedAt: noon, ChangedBy: "owner"}
	wantWhole(t, want)
	d.must(d.ChangeMessagingSettings(ctx, d.practice.ID, want, d.event("")))
	d.wantError(d.ChangeMessagingSettings(ctx, d.practice.ID, want, d.event("")), clinic.ErrStale)
	got, err = d.MessagingSettings(ctx, d.practice.ID)
	d.must(err)
	wantSame(t, got, want)
}
