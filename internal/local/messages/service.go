package messages

import (
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/google/uuid"
)

// Reports is where deliveries are told.
type Reports interface {
	// SMSLog delivers a line of the log group to who subscribes to it.
	SMSLog(ctx context.Context, logGroup string, line []byte)
	// EmailEvent publishes an event of the configuration set, if its event
	// destination wants events of this type ("Bounce").
	EmailEvent(ctx context.Context, configurationSet, eventType string, event []byte)
	// Publish delivers a message to the subscribers of a topic.
	Publish(ctx context.Context, topicARN, subject, message string)
}

// Service answers for SNS and SES at one address: the version in the request
// tells them apart.
type Service struct {
	Outbox *Outbox
	// Delay is the time from accepting a message to the report of its delivery.
	Delay time.Duration
	// DefaultConfigurationSet gives the one of a sender's identity, or "".
	DefaultConfigurationSet func(source string) string

	reports Reports
	faults  faultBox
	ctx     context.Context // ends with the service
	cancel  context.CancelFunc
	running sync.WaitGroup
}

// Open returns a service that keeps messages in dir, and reports on those that
// an earlier run accepted and did not report on.
func Open(dir string, reports Reports) (*Service, error) {
	outbox, err := OpenOutbox(dir)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	s := &Service{Outbox: outbox, Delay: 300 * time.Millisecond, reports: reports, ctx: ctx, cancel: cancel}
	for _, m := range outbox.After(0) {
		if m.State == Accepted {
			s.reportLater(m)
		}
	}
	return s, nil
}

// Close stops reporting; what is left is reported at the next start.
func (s *Service) Close() {
	s.cancel()
	s.running.Wait()
}

const (
	sesVersion = "2010-12-01"
	snsVersion = "2010-03-31"
)

// ServeHTTP answers a Query-protocol request.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 60<<20) // SES takes 40 MB, in base64
	if err := r.ParseForm(); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	c := call{form: r.PostForm, action: r.PostForm.Get("Action"), namespace: "http://sns.amazonaws.com/doc/" + snsVersion + "/"}
	isSES := r.PostForm.Get("Version") == sesVersion
	if isSES {
		c.namespace = "http://ses.amazonaws.com/doc/" + sesVersion + "/"
	}
	var id string
	var refused *refusal
	switch {
	case isSES:
		id, refused = s.email(r.Context(), c)
	case r.PostForm.Get("Version") == snsVersion:
		id, refused = s.sns(r.Context(), c)
	default:
		refused = &refusal{http.StatusBadRequest, "InvalidAction", "unknown version " + r.PostForm.Get("Version")}
	}
	c.answer(w, id, refused)
}

// call is one request and how to answer it.
type call struct {
	form              url.Values
	action, namespace string
}

func (c call) get(name string) string { return c.form.Get(name) }

// members returns the values of a list: name.member.1, name.member.2 …
func (c call) members(name string) []string {
	var values []string
	for i := 1; c.form.Has(fmt.Sprintf("%s.member.%d", name, i)); i++ {
		values = append(values, c.get(fmt.Sprintf("%s.member.%d", name, i)))
	}
	return values
}

func (c call) answer(w http.ResponseWriter, messageID string, refused *refusal) {
	w.Header().Set("Content-Type", "text/xml")
	requestID := uuid.NewString()
	if refused != nil {
		w.WriteHeader(refused.status)
		fmt.Fprintf(w, `<ErrorResponse xmlns="%s"><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error><RequestId>%s</RequestId></ErrorResponse>`,
			c.namespace, refused.code, escape(refused.message), requestID)
		return
	}
	fmt.Fprintf(w, `<%[1]sResponse xmlns="%[2]s"><%[1]sResult><MessageId>%[3]s</MessageId></%[1]sResult><ResponseMetadata><RequestId>%[4]s</RequestId></ResponseMetadata></%[1]sResponse>`,
		c.action, c.namespace, messageID, requestID)
}

func escape(s string) string {
	var buf bytes.Buffer
	_ = xml.EscapeText(&buf, []byte(s))
	return buf.String()
}

// send keeps the message and has its delivery reported. In the mode Timeout
// the caller is left waiting until it gives up.
func (s *Service) send(ctx context.Context, m Message, mode string) (string, *refusal) {
	m.At, m.State = time.Now().UTC(), Accepted
	kept, err := s.Outbox.Add(m)
	if err != nil {
		slog.Error("outbox", "err", err)
		return "", &refusal{http.StatusInternalServerError, "InternalError", "the outbox cannot be written"}
	}
	s.reportLater(kept)
	if mode == Timeout {
		select {
		case <-ctx.Done():
		case <-s.ctx.Done():
		case <-time.After(time.Minute):
		}
		return "", &refusal{http.StatusServiceUnavailable, "ServiceUnavailable", "told to time out"}
	}
	return m.MessageID, nil
}

func (s *Service) reportLater(m Message) {
	s.running.Go(func() {
		select {
		case <-s.ctx.Done():
			return
		case <-time.After(s.Delay):
		}
		if m.Kind == "sms" {
			s.reportSMS(m)
		} else {
			s.reportEmail(m)
		}
		if s.ctx.Err() != nil {
			return // perhaps not delivered: the next run reports again
		}
		if err := s.Outbox.SetState(m.Seq, m.Outcome); err != nil {
			slog.Error("outbox", "err", err)
		}
	})
}
