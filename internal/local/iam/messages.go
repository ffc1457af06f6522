package iam

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"fmt"
	"net/mail"
	"net/url"
	"slices"
	"strings"
)

// sns returns what a call to SNS asks for. A phone number has no ARN, so that
// a text to one is a request for everything.
func (a *Account) sns(form url.Values) []Request {
	target := cmp.Or(form.Get("TopicArn"), form.Get("TargetArn"), "*")
	return []Request{{Action: "sns:" + form.Get("Action"), Resource: target}}
}

// ses returns what a call to SES asks for: the identity of each address it
// sends from, and its configuration set.
func (a *Account) ses(form url.Values) ([]Request, error) {
	action := "ses:" + form.Get("Action")
	if !strings.HasPrefix(action, "ses:Send") {
		return []Request{{Action: action, Resource: "*"}}, nil
	}
	var from []string
	if source := form.Get("Source"); source != "" {
		from = append(from, source)
	}
	if encoded := form.Get("RawMessage.Data"); encoded != "" {
		raw, err := base64.StdEncoding.DecodeString(encoded)
		if err != nil {
			return nil, fmt.Errorf("read the message: %w", err)
		}
		m, err := mail.ReadMessage(bytes.NewReader(raw))
		if err != nil {
			return nil, fmt.Errorf("read the message: %w", err)
		}
		if sender := m.Header.Get("From"); sender != "" {
			from = append(from, sender)
		}
	}
	for i, sender := range from {
		parsed, err := mail.ParseAddress(sender)
		if err != nil {
			return nil, fmt.Errorf("read the sender: %w", err)
		}
		from[i] = parsed.Address
	}
	slices.Sort(from)
	var all []Request
	for _, address := range slices.Compact(from) {
		context := map[string][]string{fromAddress: {address}}
		identity := address[strings.LastIndexByte(address, '@')+1:]
		if a.identities[address] {
			identity = address
		}
		all = append(all, Request{action, regional("ses", "identity/"+identity), context})
		if set := form.Get("ConfigurationSetName"); set != "" {
			all = append(all, Request{action, regional("ses", "configuration-set/"+set), context})
		}
	}
	if len(all) == 0 {
		return []Request{{Action: action, Resource: "*"}}, nil
	}
	return all, nil
}
