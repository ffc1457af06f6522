package emails_test

import (
	"strings"
	"testing"

	"github.com/chartshare/chartshare/internal/emails"
)

func TestParse(t *testing.T) {
	long := strings.Repeat("a", 64)
	domain := strings.Repeat(strings.Repeat("b", 60)+".", 3)
	tests := []struct {
		name, typed, want string
		refusal           emails.Code
	}{
		{"plain", "asha@example.com", "asha@example.com", ""},
		{"capitals", "Asha.Verma@EXAMPLE.Com", "asha.verma@example.com", ""},
		{"plus tag", "asha+clinic@example.com", "asha+clinic@example.com", ""},
		{"apostrophe", "o'brien@example.ie", "o'brien@example.ie", ""},
		{"other script in the domain", "asha@बीमा.भारत", "asha@xn--p2be2cg.xn--h2brj9c", ""},
		{"the same in A-labels", "asha@XN--p2be2cg.xn--h2brj9c", "asha@xn--p2be2cg.xn--h2brj9c", ""},
		{"another script below a Latin top", "asha@बीमा.com", "asha@xn--p2be2cg.com", ""},
		{"umlauts", "asha@Bücher.example", "asha@xn--bcher-kva.example", ""},
		{"decomposed", "asha@Bu\u0308cher.example", "asha@xn--bcher-kva.example", ""},
		{"Cyrillic throughout", "asha@почта.рф", "asha@xn--80a1acny.xn--p1ai", ""},
		{"Cyrillic that reads as nothing Latin", "asha@почта.com", "asha@xn--80a1acny.com", ""},
		{"Japanese, whose scripts go together", "asha@日本ひらカタab.jp", "asha@xn--ab-cc4axdxhqes452b0ec.jp", ""},
		{"254 characters", long + "@" + domain + "cd.com", long + "@" + domain + "cd.com", ""},
		{"255 characters", long + "@" + domain + "cde.com", "", emails.Syntax},
		{"65 characters before the @", "a" + long + "@example.com", "", emails.Syntax},
		{"a label of 63", "a@" + long[1:] + ".com", "a@" + long[1:] + ".com", ""},
		{"a label of 64", "a@" + long + ".com", "", emails.Syntax},
		{"a megabyte", "a@" + strings.Repeat("b.", 1<<19) + "com", "", emails.Syntax},
		{"empty", "", "", emails.Syntax},
		{"no @", "asha.example.com", "", emails.Syntax},
		{"nobody", "@example.com", "", emails.Syntax},
		{"nowhere", "asha@", "", emails.Syntax},
		{"two @", "asha@b@example.com", "", emails.Syntax},
		{"no dot in the domain", "asha@localhost", "", emails.Syntax},
		{"leading dot", ".asha@example.com", "", emails.Syntax},
		{"trailing dot before the @", "asha.@example.com", "", emails.Syntax},
		{"two dots", "asha..v@example.com", "", emails.Syntax},
		{"trailing dot", "asha@example.com.", "", emails.Syntax},
		{"leading dot of the domain", "asha@.example.com", "", emails.Syntax},
		{"two dots in the domain", "asha@example..com", "", emails.Syntax},
		{"leading hyphen", "asha@-example.com", "", emails.Syntax},
		{"underscore in the domain", "asha@exa_mple.com", "", emails.Syntax},
		{"space", "asha @example.com", "", emails.Syntax},
		{"display name", "Asha <asha@example.com>", "", emails.Syntax},
		{"comment", "asha(work)@example.com", "", emails.Syntax},
		{"quoted", `"asha"@example.com`, "", emails.Syntax},
		{"quoted with an @", `"a@b"@example.com`, "", emails.Syntax},
		{"IP literal", "a@[127.0.0.1]", "", emails.Syntax},
		{"quoted at an IP literal", `"a"@[127.0.0.1]`, "", emails.Syntax},
		{"IP without brackets", "a@127.0.0.1", "", emails.Syntax},
		{"a number for a top", "a@169.254.169.254.1", "", emails.Syntax},
		{"IPv6 literal", "a@[IPv6:2001:db8::1]", "", emails.Syntax},
		{"header injection", "asha@example.com\r\nBcc: x@example.com", "", emails.Syntax},
		{"line feed", "asha\n@example.com", "", emails.Syntax},
		{"line feed at the end", "asha@example.com\n", "", emails.Syntax},
		{"NUL", "asha\x00@example.com", "", emails.Syntax},
		{"two addresses", "a@example.com,b@example.com", "", emails.Syntax},
		{"another script", "आशा@example.com", "", emails.Syntax},
		{"full-width @", "asha＠example.com", "", emails.Syntax},
		{"broken UTF-8", "asha\xff@example.com", "", emails.Syntax},
		{"direction override", "asha\u202e@example.com", "", emails.Syntax},
		{"zero-width joiner", "asha@exam\u200dple.com", "", emails.Syntax},
		{"punycode of nothing", "asha@xn--a.com", "", emails.Syntax},
		{"Cyrillic imitation before the @", "раtient@example.com", "", emails.MixedScripts},
		{"Cyrillic imitation in the domain", "asha@gmаil.com", "", emails.MixedScripts},
		{"the same in A-labels", "asha@xn--gmil-63d.com", "", emails.MixedScripts},
		{"Greek imitation", "asha@gοοgle.com", "", emails.MixedScripts},
		{"Cyrillic throughout that reads as Latin", "asha@аррӏе.com", "", emails.MixedScripts},
		{"the same, in A-labels", "asha@xn--80ak6aa92e.com", "", emails.MixedScripts},
		{"two scripts of India", "asha@बीমা.भारत", "", emails.MixedScripts},
		{"a script that nobody writes", "asha@𐌀𐌁.com", "", emails.MixedScripts},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, refusal := emails.Parse(tt.typed)
			got := ""
			if refusal == "" {
				got = a.String()
			}
			if got != tt.want || refusal != tt.refusal {
				t.Errorf("got %q, %q; want %q, %q", got, refusal, tt.want, tt.refusal)
			}
		})
	}
}

