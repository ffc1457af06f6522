package dynamostore

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/chartshare/chartshare/internal/clinic"
)

// recordItem is one version of a record; it is never changed. It carries its
// own audit line: who wrote it, when, and from where. What the keys say does
// not stand in it again: the median record fits one write unit.
type recordItem struct {
	PK, SK      string
	Entity      string   `dynamodbav:"entity"`
	Type        string   `dynamodbav:"type"`
	Status      string   `dynamodbav:"status"`
	Origin      string   `dynamodbav:"origin"`
	ShareBox    bool     `dynamodbav:"shareBox"`
	EffectiveAt millis   `dynamodbav:"effectiveAt"`
	CreatedAt   millis   `dynamodbav:"createdAt"`
	RecordedAt  millis   `dynamodbav:"recordedAt"`
	Author      string   `dynamodbav:"author"`
	AuthorName  string   `dynamodbav:"authorName"`
	Guardian    bool     `dynamodbav:"guardian,omitempty"`
	Settings    int      `dynamodbav:"settings"` // version in force when the record was created
	Master      bool     `dynamodbav:"master"`
	Mode        string   `dynamodbav:"mode"`
	Content     []byte   `dynamodbav:"content"` // packed
	Attachments []string `dynamodbav:"attachments,omitempty"`
	Reason      string   `dynamodbav:"reason,omitempty"`
	Private     bool     `dynamodbav:"private,omitempty"` // nothing for the patient; for who reads no contents
}

func newRecordItem(r clinic.Record) (recordItem, error) {
	content, err := packContent(r.Content)
	if err != nil {
		return recordItem{}, fmt.Errorf("record %s: %w", r.ID, err)
	}
	k := recordKey(r.PracticeID, r.PatientID, r.ID, r.Version)
	return recordItem{
		PK: k.PK, SK: k.SK, Entity: entityRecord, Type: string(r.Type), Status: string(r.Status), Origin: string(r.Origin),
		ShareBox: r.ShareBox, EffectiveAt: toMillis(r.EffectiveAt), CreatedAt: toMillis(r.CreatedAt), RecordedAt: toMillis(r.RecordedAt),
		Author: string(r.AuthorID), AuthorName: r.AuthorName, Guardian: r.Guardian, Settings: r.SettingsAtCreation.Version,
		Master: r.SettingsAtCreation.Master, Mode: string(r.SettingsAtCreation.Mode), Content: content,
		Attachments: texts(r.Attachments), Reason: r.Reason, Private: r.NothingForPatient(),
	}, nil
}

func decodeRecord(av attributes) (clinic.Record, error) {
	var i recordItem
	if err := decode(av, &i); err != nil {
		return clinic.Record{}, err
	}
	ref, ok := ParseRecordKey(i.PK, i.SK)
	info, known := clinic.RecordType(i.Type).Info()
	if !ok || !known {
		return clinic.Record{}, fmt.Errorf("record item %s is of no known kind", i.SK)
	}
	content := info.New()
	if err := unpackContent(i.Content, content); err != nil {
		return clinic.Record{}, fmt.Errorf("record %s: %w", ref.Record, err)
	}
	return clinic.Record{
		PracticeID: ref.Practice, PatientID: ref.Patient, ID: ref.Record, Version: ref.Version,
		Type: info.Type, Status: clinic.RecordStatus(i.Status), Origin: clinic.Origin(i.Origin), ShareBox: i.ShareBox,
		EffectiveAt: i.EffectiveAt.time(), CreatedAt: i.CreatedAt.time(), RecordedAt: i.RecordedAt.time(),
		AuthorID: clinic.StaffID(i.Author), AuthorName: i.AuthorName, Guardian: i.Guardian, Content: content,
		Attachments: ids[clinic.FileID](i.Attachments), Reason: i.Reason,
		SettingsAtCreation: clinic.SettingsAtCreation{Version: i.Settings, Master: i.Master, Mode: clinic.ShareMode(i.Mode)},
	}, nil
}

// texts and ids turn lists of identifiers into what an item keeps, and back.
func texts[T ~string](ids []T) []string {
	var out []string
	for _, id := range ids {
		out = append(out, string(id))
	}
	return out
}

