package stories_test

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/chartshare/chartshare/internal/local/play"
)

func TestAFileGoesFromTheDeskToThePatientsPhone(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.patient(nil)
	photo := sample("photo.jpg")
	f := h.checked(p, "छाती का एक्स-रे (front); 1.jpg", "image/jpeg", photo)
	if f.State != "ready" || f.Size >= int64(len(photo)) {
		t.Fatalf("the photo is %+v, want it ready and smaller by what told of its place", f)
	}
	incoming := "incoming/" + h.practice + "/" + p.ID
	h.eventually("what came is taken away", func() bool { return len(objects(t, incoming)) == 0 })

	address, err := h.download(&h.desk.Browser, "/api/patients/"+p.ID+"/files/"+f.ID)
	h.must(err)
	resp, data := fetch(t, address)
	if resp.StatusCode != http.StatusOK || bytes.Contains(data, []byte(takenAt)) || int64(len(data)) != f.Size {
		t.Errorf("download = %d, %d bytes, want %d clean ones", resp.StatusCode, len(data), f.Size)
	}
	if got := resp.Header.Get("Content-Type"); got != "image/jpeg" {
		t.Errorf("Content-Type = %s", got)
	}
	if got := resp.Header.Get("Content-Disposition"); !strings.HasPrefix(got, `attachment; filename="`) || !strings.Contains(got, "filename*=UTF-8''%E0%A4%9B") || strings.ContainsAny(got, "\r\n") {
		t.Errorf("Content-Disposition = %s", got)
	}
	if resp, part := fetch(t, address, "Range", "bytes=0-9"); resp.StatusCode != http.StatusPartialContent || len(part) != 10 {
		t.Errorf("a range = %d, %d bytes, want 206 and ten", resp.StatusCode, len(part))
	}

	before := h.last()
	r, err := h.doctor.Save(h.ctx, p.ID, "file", content("file"), map[string]any{"attachments": []string{f.ID}})
	h.must(err)
	h.becomes(p, r, "sent", "delivered")
	phone := h.phone(h.wait(before, "sms", p.Phone))
	opened := h.read(phone)
	if len(opened.Records) != 1 || len(opened.Records[0].Attachments) != 1 || opened.Records[0].Attachments[0].Name != f.Name || opened.Records[0].Attachments[0].Size != f.Size {
		t.Fatalf("the patient sees %+v, want the file", opened.Records)
	}
	address, err = h.download(&phone.Browser, "/api/share-links/files/"+f.ID)
	h.must(err)
	if resp, data := fetch(t, address); resp.StatusCode != http.StatusOK || int64(len(data)) != f.Size {
		t.Errorf("the patient's download = %d, %d bytes", resp.StatusCode, len(data))
	}
	var events struct {
		Items []struct{ What, Agent, Entity string }
	}
	_, err = h.doctor.Do(h.ctx, "GET", "/api/patients/"+p.ID+"/access-events", nil, &events)
	h.must(err)
	agents := map[string]int{}
	for _, e := range events.Items {
		if e.What == "file_downloaded" {
			agents[strings.Split(e.Agent, "/")[0]]++
		}
	}
	if agents["staff"] != 1 || agents["patient"] != 1 {
		t.Errorf("downloads by %v, want one by the staff and one by the patient", agents)
	}
	_, err = phone.Do(h.ctx, "DELETE", "/api/share-links/session", nil, nil)
	h.must(err)
	_, err = h.download(&phone.Browser, "/api/share-links/files/"+f.ID)
	h.refused(err, "unauthenticated")
}

func TestAPatientGetsOnlyTheFilesOfWhatIsShown(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p, neighbour := h.patient(nil), h.patient(nil)
	attached := h.checked(p, "report.pdf", "application/pdf", pdf())
	loose := h.checked(p, "other.pdf", "application/pdf", pdf("(other)"))
	unshared := h.checked(p, "unshared.pdf", "application/pdf", pdf("(unshared)"))
	theirs := h.checked(neighbour, "theirs.pdf", "application/pdf", pdf("(theirs)"))
	before := h.last()
	_, err := h.doctor.Save(h.ctx, p.ID, "file", content("file"), map[string]any{"attachments": []string{attached.ID}})
	h.must(err)
	_, err = h.doctor.Save(h.ctx, p.ID, "file", content("file"), map[string]any{"attachments": []string{unshared.ID}, "shareBox": false})
	h.must(err)
	phone := h.phone(h.wait(before, "sms", p.Phone))
	h.read(phone)
	_, err = h.download(&phone.Browser, "/api/share-links/files/"+attached.ID)
	h.must(err)
	for name, id := range map[string]string{
		"attached to nothing": loose.ID, "of a record that is not shared": unshared.ID, "somebody else's": theirs.ID,
		"absent": newID(time.Now()), "no id": "x",
	} {
		if _, err := h.download(&phone.Browser, "/api/share-links/files/"+id); statusOf(err) != http.StatusNotFound {
			t.Errorf("a file %s: %v, want 404", name, err)
		}
	}
}

func TestWhatMayNotBeReadIsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.register(nil)
	eicar := []byte(`X5O!P%@AP[4\PZX54(P^)7CC)7}` + `$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`)
	for name, tt := range map[string]struct {
		as, want string
		data     []byte
	}{
		"eicar.pdf":    {"application/pdf", "malware", eicar},
		"within.pdf":   {"application/pdf", "malware", pdf("(" + string(eicar) + ")")},
		"html.png":     {"image/png", "wrong_type", []byte("<html><script>alert(1)</script>")},
		"svg.png":      {"image/png", "wrong_type", []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="x"/>`)},
		"js.pdf":       {"application/pdf", "active_content", pdf("<< /S /JavaScript /JS (x) >>")},
		"password.pdf": {"application/pdf", "encrypted", pdf("<< /Encrypt 9 0 R >>")},
		"gifar.jpg":    {"image/jpeg", "wrong_type", append(sample("photo.jpg"), "PK\x05\x06"+strings.Repeat("\x00", 18)...)},
		"mz.dcm":       {"application/dicom", "wrong_type", dicom("MZ")},
		"elf.dcm":      {"application/dicom", "wrong_type", dicom("\x7fELF")},
		"macro.pdf":    {"application/pdf", "wrong_type", append([]byte("PK\x03\x04"), "PK\x05\x06"+strings.Repeat("\x00", 18)...)},
		"flood.png":    {"image/png", "too_many_pixels", sample("flood.png")},
		"cut.jpg":      {"image/jpeg", "damaged", sample("photo.jpg")[:900]},
	} {
		f := h.checked(p, name, tt.as, tt.data)
		if f.State != "refused" || f.Refusal != tt.want {
			t.Errorf("%s is %+v, want it refused for %s", name, f, tt.want)
		}
		_, err := h.download(&h.doctor.Browser, "/api/patients/"+p.ID+"/files/"+f.ID)
		h.refused(err, "file_not_ready")
		_, err = h.doctor.Save(h.ctx, p.ID, "file", content("file"), map[string]any{"attachments": []string{f.ID}})
		h.refused(err, "invalid")
	}
	h.eventually("nothing of it is kept", func() bool {
		return len(objects(t, "incoming/"+h.practice)) == 0 && len(objects(t, "ready/"+h.practice)) == 0
	})
	for name, change := range map[string]map[string]any{
		"of no bytes": {"size": 0}, "too large": {"size": 50<<20 + 1}, "of another type": {"contentType": "text/html"},
		"with a path": {"name": "../../etc/passwd.pdf"}, "of a device": {"name": "CON.pdf"}, "turned around": {"name": "a\u202efdp.exe.pdf"},
		"without its ending": {"name": "a.exe"}, "of no checksum": {"sha256": "x"},
	} {
		body := announcement("a.pdf", "application/pdf", pdf())
		maps.Copy(body, change)
		_, err := h.doctor.Do(h.ctx, "POST", "/api/patients/"+p.ID+"/files", body, nil)
		if statusOf(err) != http.StatusUnprocessableEntity {
			t.Errorf("a file %s: %v, want 422", name, err)
		}
	}
}

func TestTheStoreTakesWhatWasAnnouncedAndNothingElse(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.register(nil)
	data := pdf()
	u := h.begin(p, "report.pdf", "application/pdf", data)
	other := bytes.Clone(data)
	other[20] ^= 1
	elsewhere := strings.Replace(u.Upload.Fields["key"], "incoming/", "ready/", 1)
	for name, send := range map[string]func() int{
		"a byte more":       func() int { return u.Upload.send(t, append(bytes.Clone(data), 'x')) },
		"a byte less":       func() int { return u.Upload.send(t, data[:len(data)-1]) },
		"nothing":           func() int { return u.Upload.send(t, nil) },
		"other bytes":       func() int { return u.Upload.send(t, other) },
		"as HTML":           func() int { return u.Upload.with("Content-Type", "text/html").send(t, data) },
		"without a type":    func() int { return u.Upload.with("Content-Type", "").send(t, data) },
		"no checksum":       func() int { return u.Upload.with("x-amz-checksum-sha256", "").send(t, data) },
		"as what is clean":  func() int { return u.Upload.with("key", elsewhere).send(t, data) },
		"as another file":   func() int { return u.Upload.with("key", u.Upload.Fields["key"]+"x").send(t, data) },
		"with a verdict":    func() int { return u.Upload.with("tagging", "<Tagging/>").send(t, data) },
		"without a policy":  func() int { return u.Upload.with("policy", "").send(t, data) },
		"another signature": func() int { return u.Upload.with("x-amz-signature", strings.Repeat("0", 64)).send(t, data) },
	} {
		if status := send(); status < 400 || status >= 500 {
			t.Errorf("%s = %d, want it refused", name, status)
		}
	}
	if f := h.file(p, u.File.ID); f.State != "pending" {
		t.Errorf("the file is %s, want it pending", f.State)
	}
	var again upload
	_, err := h.desk.Do(h.ctx, "POST", "/api/patients/"+p.ID+"/files/"+u.File.ID+"/upload", nil, &again)
	h.must(err)
	if status := again.Upload.send(t, data); status != http.StatusNoContent {
		t.Errorf("a fresh form = %d, want 204", status)
	}
	h.eventually("ready", func() bool { return h.file(p, u.File.ID).State == "ready" })
	_, err = h.desk.Do(h.ctx, "POST", "/api/patients/"+p.ID+"/files/"+u.File.ID+"/upload", nil, nil)
	h.refused(err, "file_uploaded")

	req, err := http.NewRequestWithContext(h.ctx, "OPTIONS", u.Upload.URL, nil)
	h.must(err)
	req.Header.Set("Origin", "https://evil.example")
	req.Header.Set("Access-Control-Request-Method", "POST")
	resp, err := http.DefaultClient.Do(req)
	h.must(err)
	resp.Body.Close()
	if got := resp.Header.Get("Access-Control-Allow-Origin"); got != "" {
		t.Errorf("a page of %s may upload", got)
	}
}

func TestWhatIsSwappedAfterTheScanIsNotServed(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.register(nil)
	data := pdf()
	u := h.begin(p, "report.pdf", "application/pdf", data)
	for range 3 { // the same form, thrice: a phone that lost the answer
		// The local store may stumble over a version that the scan is just moving.
		h.eventually("the upload is taken", func() bool { return u.Upload.send(t, data) == http.StatusNoContent })
	}
	h.eventually("ready", func() bool { return h.file(p, u.File.ID).State == "ready" })
	u.Upload.send(t, data)
	where := h.practice + "/" + p.ID + "/" + u.File.ID
	h.eventually("all that came is gone, and one copy is kept", func() bool {
		return len(objects(t, "incoming/"+where)) == 0 && len(objects(t, "ready/"+where)) == 1
	})
	evil := []byte("<script>alert(1)</script>")
	_, err := store().PutObject(h.ctx, &s3.PutObjectInput{Bucket: aws.String(filesBucket), Key: aws.String("ready/" + where), Body: bytes.NewReader(evil), ContentType: aws.String("text/html")})
	h.must(err)
	address, err := h.download(&h.doctor.Browser, "/api/patients/"+p.ID+"/files/"+u.File.ID)
	h.must(err)
	resp, got := fetch(t, address)
	if !bytes.Equal(got, data) || resp.Header.Get("Content-Type") != "application/pdf" {
		t.Errorf("download = %q, want the version that was scanned", got)
	}
	for name, spoiled := range map[string]string{
		"another version": strings.Replace(address, "versionId=", "versionId=0", 1), "no version": strings.Replace(address, "versionId=", "version=", 1),
		"another name": strings.Replace(address, "report.pdf", "report.exe", 1), "another file": strings.Replace(address, u.File.ID, newID(time.Now()), 1),
	} {
		if resp, _ := fetch(t, spoiled); resp.StatusCode != http.StatusForbidden && resp.StatusCode != http.StatusBadRequest {
			t.Errorf("%s = %d, want 403", name, resp.StatusCode)
		}
	}
}

func TestTheAddressOfAFileExpires(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.register(nil)
	f := h.checked(p, "report.pdf", "application/pdf", pdf())
	address, err := h.download(&h.doctor.Browser, "/api/patients/"+p.ID+"/files/"+f.ID)
	h.must(err)
	if !strings.Contains(address, "X-Amz-Expires=90&") && !strings.HasSuffix(address, "X-Amz-Expires=90") {
		t.Errorf("the address works for another time: %s", address[:strings.Index(address, "?")])
	}
	stored := cloud.items(t, chartOf(h.practice, p.ID), "FILE#"+f.ID)[0]
	value := func(name string) string { return fmt.Sprint(stored[name].(map[string]any)["S"]) }
	short, err := s3.NewPresignClient(store()).PresignGetObject(h.ctx, &s3.GetObjectInput{
		Bucket: aws.String(filesBucket), Key: aws.String(value("key")), VersionId: aws.String(value("versionId")),
	}, s3.WithPresignExpires(time.Second))
	h.must(err)
	h.eventually("an address of one second is refused", func() bool {
		resp, _ := fetch(t, short.URL)
		return resp.StatusCode == http.StatusForbidden
	})
}

func TestARecordTakesOnlyFilesOfItsChart(t *testing.T) {
	t.Parallel()
	h, other := newHouse(t), newHouse(t)
	p, neighbour, foreign := h.register(nil), h.register(nil), other.register(nil)
	mine := h.begin(p, "mine.pdf", "application/pdf", pdf()).File.ID
	for name, ids := range map[string][]string{
		"a neighbour's":       {h.begin(neighbour, "a.pdf", "application/pdf", pdf()).File.ID},
		"another practice's":  {other.begin(foreign, "a.pdf", "application/pdf", pdf()).File.ID},
		"an absent one":       {newID(time.Now())},
		"the same twice":      {mine, mine},
		"none":                {},
		"more than there are": strings.Split(strings.Repeat(mine+",", 20)+mine, ","),
	} {
		_, err := h.doctor.Save(h.ctx, p.ID, "file", content("file"), map[string]any{"attachments": ids})
		if statusOf(err) != http.StatusUnprocessableEntity {
			t.Errorf("%s: %v, want 422", name, err)
		}
	}
	key := newID(time.Now())
	body := map[string]any{"type": "file", "status": "final", "content": content("file"), "attachments": []string{mine}}
	for range 2 {
		_, err := h.desk.Do(h.ctx, "POST", "/api/patients/"+p.ID+"/records", body, nil, "Idempotency-Key", key)
		h.must(err)
	}
	second := h.begin(p, "second.pdf", "application/pdf", pdf("(2)")).File.ID
	_, err := h.desk.Do(h.ctx, "POST", "/api/patients/"+p.ID+"/records", with(body, "attachments", []string{mine, second}), nil, "Idempotency-Key", key)
	h.refused(err, "idempotency_key_reused")
}

func TestAFileGoesWithTheRecordThatIsTakenBack(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for name, takeBack := range map[string]func(play.Patient, play.Record) (string, string, map[string]any){
		"recalled": func(p play.Patient, r play.Record) (string, string, map[string]any) {
			return "POST", at(p, r, "/recall"), reasonBody("")
		},
		"held": func(p play.Patient, r play.Record) (string, string, map[string]any) {
			return "PUT", at(p, r, "/hold"), reasonBody("")
		},
		"an error": func(p play.Patient, r play.Record) (string, string, map[string]any) {
			return "POST", at(p, r, "/entered-in-error"), reasonBody("")
		},
	} {
		p := h.patient(nil)
		f := h.checked(p, "report.pdf", "application/pdf", pdf())
		before := h.last()
		r, err := h.doctor.Save(h.ctx, p.ID, "file", content("file"), map[string]any{"attachments": []string{f.ID}})
		h.must(err)
		phone := h.phone(h.wait(before, "sms", p.Phone))
		h.read(phone)
		_, err = h.download(&phone.Browser, "/api/share-links/files/"+f.ID)
		h.must(err)
		method, path, body := takeBack(p, r)
		_, err = h.doctor.Do(h.ctx, method, path, body, nil, "If-Match", etag(1))
		h.must(err)
		h.eventually("the file of a record that is "+name+" is not given out", func() bool {
			_, err := h.download(&phone.Browser, "/api/share-links/files/"+f.ID)
			return statusOf(err) == http.StatusNotFound || statusOf(err) == http.StatusUnauthorized
		})
		_, err = h.download(&h.desk.Browser, "/api/patients/"+p.ID+"/files/"+f.ID)
		h.must(err)
	}
}
