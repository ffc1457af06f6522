package messages

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
)

// parse fills the message from a raw MIME message. SES's own headers say the
// configuration set and tags, and SES takes them out before sending.
func (m *Message) parse(raw []byte) error {
	parsed, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return fmt.Errorf("read MIME message: %w", err)
	}
	words := &mime.WordDecoder{}
	m.Headers = map[string]string{}
	for name, values := range parsed.Header {
		value := strings.Join(values, ", ")
		if decoded, err := words.DecodeHeader(value); err == nil {
			value = decoded
		}
		m.Headers[name] = value
	}
	m.Subject = m.Headers["Subject"]
	if m.From == "" {
		m.From = m.Headers["From"]
	}
	for _, name := range []string{"To", "Cc", "Bcc"} {
		addresses, err := parsed.Header.AddressList(name)
		if err != nil && !errors.Is(err, mail.ErrHeaderNotPresent) {
			return fmt.Errorf("read %s: %w", name, err)
		}
		for _, a := range addresses {
			m.Destination = append(m.Destination, a.Address)
		}
	}
	if set := m.Headers["X-Ses-Configuration-Set"]; set != "" && m.ConfigSet == "" {
		m.ConfigSet = set
	}
	for tag := range strings.SplitSeq(m.Headers["X-Ses-Message-Tags"], ",") {
		if name, value, ok := strings.Cut(tag, "="); ok {
			m.Tags[strings.TrimSpace(name)] = strings.TrimSpace(value)
		}
	}
	for _, name := range []string{"X-Ses-Configuration-Set", "X-Ses-Message-Tags", "Bcc"} {
		delete(m.Headers, name)
	}
	return m.part(parsed.Header.Get("Content-Type"), parsed.Header.Get("Content-Transfer-Encoding"), parsed.Body)
}

// part takes the text and the HTML from a part and the parts in it.
func (m *Message) part(contentType, encoding string, body io.Reader) error {
	mediaType, parameters, err := mime.ParseMediaType(contentType)
	if err != nil {
		mediaType = "text/plain" // RFC 2045's default
	}
	if strings.HasPrefix(mediaType, "multipart/") {
		parts := multipart.NewReader(body, parameters["boundary"])
		for {
			p, err := parts.NextRawPart()
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return fmt.Errorf("read %s: %w", mediaType, err)
			}
			if strings.HasPrefix(p.Header.Get("Content-Disposition"), "attachment") {
				continue
			}
			if err := m.part(p.Header.Get("Content-Type"), p.Header.Get("Content-Transfer-Encoding"), p); err != nil {
				return err
			}
		}
	}
	switch strings.ToLower(encoding) {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	data, err := io.ReadAll(body)
	if err != nil {
		return fmt.Errorf("read %s: %w", mediaType, err)
	}
	switch mediaType {
	case "text/plain":
		m.Text += string(data)
	case "text/html":
		m.HTML += string(data)
	}
	return nil
}
