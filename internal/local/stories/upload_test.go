package stories_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/chartshare/chartshare/internal/local/objectstore"
	"github.com/chartshare/chartshare/internal/local/play"
)

// upload is what the API says of a file, and of where its bytes go.
type upload struct {
	File   file
	Upload *form
}

type file struct {
	ID, Name, ContentType, State, Refusal string
	Size                                  int64
}

type form struct {
	URL    string
	Fields map[string]string
}

func announcement(name, contentType string, data []byte) map[string]any {
	sum := sha256.Sum256(data)
	return map[string]any{"name": name, "contentType": contentType, "size": len(data), "sha256": hex.EncodeToString(sum[:])}
}

// send posts the form as a browser does, without cookies, from our own page.
func (f form) send(t *testing.T, data []byte) int {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, value := range f.Fields {
		_ = w.WriteField(name, value) // a bytes.Buffer takes everything
	}
	part, _ := w.CreateFormFile("file", "blob")
	_, _ = part.Write(data)
	_ = w.Close()
	req, err := http.NewRequestWithContext(t.Context(), "POST", f.URL, &body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	req.Header.Set("Origin", cloud.URL)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode < 300 && resp.Header.Get("Access-Control-Allow-Origin") != cloud.URL {
		t.Errorf("the page may not see that its upload succeeded: %v", resp.Header)
	}
	return resp.StatusCode
}

// with returns the form with one field changed.
func (f form) with(name, value string) form {
	fields := maps.Clone(f.Fields)
	maps.DeleteFunc(fields, func(field, _ string) bool { return strings.EqualFold(field, name) })
	if value != "" {
		fields[name] = value
	}
	return form{f.URL, fields}
}

// fetch follows an address that the API gave.
func fetch(t *testing.T, address string, header ...string) (*http.Response, []byte) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), "GET", address, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, data
}

func (h *house) begin(p play.Patient, name, contentType string, data []byte) upload {
	h.t.Helper()
	var u upload
	_, err := h.desk.Do(h.ctx, "POST", "/api/patients/"+p.ID+"/files", announcement(name, contentType, data), &u)
	h.must(err)
	if u.Upload == nil || u.File.State != "pending" {
		h.t.Fatalf("a file that was announced is %+v", u)
	}
	return u
}

func (h *house) file(p play.Patient, id string) file {
	h.t.Helper()
	var f file
	_, err := h.doctor.Do(h.ctx, "GET", "/api/patients/"+p.ID+"/files/"+id, nil, &f)
	h.must(err)
	return f
}

// checked uploads a file and waits until it was decided on.
func (h *house) checked(p play.Patient, name, contentType string, data []byte) file {
	h.t.Helper()
	u := h.begin(p, name, contentType, data)
	if status := u.Upload.send(h.t, data); status != http.StatusNoContent {
		h.t.Fatalf("upload of %s = %d, want 204", name, status)
	}
	var f file
	h.eventually(name+" is decided on", func() bool {
		f = h.file(p, u.File.ID)
		return f.State == "ready" || f.State == "refused"
	})
	return f
}

func (h *house) download(b *play.Browser, path string) (string, error) {
	var d struct{ URL string }
	_, err := b.Do(h.ctx, "POST", path+"/download", nil, &d)
	return d.URL, err
}

// takenAt is what the sample photo tells of where it was taken.
const takenAt = "N9.9312E76.2673"

// sample is one of the files that internal/files/media makes for its own tests.
func sample(name string) []byte {
	data, err := os.ReadFile(filepath.Join(root, "internal/files/media/testdata", name))
	if err != nil {
		panic(err)
	}
	return data
}

// pdf is a document of one page with something more in it.
func pdf(what ...string) []byte {
	return []byte("%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n2 0 obj\n" + strings.Join(what, "") + "\nendobj\ntrailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n")
}

func dicom(preamble string) []byte {
	head := make([]byte, 128)
	copy(head, preamble)
	return append(head, "DICM\x02\x00\x00\x00UL\x04\x00\x10\x00\x00\x00\x02\x00\x10\x00UI\x14\x001.2.840.10008.1.2.1\x00"...)
}

// filesBucket is the product's bucket, as the local cloud names it.
const filesBucket = "chartshare-local-files-000000000000"

// store is the object store behind everybody's back.
func store() *s3.Client {
	return s3.New(s3.Options{
		BaseEndpoint: aws.String(cloud.S3Endpoint), Region: "ap-south-1", UsePathStyle: true,
		Credentials: credentials.NewStaticCredentialsProvider(objectstore.AccessKeyID, objectstore.SecretAccessKey, ""),
	})
}

func objects(t *testing.T, prefix string) []string {
	t.Helper()
	out, err := store().ListObjectVersions(t.Context(), &s3.ListObjectVersionsInput{Bucket: aws.String(filesBucket), Prefix: &prefix})
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, v := range out.Versions {
		keys = append(keys, aws.ToString(v.Key))
	}
	return keys
}
