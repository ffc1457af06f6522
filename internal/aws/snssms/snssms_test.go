package snssms_test

import (
	"context"
	"errors"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sns"

	"github.com/chartshare/chartshare/internal/aws/awstest"
	"github.com/chartshare/chartshare/internal/aws/snssms"
	"github.com/chartshare/chartshare/internal/clinic"
)

const number = "+919876543210"

func message() clinic.SMS {
	return clinic.ShareSMS(number, clinic.English, "Asha R", "City Clinic", "https://r.example.in/s?abc")
}

func sender(endpoint string) *snssms.Sender {
	return &snssms.Sender{
		Client:   sns.New(sns.Options{Region: "ap-south-1", BaseEndpoint: &endpoint, Credentials: awstest.Credentials()}),
		EntityID: "1101", SenderID: "CHRTSH", MaxPriceUSD: "0.0075",
		TemplateIDs: map[string]string{"share-en": "1107"},
	}
}

func TestAnIndianMessageCarriesItsRegistration(t *testing.T) {
	service := awstest.NewService(t)
	id, err := sender(service.URL).SendSMS(t.Context(), message())
	if err != nil || id != "message-1" {
		t.Fatalf("got %q, %v", id, err)
	}
	got := named(service.Forms()[0])
	want := map[string]string{
		"Action": "Publish", "Version": "2010-03-31", "PhoneNumber": number, "Message": message().Body + " -CHRTSH",
		"AWS.MM.SMS.EntityId": "String 1101", "AWS.MM.SMS.TemplateId": "String 1107", "AWS.SNS.SMS.SenderID": "String CHRTSH",
		"AWS.SNS.SMS.SMSType": "String Transactional", "AWS.SNS.SMS.MaxPrice": "Number 0.0075",
	}
	if !maps.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestAMessageToAnAllowedCountryCarriesNoRegistration(t *testing.T) {
	service := awstest.NewService(t)
	s := sender(service.URL)
	s.AllowedPrefixes = []string{"+49"}
	m := message()
	m.To = "+4915112345678"
	if _, err := s.SendSMS(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	got := slices.Sorted(maps.Keys(named(service.Forms()[0])))
	want := []string{"AWS.SNS.SMS.MaxPrice", "AWS.SNS.SMS.SMSType", "Action", "Message", "PhoneNumber", "Version"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestWhatMayNotGoIsNotSent(t *testing.T) {
	tests := []struct {
		name string
		edit func(*snssms.Sender, *clinic.SMS)
		want string
	}{
		{"to another country", func(_ *snssms.Sender, m *clinic.SMS) { m.To = "+4915112345678" }, snssms.WrongCountry},
		{"to a premium number", func(_ *snssms.Sender, m *clinic.SMS) { m.To = "+19005550100" }, snssms.WrongCountry},
		{"an empty allowed prefix allows nothing", func(s *snssms.Sender, m *clinic.SMS) {
			m.To, s.AllowedPrefixes = "+4915112345678", []string{""}
		}, snssms.WrongCountry},
		{"in a language without a template", func(_ *snssms.Sender, m *clinic.SMS) { m.Language = clinic.Hindi }, snssms.NoTemplate},
		{"without an entity", func(s *snssms.Sender, _ *clinic.SMS) { s.EntityID = "" }, snssms.NoTemplate},
		{"without a header", func(s *snssms.Sender, _ *clinic.SMS) { s.SenderID = "" }, snssms.NoTemplate},
		{"without a price limit", func(s *snssms.Sender, _ *clinic.SMS) { s.MaxPriceUSD = "" }, snssms.InvalidMessage},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			service := awstest.NewService(t)
			s, m := sender(service.URL), message()
			tt.edit(s, &m)
			_, err := s.SendSMS(t.Context(), m)
			check(t, err, clinic.SendError{Code: tt.want})
			if n := len(service.Forms()); n != 0 {
				t.Errorf("got %d requests, want none", n)
			}
		})
	}
}

func TestARefusalIsTranslatedAndNotRepeated(t *testing.T) {
	tests := []struct {
		status        int
		code, message string
		want          clinic.SendError
	}{
		{400, "Throttled", "slow down", clinic.SendError{Code: "throttled", Retryable: true}},
		{429, "Throttling", "Rate exceeded", clinic.SendError{Code: "throttled", Retryable: true}},
		{400, "ThrottledException", "Rate exceeded", clinic.SendError{Code: "throttled", Retryable: true}},
		{500, "InternalError", "oops", clinic.SendError{Code: "unavailable", Retryable: true}},
		{503, "ServiceUnavailable", "oops", clinic.SendError{Code: "unavailable", Retryable: true}},
		{400, "OptedOut", number + " opted out", clinic.SendError{Code: "opted_out"}},
		{400, "InvalidParameter", "Invalid parameter: PhoneNumber Reason: " + number + " is not valid to publish to", clinic.SendError{Code: "invalid_number"}},
		{400, "InvalidParameter", "Invalid parameter: Message too long", clinic.SendError{Code: "invalid_message"}},
		{400, "ParameterValueInvalid", "x", clinic.SendError{Code: "invalid_message"}},
		{400, "ValidationException", "x", clinic.SendError{Code: "invalid_message"}},
		{400, "UserError", "x", clinic.SendError{Code: "invalid_message"}},
		{403, "AuthorizationError", "no", clinic.SendError{Code: "not_authorized"}},
		{403, "ExpiredToken", "no", clinic.SendError{Code: "not_authorized"}},
		{400, "Throttled", "Monthly spend limit reached", clinic.SendError{Code: "spend_limit"}},
		{400, "SomethingNew", number, clinic.SendError{Code: "refused"}},
	}
	for _, tt := range tests {
		t.Run(tt.code+" "+tt.want.Code, func(t *testing.T) {
			service := awstest.NewService(t)
			service.Refuse(tt.status, tt.code, tt.message)
			_, err := sender(service.URL).SendSMS(t.Context(), message())
			check(t, err, tt.want)
			if n := len(service.Forms()); n != 1 {
				t.Errorf("got %d requests, want 1: a second may be a duplicate", n)
			}
		})
	}
}

func TestAnAnswerThatNeverCameLeavesTheOutcomeUnknown(t *testing.T) {
	tests := []struct {
		name   string
		answer http.HandlerFunc
		want   string
	}{
		{"the connection is cut", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "cut"},
		{"the answer is cut", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			_, _ = w.Write([]byte("<PublishResponse>"))
			panic(http.ErrAbortHandler)
		}, "cut"},
		{"the answer is not XML", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(number)) }, "cut"},
		{"a proxy fails", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, number, http.StatusBadGateway) }, "cut"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			service := awstest.NewService(t)
			service.Answer(tt.answer)
			_, err := sender(service.URL).SendSMS(t.Context(), message())
			check(t, err, clinic.SendError{Code: tt.want, Unknown: true})
			if n := len(service.Forms()); n != 1 {
				t.Errorf("got %d requests, want 1", n)
			}
		})
	}
}

