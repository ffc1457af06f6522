package clinic

import "time"

// Directive is what clinicians decided about one record, all its versions,
// beside settings and box. The zero Directive says nothing.
type Directive struct {
	Hold    Hold
	Asked   Asked
	Reading Reading
	// RecalledAt is when the share of the record was last taken back; zero for
	// never, and again once a clinician has shared it anew.
	RecalledAt time.Time
	Version    int // of the directive, from 1; 0 if there is none yet
}

// Hold keeps a record from being shared, and hides it where it was shared
// before. The zero Hold holds nothing.
type Hold struct {
	Reason    string // why, in the clinician's words; never shown to the patient
	By        StaffID
	At        time.Time
	ReleaseAt time.Time // zero: until somebody releases it
}

// Reading is that a clinician has read what a patient wrote. The zero Reading
// is none yet.
type Reading struct {
	By     StaffID
	ByName string // as it was then: the patient is told who
	At     time.Time
}

// WithReading returns the directive with the first reading; a later one
// changes nothing.
func (d Directive) WithReading(r Reading) Directive {
	if d.Reading.At.IsZero() {
		d.Reading = r
		d.Version++
	}
	return d
}

// Asked is the wish that a record version be decided on again.
type Asked struct {
	RecordVersion int
	At            time.Time // to the millisecond; tells one wish from another
	By            StaffID   // empty: the hold's release date came
	// ShareNow says that a clinician shares this one version whatever settings,
	// box and origin said when it was made.
	ShareNow bool
}

// MaxHold is how far ahead a hold's release may lie.
const MaxHold = 2 * 366 * 24 * time.Hour

// Holds reports whether the record is held at now.
func (h Hold) Holds(now time.Time) bool {
	return !h.At.IsZero() && (h.ReleaseAt.IsZero() || now.Before(h.ReleaseAt))
}

// Validate reports what cannot be in a hold that begins at h.At.
func (h Hold) Validate() error {
	var v Invalid
	CheckText(&v, "/reason", h.Reason, 1, MaxLineText)
	v.Check(h.ReleaseAt.IsZero() || h.ReleaseAt.After(h.At), "/releaseAt", "in_the_past", "a hold is released in the future")
	v.Check(h.ReleaseAt.IsZero() || h.ReleaseAt.Before(h.At.Add(MaxHold)), "/releaseAt", "out_of_range", "a hold is released within two years")
	return v.Err()
}

// WithHold returns the directive with a hold in place of any other.
func (d Directive) WithHold(h Hold) Directive {
	d.Hold = h
	d.Version++
	return d
}

// WithRecall returns the directive after the record's share was taken back.
func (d Directive) WithRecall(now time.Time) Directive {
	d.RecalledAt = now
	d.Version++
	return d
}

// Ask returns the directive with the wish that a version be decided on again.
// A hold that has ended goes with it, and a recall when it is to be shared.
func (d Directive) Ask(a Asked) Directive {
	if !d.Hold.Holds(a.At) {
		d.Hold = Hold{}
	}
	if a.ShareNow {
		d.RecalledAt = time.Time{}
	}
	d.Asked = a
	d.Version++
	return d
}

// Released returns the directive without its hold.
func (d Directive) Released() Directive {
	d.Hold = Hold{}
	d.Version++
	return d
}

// asksFor reports whether the directive wishes that the version be decided on.
func (d Directive) asksFor(version int) bool {
	return !d.Asked.At.IsZero() && d.Asked.RecordVersion == version
}

// SavedAt returns when somebody last wanted the version to be decided on: when
// it was saved, or when a later wish was made.
func (r Record) SavedAt() time.Time {
	if r.Directive.asksFor(r.Version) {
		return r.Directive.Asked.At
	}
	return r.RecordedAt
}

// Answers reports whether the decision is about all that was asked of the
// record version so far.
func (d Decision) Answers(r Record) bool {
	return !r.Directive.asksFor(r.Version) || d.AskedAt.Equal(r.Directive.Asked.At)
}
