package iam

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
)

// plainS3 are the query parameters that leave a request what its method says.
var plainS3 = []string{
	"x-id", "list-type", "prefix", "delimiter", "max-keys", "marker", "start-after", "continuation-token", "encoding-type",
	"uploads", "uploadId", "partNumber", "versionId", "tagging",
}

// s3 returns what a request to S3 asks for. Its body stays to be read.
func (a *Account) s3(r *http.Request) ([]Request, error) {
	if r.Method == http.MethodOptions {
		return nil, nil // a browser asks about CORS, for nobody
	}
	bucket, key, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if bucket == "" {
		return []Request{{Action: "s3:ListAllMyBuckets", Resource: "*"}}, nil
	}
	arn := "arn:aws:s3:::" + bucket
	for name := range r.URL.Query() {
		if !isPlainS3(name) {
			return nil, errors.New("the local cloud does not know which permission ?" + name + " needs")
		}
	}
	if key != "" {
		if action, ok := versioned(r); ok {
			return []Request{{Action: action, Resource: arn + "/" + key}}, nil
		}
	}
	switch reads := r.Method == http.MethodGet || r.Method == http.MethodHead; {
	case key == "" && reads:
		return []Request{{Action: "s3:ListBucket", Resource: arn}}, nil
	case key == "" && r.Method == http.MethodPost:
		var err error
		if key, err = formKey(r); err != nil {
			return nil, err
		}
		return []Request{{Action: "s3:PutObject", Resource: arn + "/" + key}}, nil
	case key == "":
		return nil, errors.New("the local cloud does not know which permission changes of a bucket need")
	case reads:
		return []Request{{Action: "s3:GetObject", Resource: arn + "/" + key}}, nil
	case r.Method == http.MethodDelete:
		return []Request{{Action: "s3:DeleteObject", Resource: arn + "/" + key}}, nil
	}
	all := []Request{{Action: "s3:PutObject", Resource: arn + "/" + key}}
	if source := r.Header.Get("X-Amz-Copy-Source"); source != "" {
		path, err := url.PathUnescape(strings.TrimPrefix(source, "/"))
		if err != nil {
			return nil, err
		}
		path, version, _ := strings.Cut(path, "?")
		read := "s3:GetObject"
		if version != "" {
			read = "s3:GetObjectVersion"
		}
		all = append(all, Request{Action: read, Resource: "arn:aws:s3:::" + path})
	}
	return all, nil
}

// versioned returns the permission of a request that names a version of an
// object, or its tags; ok is false for any other.
func versioned(r *http.Request) (action string, ok bool) {
	query := r.URL.Query()
	what, of := "Object", ""
	if query.Has("versionId") {
		what = "ObjectVersion"
	}
	if query.Has("tagging") {
		of = "Tagging"
	}
	if what == "Object" && of == "" {
		return "", false
	}
	verb := "Put"
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		verb = "Get"
	case http.MethodDelete:
		verb = "Delete"
	}
	return "s3:" + verb + what + of, true
}

func isPlainS3(name string) bool {
	for _, plain := range plainS3 {
		if name == plain {
			return true
		}
	}
	lower := strings.ToLower(name)
	return strings.HasPrefix(lower, "x-amz-") || strings.HasPrefix(lower, "response-")
}

// formKey returns the key of a browser's upload, which stands in the form
// before the file.
func formKey(r *http.Request) (string, error) {
	var read bytes.Buffer
	body := r.Body
	r.Body = struct {
		io.Reader
		io.Closer
	}{io.TeeReader(body, &read), body}
	defer func() {
		r.Body = struct {
			io.Reader
			io.Closer
		}{io.MultiReader(&read, body), body}
		r.MultipartForm = nil
	}()
	form, err := r.MultipartReader()
	for err == nil {
		var part *multipart.Part
		if part, err = form.NextPart(); err == nil && part.FormName() == "key" {
			key, err := io.ReadAll(io.LimitReader(part, 1<<10)) // S3's longest
			return string(key), err
		}
	}
	return "", errors.New("the form has no key")
}
