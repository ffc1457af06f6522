package sesmail

import (
	"html"
	"strings"

	"github.com/chartshare/chartshare/internal/clinic"
)

// plain is the message for those who read text.
func plain(m clinic.Email) string {
	var b strings.Builder
	for _, p := range m.Paragraphs {
		b.WriteString(p + "\r\n\r\n")
	}
	b.WriteString(m.Button + ": " + m.Link + "\r\n")
	if m.Footer != "" {
		b.WriteString("\r\n-- \r\n" + m.Footer + "\r\n")
	}
	return b.String()
}

// The styles of the page. They stand on the elements: mail programs drop style
// sheets. Text on its ground has a contrast of at least 7:1 (WCAG AAA).
const (
	bodyStyle   = "margin:0;padding:24px;background:#ffffff;color:#1a1a1a;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','Noto Sans Devanagari',sans-serif"
	mainStyle   = "max-width:32em;margin:0 auto"
	textStyle   = "margin:0 0 16px"
	buttonStyle = "display:inline-block;padding:12px 24px;border-radius:6px;background:#0a6655;color:#ffffff;font-weight:600;text-decoration:none"
	smallStyle  = "margin:24px 0 0;padding-top:16px;border-top:1px solid #cccccc;color:#4a4a4a;font-size:14px"
)

// page is the message as HTML: one button, no images, nothing fetched from
// anywhere, no tracking. Whatever comes from the message stands in text or in
// a quoted attribute and is escaped there; the link is known to be a web
// address.
func page(m clinic.Email) string {
	var b strings.Builder
	text := func(s string) { b.WriteString(html.EscapeString(s)) }
	b.WriteString(`<!doctype html><html lang="`)
	text(string(m.Language))
	b.WriteString(`"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>`)
	text(m.Subject)
	b.WriteString(`</title></head><body style="` + bodyStyle + `"><main style="` + mainStyle + `">`)
	for _, p := range m.Paragraphs {
		b.WriteString(`<p style="` + textStyle + `">`)
		text(p)
		b.WriteString(`</p>`)
	}
	b.WriteString(`<p style="` + textStyle + `"><a href="`)
	text(m.Link)
	b.WriteString(`" style="` + buttonStyle + `">`)
	text(m.Button)
	b.WriteString(`</a></p>`)
	if m.Footer != "" {
		b.WriteString(`<p style="` + smallStyle + `">`)
		text(m.Footer)
		b.WriteString(`</p>`)
	}
	b.WriteString(`</main></body></html>`)
	return b.String()
}
