package httpapi

import (
	"strings"
	"testing"
)

func TestNormaliseEmail(t *testing.T) {
	long := strings.Repeat("a", 64)
	domain := strings.Repeat(strings.Repeat("b", 60)+".", 3)
	tests := []struct{ name, typed, want string }{
		{"plain", "asha@example.com", "asha@example.com"},
		{"capitals", "Asha.Verma@EXAMPLE.Com", "asha.verma@example.com"},
		{"plus tag", "asha+clinic@example.com", "asha+clinic@example.com"},
		{"apostrophe", "o'brien@example.ie", "o'brien@example.ie"},
		{"other script in the domain", "asha@बीमा.भारत", "asha@xn--p2be2cg.xn--h2brj9c"},
		{"the same in A-labels", "asha@XN--p2be2cg.xn--h2brj9c", "asha@xn--p2be2cg.xn--h2brj9c"},
		{"254 characters", long + "@" + domain + "cd.com", long + "@" + domain + "cd.com"},
		{"255 characters", long + "@" + domain + "cde.com", ""},
		{"65 characters before the @", "a" + long + "@example.com", ""},
		{"empty", "", ""},
		{"no @", "asha.example.com", ""},
		{"nobody", "@example.com", ""},
		{"nowhere", "asha@", ""},
		{"two @", "asha@b@example.com", ""},
		{"no dot in the domain", "asha@localhost", ""},
		{"leading dot", ".asha@example.com", ""},
		{"trailing dot before the @", "asha.@example.com", ""},
		{"two dots", "asha..v@example.com", ""},
		{"trailing dot", "asha@example.com.", ""},
		{"leading dot of the domain", "asha@.example.com", ""},
		{"two dots in the domain", "asha@example..com", ""},
		{"leading hyphen", "asha@-example.com", ""},
		{"underscore in the domain", "asha@exa_mple.com", ""},
		{"space", "asha @example.com", ""},
		{"display name", "Asha <asha@example.com>", ""},
		{"comment", "asha(work)@example.com", ""},
		{"quoted", `"asha"@example.com`, ""},
		{"quoted with an @", `"a@b"@example.com`, ""},
		{"IP literal", "a@[127.0.0.1]", ""},
		{"quoted at an IP literal", `"a"@[127.0.0.1]`, ""},
		{"IP without brackets", "a@127.0.0.1", ""},
		{"IPv6 literal", "a@[IPv6:2001:db8::1]", ""},
		{"header injection", "asha@example.com\r\nBcc: x@example.com", ""},
		{"line feed", "asha\n@example.com", ""},
		{"NUL", "asha\x00@example.com", ""},
		{"two addresses", "a@example.com,b@example.com", ""},
		{"Cyrillic imitation", "раtient@example.com", ""},
		{"another script", "आशा@example.com", ""},
		{"full-width @", "asha＠example.com", ""},
		{"broken UTF-8", "asha\xff@example.com", ""},
		{"direction override", "asha\u202e@example.com", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := normaliseEmail(tt.typed)
			if got != tt.want && (ok || tt.want != "") || ok != (tt.want != "") {
				t.Errorf("got %q, %v; want %q", got, ok, tt.want)
			}
		})
	}
}

func FuzzNormaliseEmail(f *testing.F) {
	f.Add("Asha@Example.com")
	f.Add("a@बीमा.भारत")
	f.Fuzz(func(t *testing.T, typed string) {
		address, ok := normaliseEmail(typed)
		if !ok {
			return
		}
		if again, ok := normaliseEmail(address); !ok || again != address {
			t.Errorf("%q becomes %q, which becomes %q", typed, address, again)
		}
		if len(address) > maxEmail || strings.Count(address, "@") != 1 || strings.ToLower(address) != address {
			t.Errorf("%q becomes %q", typed, address)
		}
		for _, r := range address {
			if r <= ' ' || r > '~' || strings.ContainsRune(`"(),:;<>[\]`, r) {
				t.Errorf("%q becomes %q", typed, address)
			}
		}
	})
}
