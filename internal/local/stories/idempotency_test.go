package stories_test

import (
	"crypto/rand"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"

	"github.com/chartshare/chartshare/internal/local/play"
)

func etag(version int) string { return fmt.Sprintf("%q", fmt.Sprint(version)) }

// newID returns an identifier, or an Idempotency-Key, of the time.
func newID(at time.Time) string { return ulid.MustNew(ulid.Timestamp(at), rand.Reader).String() }

func TestARepeatedCreateMakesNothingTwice(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.patient(nil)
	person := fmt.Sprintf("twice.%d@clinic.example", cloud.people.next())
	for _, tt := range []struct {
		path       string
		by         *play.Staff
		body       map[string]any
		field, new string // what another request says instead
	}{
		{"/api/patients", h.desk, demographics(nil), "name", "Somebody Else"},
		{"/api/patients/" + p.ID + "/records", h.doctor, map[string]any{"type": "vital-signs", "status": "draft", "content": content("vital-signs")}, "status", "final"},
		{"/api/staff", h.owner, map[string]any{"name": "Tara Das", "email": person, "role": "clinician"}, "role", "owner"},
	} {
		t.Run(tt.path[strings.LastIndexByte(tt.path, '/')+1:], func(t *testing.T) {
			key := newID(time.Now())
			before := h.last()
			var first, second map[string]any
			_, err := tt.by.Do(h.ctx, "POST", tt.path, tt.body, &first, "Idempotency-Key", key)
			h.must(err)
			_, err = tt.by.Do(h.ctx, "POST", tt.path, tt.body, &second, "Idempotency-Key", key)
			h.must(err)
			if first["id"] != key || !reflect.DeepEqual(first, second) {
				t.Errorf("got %v and then %v, want the same twice, under the key", first, second)
			}
			other := map[string]any{}
			for k, v := range tt.body {
				other[k] = v
			}
			other[tt.field] = tt.new
			_, err = tt.by.Do(h.ctx, "POST", tt.path, other, nil, "Idempotency-Key", key)
			h.refused(err, "idempotency_key_reused")
			if n := len(h.sent(before, "email", person)); n > 1 {
				t.Errorf("%d e-mails for one invitation", n)
			}
			for name, bad := range map[string]string{
				"25 h old": newID(time.Now().Add(-25 * time.Hour)), "of tomorrow": newID(time.Now().Add(25 * time.Hour)),
				"in small letters": strings.ToLower(key), "no ULID": "0123", "too long": key + "0", "with U": "01U" + key[3:],
			} {
				_, err = tt.by.Do(h.ctx, "POST", tt.path, tt.body, nil, "Idempotency-Key", bad)
				if !play.IsProblem(err, "idempotency_key_malformed") {
					t.Errorf("a key %s: %v, want idempotency_key_malformed", name, err)
				}
			}
		})
	}
}

func TestTwentyOfTheSameCreateAtOnceMakeOne(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.patient(nil)
	key, before := newID(time.Now()), h.last()
	body := map[string]any{"type": "prescription", "status": "final", "content": content("prescription")}
	answers := make(chan error, 20)
	for range cap(answers) {
		go func() {
			_, err := h.doctor.Do(h.ctx, "POST", "/api/patients/"+p.ID+"/records", body, nil, "Idempotency-Key", key)
			answers <- err
		}()
	}
	for range cap(answers) {
		h.must(<-answers)
	}
	h.wait(before, "sms", p.Phone)
	h.becomes(p, play.Record{ID: key}, "delivered")
	h.once(before, "sms", p.Phone)
}

func TestAStaleUpdateChangesNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.patient(nil)
	d := demographics(map[string]any{"phone": p.Phone, "name": "Leela Menon"})
	put := func(match string) error {
		_, err := h.desk.Do(h.ctx, "PUT", "/api/patients/"+p.ID, d, nil, "If-Match", match)
		return err
	}
	h.refused(put(etag(p.Version-1)), "stale")
	h.refused(put(etag(p.Version+1)), "stale")
	for _, bad := range []string{"", "*", `""`, `"-1"`, `"one"`, `"1","2"`} {
		h.refused(put(bad), "if_match_required")
	}
	if got := h.reread(p)["name"]; got != p.Name {
		t.Errorf("name = %v after stale updates, want %s", got, p.Name)
	}
	h.must(put(etag(p.Version)))
	h.refused(put(etag(p.Version)), "stale")
}
