package lambdahttp_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"

	"github.com/chartshare/chartshare/internal/aws/lambdahttp"
)

var _ lambda.Handler = lambdahttp.Function(nil) // lambda.Start hands it the bytes

// sample returns testdata/event.json changed by edit.
func sample(t testing.TB, edit func(*events.APIGatewayV2HTTPRequest)) []byte {
	t.Helper()
	text, err := os.ReadFile("testdata/event.json")
	if err != nil {
		t.Fatal(err)
	}
	var e events.APIGatewayV2HTTPRequest
	if err := json.Unmarshal(text, &e); err != nil {
		t.Fatal(err)
	}
	if edit != nil {
		edit(&e)
	}
	text, err = json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func invoke(t *testing.T, event []byte, h http.HandlerFunc) events.APIGatewayV2HTTPResponse {
	t.Helper()
	raw, err := lambdahttp.Handler(h)(t.Context(), event)
	if err != nil {
		t.Fatal(err)
	}
	var got events.APIGatewayV2HTTPResponse
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatalf("answer %s: %v", raw, err)
	}
	return got
}

func TestTheHandlerSeesTheRequestThatWasSent(t *testing.T) {
	event := sample(t, func(e *events.APIGatewayV2HTTPRequest) {
		e.RawPath, e.RawQueryString = "/api/patients/a%2Fb", "q=asha%20r&q=2&empty="
	})
	invoke(t, event, func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		cookie, _ := r.Cookie("__Host-staff")
		got := []any{
			r.Method, r.URL.Path, r.URL.EscapedPath(), r.URL.Query()["q"], r.RequestURI, r.Host, r.Header.Get("Content-Type"),
			r.Header.Get("Accept"), cookie.Value, len(r.Cookies()), r.ContentLength, string(body), r.RemoteAddr,
		}
		want := []any{
			"POST", "/api/patients/a/b", "/api/patients/a%2Fb",
			[]string{"asha r", "2"},
			"/api/patients/a%2Fb?q=asha%20r&q=2&empty=",
			"r.example.in", "application/json", "application/json,text/plain", "s3cret", 2, int64(len(body)), `{"name":"Asha"}`, "",
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	})
}

func TestABase64BodyIsDecoded(t *testing.T) {
	event := sample(t, func(e *events.APIGatewayV2HTTPRequest) { e.Body, e.IsBase64Encoded = "/wA=", true })
	invoke(t, event, func(_ http.ResponseWriter, r *http.Request) {
		if body, _ := io.ReadAll(r.Body); string(body) != "\xff\x00" {
			t.Errorf("got body %q", body)
		}
	})
}

func TestABodyThatIsNotBase64IsABadRequest(t *testing.T) {
	event := sample(t, func(e *events.APIGatewayV2HTTPRequest) { e.Body, e.IsBase64Encoded = "?", true })
	got := invoke(t, event, func(http.ResponseWriter, *http.Request) { t.Error("the handler was called") })
	if got.StatusCode != http.StatusBadRequest {
		t.Errorf("got status %d, want 400", got.StatusCode)
	}
}

func TestTheAnswerKeepsEachCookieAndJoinsOtherHeaders(t *testing.T) {
	got := invoke(t, sample(t, nil), func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Add("Vary", "Cookie")
		w.Header().Add("Vary", "Accept")
		http.SetCookie(w, &http.Cookie{Name: "a", Value: "1"})
		http.SetCookie(w, &http.Cookie{Name: "b", Value: "2"})
		w.WriteHeader(http.StatusCreated)
		w.Header().Set("Too", "late")
		_, _ = io.WriteString(w, `{"name":"आशा <b>"}`)
	})
	want := events.APIGatewayV2HTTPResponse{
		StatusCode: 201, Cookies: []string{"a=1", "b=2"}, Body: `{"name":"आशा <b>"}`,
		Headers: map[string]string{"Vary": "Cookie, Accept", "Content-Type": "text/plain; charset=utf-8"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestOnlyABodyThatIsNotTextTravelsInBase64(t *testing.T) {
	for body, want := range map[string]bool{"": false, "plain": false, "नमस्ते": false, "\x89PNG\xff": true} {
		got := invoke(t, sample(t, nil), func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) })
		if got.IsBase64Encoded != want {
			t.Errorf("body %q: base64 %v, want %v", body, got.IsBase64Encoded, want)
		}
	}
}

