package play

import (
	"context"
	"fmt"
	"regexp"
	"time"
)

// Message is something that the local cloud's carriers took.
type Message struct {
	Seq        int               `json:"seq"`
	Kind       string            `json:"kind"` // "sms" or "email"
	At         time.Time         `json:"at"`
	To         string            `json:"to"`
	Body       string            `json:"body"`
	Subject    string            `json:"subject"`
	Text       string            `json:"text"`
	HTML       string            `json:"html"`
	Headers    map[string]string `json:"headers"`
	Attributes map[string]string `json:"attributes"`
	Segments   int               `json:"segments"`
	Encoding   string            `json:"encoding"`
	State      string            `json:"state"`
}

// Outbox is what was sent from a local cloud.
type Outbox struct{ Base string }

// Messages returns what was sent after the message seq, newest first.
func (o Outbox) Messages(ctx context.Context, seq int) ([]Message, error) {
	var list struct {
		Messages []Message `json:"messages"`
	}
	_, err := (&Browser{Base: o.Base}).Do(ctx, "GET", fmt.Sprintf("/outbox/api/messages?after=%d", seq), nil, &list)
	return list.Messages, err
}

// Last returns the number of the newest message, to wait for those after it.
func (o Outbox) Last(ctx context.Context) (int, error) {
	messages, err := o.Messages(ctx, 0)
	if err != nil || len(messages) == 0 {
		return 0, err
	}
	return messages[0].Seq, nil
}

// Wait returns the first message after seq that goes to the number or address,
// of the kind. It gives up after half a minute, or when ctx ends.
func (o Outbox) Wait(ctx context.Context, seq int, kind, to string) (Message, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for {
		messages, err := o.Messages(ctx, seq)
		if err != nil {
			return Message{}, err
		}
		for i := len(messages) - 1; i >= 0; i-- {
			if m := messages[i]; m.Kind == kind && m.To == to {
				return m, nil
			}
		}
		select {
		case <-ctx.Done():
			return Message{}, fmt.Errorf("no %s came for %s: %w", kind, to, ctx.Err())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

var (
	sixDigits    = regexp.MustCompile(`\b\d{6}\b`)
	shareToken   = regexp.MustCompile(`/s\?([A-Za-z0-9_-]{30})`)
	visitToken   = regexp.MustCompile(`/v\?([A-Za-z0-9_-]{22})`)
	passwordLink = regexp.MustCompile(`#password=([A-Za-z0-9_-]+)`)
)

// Code returns the six digits in an SMS.
func (m Message) Code() string { return sixDigits.FindString(m.Body) }

// ShareToken returns the token of the share link in a message.
func (m Message) ShareToken() string { return group(shareToken, m.Body+m.Text) }

// VisitToken returns the token of the link to a video call in a message.
func (m Message) VisitToken() string { return group(visitToken, m.Body+m.Text) }

// PasswordToken returns the token of the password link in an e-mail.
func (m Message) PasswordToken() string { return group(passwordLink, m.Text) }

func group(r *regexp.Regexp, s string) string {
	if found := r.FindStringSubmatch(s); found != nil {
		return found[1]
	}
	return ""
}