func ids[T ~string](texts []string) []T {
	var out []T
	for _, s := range texts {
		out = append(out, T(s))
	}
	return out
}

// ParseRecordKey reads a record version's keys, as a stream record shows them.
func ParseRecordKey(pk, sk string) (clinic.RecordRef, bool) {
	practice, patient, ok := parseChartPK(pk)
	rest, isRecord := strings.CutPrefix(sk, recordSK)
	id, v, hasVersion := strings.Cut(rest, "#")
	version, err := strconv.Atoi(v)
	if !ok || !isRecord || !hasVersion || err != nil {
		return clinic.RecordRef{}, false
	}
	return clinic.RecordRef{PatientRef: clinic.PatientRef{Practice: practice, Patient: patient}, Record: clinic.RecordID(id), Version: version}, true
}

func parseChartPK(pk string) (clinic.PracticeID, clinic.PatientID, bool) {
	rest, ok := strings.CutPrefix(pk, "PRACTICE#")
	practice, patient, isChart := strings.Cut(rest, "#PATIENT#")
	return clinic.PracticeID(practice), clinic.PatientID(patient), ok && isChart
}

// CreateRecord stores the first version of a record in one write, or in one
// transaction with the patient's allergies where it changes them. It returns
// an error matching [clinic.ErrIdempotencyKeyReused] if the id is taken.
func (t *Table) CreateRecord(ctx context.Context, r clinic.Record) error {
	return t.putRecord(ctx, r, clinic.ErrIdempotencyKeyReused)
}

// AppendRecord stores a further version. It returns an error matching
// [clinic.ErrStale] if that version exists already.
func (t *Table) AppendRecord(ctx context.Context, r clinic.Record) error {
	return t.putRecord(ctx, r, clinic.ErrStale)
}

func (t *Table) putRecord(ctx context.Context, r clinic.Record, taken error) error {
	item, err := newRecordItem(r)
	if err != nil {
		return err
	}
	if clinic.MayChangeAllergies(r) {
		return t.putWithAllergies(ctx, r, item, taken)
	}
	return t.putAlone(ctx, r, item, taken)
}

func (t *Table) putAlone(ctx context.Context, r clinic.Record, item recordItem, taken error) error {
	err := t.put(ctx, item, isNew, nil)
	if _, lost := conflict(err); lost {
		return taken
	}
	if err != nil {
		return fmt.Errorf("put record %s: %w", r.ID, err)
	}
	return nil
}

// Record returns the newest version of a record, or an error matching
// [clinic.ErrNotFound].
func (t *Table) Record(ctx context.Context, p clinic.PracticeID, patient clinic.PatientID, id clinic.RecordID) (clinic.Record, error) {
	prefix := recordSK + string(id) + "#"
	items, err := t.query(ctx, query{PK: chartPK(p, patient), From: prefix, To: below(prefix), Backwards: true, Limit: 2, Consistent: true})
	if err != nil {
		return clinic.Record{}, fmt.Errorf("record %s: %w", id, err)
	}
	records, err := newestOf(items, nil)
	if err != nil {
		return clinic.Record{}, err
	}
	if len(records) == 0 {
		return clinic.Record{}, clinic.ErrNotFound
	}
	return records[0], nil
}

// Versions returns all versions of a record, newest first, or an error
// matching [clinic.ErrNotFound]. The newest carries the directive.
func (t *Table) Versions(ctx context.Context, p clinic.PracticeID, patient clinic.PatientID, id clinic.RecordID) ([]clinic.Record, error) {
	prefix := recordSK + string(id) + "#"
	items, err := t.query(ctx, query{PK: chartPK(p, patient), From: prefix, To: below(prefix), Backwards: true, Consistent: true})
	if err != nil {
		return nil, fmt.Errorf("versions of record %s: %w", id, err)
	}
	var versions []clinic.Record
	var directive clinic.Directive
	for _, av := range items {
		if stringOf(av["entity"]) == entityDirective {
			if directive, err = decodeDirective(av); err != nil {
				return nil, err
			}
			continue
		}
		r, err := decodeRecord(av)
		if err != nil {
			return nil, err
		}
		versions = append(versions, r)
	}
	if len(versions) == 0 {
		return nil, clinic.ErrNotFound
	}
	versions[0].Directive = directive
	return versions, nil
}

