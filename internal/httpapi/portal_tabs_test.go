package httpapi_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/httpapi"
)

// All tabs of a browser share the cookie: what a tab still shows of one child
// must not be asked of, nor written into, the chart of the other.
func TestAPageThatShowsAnotherChartIsRefused(t *testing.T) {
	r := newReader(t)
	n := r.note("the first child's")
	sister, hers := r.admit("Usha Verma", r.practice.ID)
	ask := func(shown, method, path, body string) answer {
		req := httptest.NewRequest(method, path, strings.NewReader(body))
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("X-Requested-By", "chartshare")
		req.Header.Set("X-Chart", shown)
		req.AddCookie(&http.Cookie{Name: httpapi.PortalCookie, Value: hers})
		w := httptest.NewRecorder()
		r.ServeHTTP(w, req)
		return answer{w.Code, w.Result().Header, w.Body.String()}
	}
	for _, c := range [][3]string{
		{"GET", "/api/portal/records"},
		{"GET", "/api/portal/records/" + string(n.ID)},
		{"POST", "/api/portal/record-searches", `{"words":"child"}`},
		{"GET", "/api/portal/history"},
		{"PUT", "/api/portal/consent", `{"sharing":false}`},
		{"PUT", "/api/portal/language", `{"language":"hi"}`},
	} {
		if a := ask(string(r.patient.ID), c[0], c[1], c[2]); a.status != http.StatusConflict || a.problem() != "/problems/another_chart" {
			t.Errorf("%s %s of a page that shows the brother's: %d %s", c[0], c[1], a.status, a.body)
		}
	}
	if a := ask(string(sister.ID), "GET", "/api/portal/records", ""); a.status != http.StatusOK {
		t.Errorf("of a page that shows hers: %d %s", a.status, a.body)
	}
	if p, err := r.table.Patient(t.Context(), sister.PracticeID, sister.ID); err != nil || !p.OptedOutAt.IsZero() || p.Language != clinic.English {
		t.Errorf("hers became %+v, %v", p, err)
	}
}