func TestATimeoutAfterWritingLeavesTheOutcomeUnknown(t *testing.T) {
	service := awstest.NewService(t)
	s := sender(service.URL)
	done := make(chan struct{})
	t.Cleanup(func() { close(done) })
	service.Answer(func(http.ResponseWriter, *http.Request) { <-done })
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := s.SendSMS(ctx, message())
	check(t, err, clinic.SendError{Code: "timeout", Unknown: true})
}

func TestWhatNeverLeftMayBeTriedAgain(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = l.Close()
	_, err = sender("http://"+l.Addr().String()).SendSMS(t.Context(), message())
	check(t, err, clinic.SendError{Code: "unavailable", Retryable: true})
}

// check compares the classes of a failure, and that it does not tell whom the
// message was for or what it said.
func check(t *testing.T, err error, want clinic.SendError) {
	t.Helper()
	got, ok := errors.AsType[*clinic.SendError](err)
	if !ok {
		t.Fatalf("got error %v, want a SendError", err)
	}
	if got.Code != want.Code || got.Retryable != want.Retryable || got.Unknown != want.Unknown {
		t.Errorf("got code %s retryable %v unknown %v (%v), want %s %v %v",
			got.Code, got.Retryable, got.Unknown, got, want.Code, want.Retryable, want.Unknown)
	}
	for _, secret := range []string{number, "9876543210", "Asha", "City Clinic", "/s?"} {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("error %q tells %q", err, secret)
		}
	}
}

// named returns the fields of a publish, its attributes by their names.
func named(form url.Values) map[string]string {
	fields := map[string]string{}
	for key := range form {
		entry, attribute := strings.CutPrefix(key, "MessageAttributes.entry.")
		switch i, what, _ := strings.Cut(entry, "."); {
		case !attribute:
			fields[key] = form.Get(key)
		case what == "Name":
			at := "MessageAttributes.entry." + i + ".Value."
			fields[form.Get(key)] = form.Get(at+"DataType") + " " + form.Get(at+"StringValue")
		}
	}
	return fields
}