// newestOf adds to records the newest version of each further record among
// items, which run backwards, with its directive.
func newestOf(items []attributes, records []clinic.Record) ([]clinic.Record, error) {
	var directed clinic.RecordID
	var directive clinic.Directive
	for _, av := range items {
		if _, id, ok := parseDirectiveKey(stringOf(av["PK"]), stringOf(av["SK"])); ok {
			d, err := decodeDirective(av)
			if err != nil {
				return nil, err
			}
			directed, directive = id, d
			continue
		}
		ref, ok := ParseRecordKey(stringOf(av["PK"]), stringOf(av["SK"]))
		if ok && len(records) > 0 && ref.Record == records[len(records)-1].ID {
			continue // an earlier version of the record just taken
		}
		r, err := decodeRecord(av)
		if err != nil {
			return nil, err
		}
		if r.ID == directed {
			r.Directive = directive
		}
		records = append(records, r)
	}
	return records, nil
}

// Records returns the newest versions of the records of a chart, newest record
// first: those before the record that the cursor names, at most limit, and
// whether there are more.
func (t *Table) Records(ctx context.Context, p clinic.PracticeID, patient clinic.PatientID, before clinic.RecordID, limit int) (records []clinic.Record, more bool, err error) {
	to := below(recordSK)
	if before != "" {
		to = justBefore(recordSK + string(before))
	}
	for len(records) <= limit {
		// One more than asked tells whether there is a next page; earlier
		// versions and directives may call for another query.
		items, err := t.query(ctx, query{PK: chartPK(p, patient), From: recordSK, To: to, Backwards: true, Limit: limit + 1})
		if err != nil {
			return nil, false, fmt.Errorf("records: %w", err)
		}
		if records, err = newestOf(items, records); err != nil {
			return nil, false, err
		}
		if len(items) <= limit {
			break
		}
		to = pageEnd(items, records)
	}
	if len(records) > limit {
		return records[:limit], true, nil
	}
	return records, false, nil
}

// pageEnd returns where the next query begins: before the last record that was
// taken, or before the page's last item if that is a directive whose record
// the page cut off.
func pageEnd(items []attributes, records []clinic.Record) string {
	last := items[len(items)-1]
	if _, id, ok := parseDirectiveKey(stringOf(last["PK"]), stringOf(last["SK"])); ok {
		return below(recordSK + string(id)) // the directive is read again with its record
	}
	return justBefore(recordSK + string(records[len(records)-1].ID))
}

// SharingState reads the practice, its settings, the patient and the given
// record versions, all as they are now.
func (t *Table) SharingState(ctx context.Context, ref clinic.PatientRef, versions []clinic.RecordRef) (clinic.SharingInput, error) {
	var in clinic.SharingInput
	profile, settings, patient := profileKey(ref.Practice), settingsKey(ref.Practice), patientKey(ref.Practice, ref.Patient)
	keys := []key{profile, settings, patient}
	for _, v := range versions {
		keys = append(keys, recordKey(v.Practice, v.Patient, v.Record, v.Version), directiveKey(v.Practice, v.Patient, v.Record))
	}
	found, err := t.getAll(ctx, keys...)
	if err != nil {
		return in, fmt.Errorf("sharing state: %w", err)
	}
	if found[profile] == nil || found[settings] == nil || found[patient] == nil {
		return in, clinic.ErrNotFound
	}
	if in.State.Practice, err = decodePractice(found[profile]); err != nil {
		return in, err
	}
	if in.State.Settings, err = decodeSettings(found[settings]); err != nil {
		return in, err
	}
	if in.State.Patient, err = decodePatient(found[patient]); err != nil {
		return in, err
	}
	for i := 3; i < len(keys); i += 2 {
		av, ok := found[keys[i]]
		if !ok {
			continue
		}
		r, err := decodeRecord(av)
		if err != nil {
			return in, err
		}
		if directive, ok := found[keys[i+1]]; ok {
			if r.Directive, err = decodeDirective(directive); err != nil {
				return in, err
			}
		}
		in.Records = append(in.Records, r)
	}
	return in, nil
}