func TestNoBodyGoesWithHEADOr204(t *testing.T) {
	head := sample(t, func(e *events.APIGatewayV2HTTPRequest) { e.RequestContext.HTTP.Method = "HEAD" })
	got := invoke(t, head, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "text") })
	if got.Body != "" || got.StatusCode != 200 {
		t.Errorf("HEAD: got %+v", got)
	}
	got = invoke(t, sample(t, nil), func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNoContent)
		_, _ = io.WriteString(w, "text")
	})
	if got.Body != "" || got.StatusCode != 204 {
		t.Errorf("204: got %+v", got)
	}
}

func TestAPanicAnswers500AndTellsNothing(t *testing.T) {
	got := invoke(t, sample(t, nil), func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Set-Cookie", "half=done")
		_, _ = io.WriteString(w, "half an answer")
		panic("Asha's blood pressure")
	})
	if got.StatusCode != 500 || len(got.Cookies) > 0 || !strings.Contains(got.Body, "/problems/internal") || strings.Contains(got.Body, "Asha") {
		t.Errorf("got %+v", got)
	}
}

func TestWhatIsNoHTTPEventIsAnErrorWithoutItsText(t *testing.T) {
	for _, raw := range []string{"", "{", `{"Records":[]}`, `{"version":"1.0","httpMethod":"GET","path":"/secret"}`, `{"rawPath":{"secret":1}}`} {
		_, err := lambdahttp.Handler(http.NotFoundHandler())(t.Context(), []byte(raw))
		if err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: got error %v", raw, err)
		}
	}
}

func TestTheRequestEndsWithTheInvocation(t *testing.T) {
	ctx, cancel := context.WithDeadline(t.Context(), time.Now().Add(time.Hour))
	defer cancel()
	deadline, _ := ctx.Deadline()
	_, err := lambdahttp.Handler(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if got, _ := r.Context().Deadline(); !got.Equal(deadline) {
			t.Errorf("got deadline %v, want %v", got, deadline)
		}
	}))(ctx, sample(t, nil))
	if err != nil {
		t.Fatal(err)
	}
}

// What we parse is what events.APIGatewayV2HTTPRequest would have given.
func TestTheMinimalEventReadsAsTheWholeOne(t *testing.T) {
	text := sample(t, nil)
	var whole events.APIGatewayV2HTTPRequest
	if err := json.Unmarshal(text, &whole); err != nil {
		t.Fatal(err)
	}
	minimal, err := lambdahttp.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	got := events.APIGatewayV2HTTPRequest{
		RawPath: minimal.RawPath, RawQueryString: minimal.RawQueryString, Cookies: minimal.Cookies,
		Headers: minimal.Headers, Body: minimal.Body, IsBase64Encoded: minimal.IsBase64Encoded,
	}
	got.RequestContext.RequestID = minimal.RequestContext.RequestID
	got.RequestContext.DomainName = minimal.RequestContext.DomainName
	got.RequestContext.HTTP.Method = minimal.RequestContext.HTTP.Method
	want := events.APIGatewayV2HTTPRequest{
		RawPath: whole.RawPath, RawQueryString: whole.RawQueryString, Cookies: whole.Cookies,
		Headers: whole.Headers, Body: whole.Body, IsBase64Encoded: whole.IsBase64Encoded,
	}
	want.RequestContext.RequestID = whole.RequestContext.RequestID
	want.RequestContext.DomainName = whole.RequestContext.DomainName
	want.RequestContext.HTTP.Method = whole.RequestContext.HTTP.Method
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func BenchmarkParseMinimal(b *testing.B) {
	text := sample(b, nil)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := lambdahttp.Parse(text); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseStraightforward(b *testing.B) {
	text := sample(b, nil)
	b.ReportAllocs()
	for b.Loop() {
		var e events.APIGatewayV2HTTPRequest
		if err := json.Unmarshal(text, &e); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkInvoke(b *testing.B) {
	text := sample(b, nil)
	f := lambdahttp.Handler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"id":"01JZZZZZZZZZZZZZZZZZZZZZZZ"}`)
	}))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := f(context.Background(), text); err != nil {
			b.Fatal(err)
		}
	}
}
