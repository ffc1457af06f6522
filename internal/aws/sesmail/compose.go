package sesmail

import (
	"bytes"
	"errors"
	"fmt"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/chartshare/chartshare/internal/clinic"
)

// fromName stands before the sender's address.
const fromName = "Chartshare"

// maxSubject is the longest subject, in bytes.
const maxSubject = 900

// compose returns the message as it travels (RFC 5322), and the bare address
// that it goes to. SES adds Date and Message-ID.
func compose(from string, m clinic.Email) (raw []byte, to string, err error) {
	to, err = oneAddress(m.To)
	if err != nil {
		return nil, "", errors.New("the recipient is not one address")
	}
	if from, err = oneAddress(from); err != nil {
		return nil, "", errors.New("the sender is not one address")
	}
	if err := check(m); err != nil {
		return nil, "", err
	}
	sender := mail.Address{Name: fromName, Address: from}
	recipient := mail.Address{Address: to}
	headers := [][2]string{
		{"From", sender.String()},
		{"To", recipient.String()},
		{"Subject", mime.QEncoding.Encode("utf-8", m.Subject)},
		{"Content-Language", string(m.Language)},
		{"Auto-Submitted", "auto-generated"}, // no out-of-office answers (RFC 3834)
		{"MIME-Version", "1.0"},
	}
	if m.Unsubscribe != "" {
		headers = append(headers, [2]string{"List-Unsubscribe", "<" + m.Unsubscribe + ">"},
			[2]string{"List-Unsubscribe-Post", "List-Unsubscribe=One-Click"})
	}
	var out bytes.Buffer
	parts := multipart.NewWriter(&out)
	headers = append(headers, [2]string{"Content-Type", `multipart/alternative; boundary="` + parts.Boundary() + `"`})
	for _, h := range headers {
		if strings.ContainsAny(h[1], "\r\n") {
			return nil, "", errors.New("the " + h[0] + " header would be more than one line")
		}
		fmt.Fprintf(&out, "%s: %s\r\n", h[0], fold(h[1]))
	}
	out.WriteString("\r\n")
	// The best form comes last (RFC 2046, 5.1.4).
	if err := add(parts, "text/plain", plain(m)); err != nil {
		return nil, "", err
	}
	if err := add(parts, "text/html", page(m)); err != nil {
		return nil, "", err
	}
	if err := parts.Close(); err != nil {
		return nil, "", fmt.Errorf("compose e-mail: %w", err)
	}
	return out.Bytes(), to, nil
}

// fold gives each encoded word a line of its own: a line holds 998 bytes.
func fold(header string) string { return strings.ReplaceAll(header, " =?utf-8?q?", "\r\n =?utf-8?q?") }

// check refuses what would break out of its place in the message.
func check(m clinic.Email) error {
	for _, line := range []string{m.Subject, m.Button, m.Link, m.Unsubscribe, string(m.Language)} {
		if strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r == 0x7f }) || !utf8.ValidString(line) {
			return errors.New("a line holds control characters")
		}
	}
	if m.Subject == "" || len(m.Subject) > maxSubject {
		return errors.New("there is no subject, or one that is too long")
	}
	if !isWebAddress(m.Link) {
		return errors.New("the link is not a web address")
	}
	if m.Unsubscribe != "" && (!isWebAddress(m.Unsubscribe) || strings.ContainsAny(m.Unsubscribe, "<>, ")) {
		return errors.New("the unsubscribe link is not a web address")
	}
	return nil
}

// isWebAddress admits http for the local cloud.
func isWebAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

// oneAddress returns the address alone; a name, a list and a group are no
// address.
func oneAddress(s string) (string, error) {
	a, err := mail.ParseAddress(s)
	if err != nil || a.Name != "" || a.Address != s || strings.ContainsAny(s, "\r\n<>,; ") {
		return "", errors.New("not one address")
	}
	return a.Address, nil
}

func add(parts *multipart.Writer, media, text string) error {
	w, err := parts.CreatePart(textproto.MIMEHeader{
		"Content-Type":              {media + "; charset=utf-8"},
		"Content-Transfer-Encoding": {"quoted-printable"},
	})
	if err != nil {
		return fmt.Errorf("compose e-mail: %w", err)
	}
	q := quotedprintable.NewWriter(w)
	if _, err := q.Write([]byte(text)); err != nil {
		return fmt.Errorf("compose e-mail: %w", err)
	}
	return q.Close()
}
