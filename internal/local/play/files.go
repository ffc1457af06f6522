package play

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"mime/multipart"
	"net/http"
	"time"
)

// File is a file of a chart as the API shows it.
type File struct {
	ID, Name, ContentType, State, Refusal string
	Size                                  int64
}

// Upload announces a file, sends its bytes as a browser does, and waits until
// it was checked.
func (s *Staff) Upload(ctx context.Context, patient, name, contentType string, data []byte) (File, error) {
	sum := sha256.Sum256(data)
	var begun struct {
		File   File
		Upload struct {
			URL    string
			Fields map[string]string
		}
	}
	path := "/api/patients/" + patient + "/files"
	_, err := s.Do(ctx, "POST", path, map[string]any{"name": name, "contentType": contentType, "size": len(data), "sha256": hex.EncodeToString(sum[:])}, &begun)
	if err != nil {
		return File{}, err
	}
	if err := sendForm(ctx, begun.Upload.URL, begun.Upload.Fields, data); err != nil {
		return begun.File, err
	}
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for {
		var f File
		if _, err := s.Do(ctx, "GET", path+"/"+begun.File.ID, nil, &f); err != nil {
			return f, err
		}
		switch f.State {
		case "ready":
			return f, nil
		case "refused":
			return f, fmt.Errorf("the file was refused: %s", f.Refusal)
		}
		select {
		case <-ctx.Done():
			return f, fmt.Errorf("file %s is %s: %w", f.ID, f.State, ctx.Err())
		case <-time.After(25 * time.Millisecond):
		}
	}
}

// sendForm posts a presigned form with the file's bytes.
func sendForm(ctx context.Context, url string, fields map[string]string, data []byte) error {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, value := range fields {
		_ = w.WriteField(name, value) // a bytes.Buffer takes everything
	}
	part, _ := w.CreateFormFile("file", "blob")
	_, _ = part.Write(data)
	_ = w.Close()
	req, err := http.NewRequestWithContext(ctx, "POST", url, &body)
	if err != nil {
		return fmt.Errorf("upload: %w", err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("upload: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode >= 300 {
		return fmt.Errorf("upload: the store answered %d", resp.StatusCode)
	}
	return nil
}
