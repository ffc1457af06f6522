package clinic

import (
	"strings"
	"time"
)

// The bounds of what a patient adds to the chart. They are a person's, not a
// clinic's: a letter, the photos of a report.
const (
	MaxOwnNote        = 5000     // characters
	MaxOwnAttachments = 10       // of one note or document
	MaxOwnFileBytes   = 25 << 20 // of one file
	MaxOwnFiles       = 200      // of one chart, over all time
	MaxOwnBytes       = 1 << 30  // of all of them
)

// OwnWritings bounds the notes and documents that a patient adds to a chart.
func OwnWritings(ref PatientRef) Limit {
	return Limit{What: "own-writings-" + string(ref.Practice) + "-" + string(ref.Patient), Most: 30, Per: 24 * time.Hour}
}

// OwnRecord returns the record of what a patient, or who answers for the
// patient, writes into the chart: final, in nobody's name of the practice, and
// never shared by a notice.
func OwnRecord(by PortalActor, id RecordID, content Content, attachments []FileID, settings ShareSettings, now time.Time) Record {
	t := content.RecordType()
	// With its box ticked: nobody saw one, and what keeps the record from being
	// shared is where it comes from.
	return Record{
		PracticeID: by.Practice.ID, PatientID: by.Patient.ID, ID: id, Version: 1, Type: t, Status: FinalStatus, Origin: PatientOrigin, ShareBox: true,
		EffectiveAt: now, CreatedAt: now, RecordedAt: now, AuthorName: by.Patient.Name, Guardian: by.Guardian,
		Content: content, Attachments: attachments, SettingsAtCreation: settings.For(t),
	}
}

// maxOwnTitle bounds, in characters, how much of a note stands in its place in
// a list.
const maxOwnTitle = 60

// OwnTitle returns by what its writer tells what a patient added from the
// rest: the title of documents, the first words of a note. It is empty for
// what the practice wrote.
func (r Record) OwnTitle() string {
	if r.Origin != PatientOrigin {
		return ""
	}
	switch c := r.Content.(type) {
	case *FileRecord:
		return c.Title
	case *ClinicalNote:
		return firstWords(c.FreeText, maxOwnTitle)
	}
	return ""
}

// firstWords returns whole words of the first line, with an ellipsis where
// there are more than fit.
func firstWords(text string, most int) string {
	line, rest, _ := strings.Cut(strings.TrimSpace(text), "\n")
	line = strings.TrimSpace(line)
	runes := []rune(line)
	if len(runes) <= most {
		if rest != "" {
			line += " …"
		}
		return line
	}
	cut := string(runes[:most])
	if at := strings.LastIndexByte(cut, ' '); at > 0 {
		cut = cut[:at]
	}
	return strings.TrimSpace(cut) + " …"
}

// CheckOwnAttachments reports which of the ids is not a file that the patient
// uploaded, or one that was refused. What the practice put into the chart is
// not the patient's to attach.
func CheckOwnAttachments(ids []FileID, files []File, now time.Time) error {
	var own []File
	for _, f := range files {
		if f.Origin == PatientOrigin {
			own = append(own, f)
		}
	}
	return CheckAttachments(ids, own, now)
}

// OwnFiles is how much a patient has uploaded into a chart.
type OwnFiles struct {
	Count int
	Bytes int64
}

// InTriage returns what stands in the practice's inbox until a clinician has
// read what the patient wrote.
func (r Record) InTriage() InboxEntry {
	return InboxEntry{
		Kind: TriageInbox, ID: string(r.ID), Patient: PatientRef{r.PracticeID, r.PatientID}, Since: r.RecordedAt, What: string(r.Type),
	}
}