func TestAnAddressIsShownInTheScriptOfItsDomain(t *testing.T) {
	for typed, want := range map[string]string{
		"Asha@बीमा.भारत": "asha@बीमा.भारत", "asha@xn--p2be2cg.xn--h2brj9c": "asha@बीमा.भारत", "Asha@Example.com": "asha@example.com",
	} {
		a, refusal := emails.Parse(typed)
		if got := a.Display(); got != want || refusal != "" {
			t.Errorf("%q is shown as %q, %q; want %q", typed, got, refusal, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"Asha@Example.com", "a@बीमा.भारत", "asha@gmаil.com", `"a"@[127.0.0.1]`, "a@xn--80ak6aa92e.com", "a@日本.jp", "a@b.c\r\nTo: d@e.f"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		a, refusal := emails.Parse(typed)
		if refusal != "" {
			if a != (emails.Address{}) {
				t.Errorf("%q is refused, and returned as %q", typed, a)
			}
			return
		}
		address := a.String()
		if again, refusal := emails.Parse(address); refusal != "" || again != a {
			t.Errorf("%q becomes %q, which becomes %q %s", typed, address, again, refusal)
		}
		if again, refusal := emails.Parse(a.Display()); refusal != "" || again != a {
			t.Errorf("%q is shown as %q, which becomes %q %s", typed, a.Display(), again, refusal)
		}
		if len(address) > emails.MaxAddress || strings.Count(address, "@") != 1 || strings.ToLower(address) != address {
			t.Errorf("%q becomes %q", typed, address)
		}
		for _, r := range address {
			if r <= ' ' || r > '~' || strings.ContainsRune(`"(),:;<>[\]`, r) {
				t.Errorf("%q becomes %q", typed, address)
			}
		}
	})
}
