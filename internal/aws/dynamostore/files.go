package dynamostore

import (
	"context"
	"fmt"
	"strings"

	"github.com/chartshare/chartshare/internal/clinic"
)

// fileItem is an uploaded file; its bytes lie in the object store.
type fileItem struct {
	PK, SK      string
	Name        string `dynamodbav:"name"`
	ContentType string `dynamodbav:"contentType"`
	Size        int64  `dynamodbav:"size"`
	SHA256      string `dynamodbav:"sha256"`
	State       string `dynamodbav:"state"`
	Refusal     string `dynamodbav:"refusal,omitempty"`
	ScanningAt  millis `dynamodbav:"scanningAt,omitempty"`
	Attempts    int    `dynamodbav:"attempts,omitempty"`
	Key         string `dynamodbav:"key,omitempty"`
	VersionID   string `dynamodbav:"versionId,omitempty"`
	CleanSize   int64  `dynamodbav:"cleanSize,omitempty"`
	CleanSHA256 string `dynamodbav:"cleanSha256,omitempty"`
	Width       int    `dynamodbav:"width,omitempty"`
	Height      int    `dynamodbav:"height,omitempty"`
	Pages       int    `dynamodbav:"pages,omitempty"`
	UploadedBy  string `dynamodbav:"uploadedBy"`
	Origin      string `dynamodbav:"origin"`
	CreatedAt   millis `dynamodbav:"createdAt"`
	DecidedAt   millis `dynamodbav:"decidedAt,omitempty"`
	Version     int    `dynamodbav:"version"`
}

func newFileItem(f clinic.File) fileItem {
	k := fileKey(f.PracticeID, f.PatientID, f.ID)
	return fileItem{
		PK: k.PK, SK: k.SK, Name: f.Name, ContentType: f.ContentType, Size: f.Size, SHA256: f.SHA256,
		State: string(f.State), Refusal: string(f.Refusal), ScanningAt: toMillis(f.ScanningAt), Attempts: f.Attempts,
		Key: f.Key, VersionID: f.VersionID, CleanSize: f.CleanSize, CleanSHA256: f.CleanSHA256,
		Width: f.Width, Height: f.Height, Pages: f.Pages, UploadedBy: string(f.UploadedBy), Origin: string(f.Origin),
		CreatedAt: toMillis(f.CreatedAt), DecidedAt: toMillis(f.DecidedAt), Version: f.Version,
	}
}

func (i fileItem) file(ref clinic.PatientRef) clinic.File {
	return clinic.File{
		PracticeID: ref.Practice, PatientID: ref.Patient, ID: clinic.FileID(strings.TrimPrefix(i.SK, fileSK)),
		Name: i.Name, ContentType: i.ContentType, Size: i.Size, SHA256: i.SHA256,
		State: clinic.FileState(i.State), Refusal: clinic.Refusal(i.Refusal), ScanningAt: i.ScanningAt.time(), Attempts: i.Attempts,
		Key: i.Key, VersionID: i.VersionID, CleanSize: i.CleanSize, CleanSHA256: i.CleanSHA256,
		Width: i.Width, Height: i.Height, Pages: i.Pages, UploadedBy: clinic.StaffID(i.UploadedBy), Origin: clinic.Origin(i.Origin),
		CreatedAt: i.CreatedAt.time(), DecidedAt: i.DecidedAt.time(), Version: i.Version,
	}
}

// CreateFile stores a new file with its event. It returns an error matching
// [clinic.ErrIdempotencyKeyReused] if the id is taken.
func (t *Table) CreateFile(ctx context.Context, f clinic.File, e clinic.AuditEvent) error {
	put, err := t.putIn(newFileItem(f), isNew, nil)
	if err != nil {
		return err
	}
	audit, err := t.auditIn(e)
	if err != nil {
		return err
	}
	err = t.transact(ctx, put, audit)
	if _, taken := conflict(err); taken {
		return clinic.ErrIdempotencyKeyReused
	}
	if err != nil {
		return fmt.Errorf("put file %s: %w", f.ID, err)
	}
	return nil
}

// UpdateFile stores version f.Version of a file in place of the one before,
// with its event if it has an id. It returns an error matching
// [clinic.ErrStale] if the file was changed meanwhile.
func (t *Table) UpdateFile(ctx context.Context, f clinic.File, e clinic.AuditEvent) error {
	if e.ID == "" {
		return stale(t.put(ctx, newFileItem(f), isVersion, versionValue(f.Version-1)), "file")
	}
	put, err := t.putIn(newFileItem(f), isVersion, versionValue(f.Version-1))
	if err != nil {
		return err
	}
	audit, err := t.auditIn(e)
	if err != nil {
		return err
	}
	return stale(t.transact(ctx, put, audit), "file")
}

// File returns a file of a chart, or an error matching [clinic.ErrNotFound].
func (t *Table) File(ctx context.Context, ref clinic.PatientRef, id clinic.FileID) (clinic.File, error) {
	var item fileItem
	found, err := t.get(ctx, fileKey(ref.Practice, ref.Patient, id), &item)
	if err != nil {
		return clinic.File{}, err
	}
	if !found {
		return clinic.File{}, clinic.ErrNotFound
	}
	return item.file(ref), nil
}

// Files returns those of the files that the chart has, in the order of the
// ids, a hundred with each call of the database and none for no ids.
func (t *Table) Files(ctx context.Context, ref clinic.PatientRef, ids []clinic.FileID) ([]clinic.File, error) {
	const most = 100 // of one BatchGetItem
	var files []clinic.File
	for len(ids) > 0 {
		n := min(len(ids), most)
		keys := make([]key, n)
		for i, id := range ids[:n] {
			keys[i] = fileKey(ref.Practice, ref.Patient, id)
		}
		found, err := t.getAll(ctx, keys...)
		if err != nil {
			return nil, fmt.Errorf("files: %w", err)
		}
		for _, k := range keys {
			av, ok := found[k]
			if !ok {
				continue
			}
			var item fileItem
			if err := decode(av, &item); err != nil {
				return nil, err
			}
			files = append(files, item.file(ref))
		}
		ids = ids[n:]
	}
	return files, nil
}
