// Package messages plays Amazon SNS (SMS) and Amazon SES: it answers as they
// do, keeps what was sent in an outbox and reports deliveries and bounces.
package messages

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// Message is one SMS or e-mail that was sent.
type Message struct {
	Seq         int               `json:"seq"`  // 1, 2, 3 … in the order of sending
	Kind        string            `json:"kind"` // "sms" or "email"
	At          time.Time         `json:"at"`
	To          string            `json:"to"` // addresses are separated by ", "
	From        string            `json:"from"`
	Body        string            `json:"body,omitempty"`
	Subject     string            `json:"subject,omitempty"`
	Text        string            `json:"text,omitempty"`
	HTML        string            `json:"html,omitempty"`
	Headers     map[string]string `json:"headers,omitempty"`
	Tags        map[string]string `json:"tags,omitempty"`
	Attributes  map[string]string `json:"attributes,omitempty"` // of an SMS
	Segments    int               `json:"segments,omitempty"`
	Encoding    string            `json:"encoding,omitempty"`
	MessageID   string            `json:"messageId"`
	ConfigSet   string            `json:"configurationSet,omitempty"`
	Outcome     State             `json:"outcome"` // what will be reported of it
	State       State             `json:"state"`
	Destination []string          `json:"destination,omitempty"` // of an e-mail
}

// State says how far a message has come.
type State string

// The states of a message. It begins accepted and ends in one of the others.
const (
	Accepted   State = "accepted"
	Delivered  State = "delivered"
	Failed     State = "failed"
	Bounced    State = "bounced"
	Complained State = "complained"
)

// Outbox keeps messages, one file each.
type Outbox struct {
	dir      string
	mu       sync.Mutex
	messages []Message // in the order of Seq
	last     int       // the highest Seq given, so that "after" outlives Clear
}

// OpenOutbox opens the outbox in dir, with what earlier runs sent.
func OpenOutbox(dir string) (*Outbox, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("open outbox: %w", err)
	}
	o := &Outbox{dir: dir}
	names, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		return nil, fmt.Errorf("open outbox: %w", err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("open outbox: %w", err)
		}
		var m Message
		if err := json.Unmarshal(data, &m); err != nil {
			return nil, fmt.Errorf("open outbox: %s: %w", filepath.Base(name), err)
		}
		o.messages = append(o.messages, m)
	}
	slices.SortFunc(o.messages, func(a, b Message) int { return cmp.Compare(a.Seq, b.Seq) })
	if n := len(o.messages); n > 0 {
		o.last = o.messages[n-1].Seq
	}
	return o, nil
}

// Add keeps a message and returns it with its sequence number.
func (o *Outbox) Add(m Message) (Message, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.last++
	m.Seq = o.last
	if err := o.write(m); err != nil {
		return Message{}, err
	}
	o.messages = append(o.messages, m)
	return m, nil
}

// SetState records how far the message has come. One deleted meanwhile is left.
func (o *Outbox) SetState(seq int, s State) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	for i, m := range o.messages {
		if m.Seq == seq {
			m.State = s
			o.messages[i] = m
			return o.write(m)
		}
	}
	return nil
}

// After returns the messages with a higher sequence number, newest first.
func (o *Outbox) After(seq int) []Message {
	o.mu.Lock()
	defer o.mu.Unlock()
	found := []Message{}
	for _, m := range slices.Backward(o.messages) {
		if m.Seq > seq {
			found = append(found, m)
		}
	}
	return found
}

// Clear deletes all messages.
func (o *Outbox) Clear() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	var errs []error
	for _, m := range o.messages {
		errs = append(errs, os.Remove(o.path(m.Seq)))
	}
	o.messages = nil
	return errors.Join(errs...)
}

func (o *Outbox) path(seq int) string {
	return filepath.Join(o.dir, fmt.Sprintf("%06d.json", seq))
}

func (o *Outbox) write(m Message) error {
	data, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return fmt.Errorf("keep message: %w", err)
	}
	tmp := o.path(m.Seq) + ".tmp"
	if err := os.WriteFile(tmp, data, 0o600); err != nil {
		return fmt.Errorf("keep message: %w", err)
	}
	return os.Rename(tmp, o.path(m.Seq))
}
