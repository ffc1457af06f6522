package emails

import (
	"strings"
	"testing"
)

func TestTypos(t *testing.T) {
	for typed, want := range map[string]string{
		"gmial.com": "gmail.com", "gamil.com": "gmail.com", "gmail.con": "gmail.com", "gmail.co": "gmail.com", "gmaill.com": "gmail.com", "gnail.com": "gmail.com",
		"gmail.co.in": "gmail.com", "gmail.in": "gmail.com", "yaho.com": "yahoo.com", "yahooo.co.in": "yahoo.co.in", "hotmial.com": "hotmail.com", "hotmil.com": "hotmail.com",
		"outlok.com": "outlook.com", "redifmail.com": "rediffmail.com", "rediffmial.com": "rediffmail.com", "iclod.com": "icloud.com", "hotmail.co": "hotmail.com",
		// No mistakes.
		"gmail.com": "", "mail.com": "", "email.com": "", "ymail.com": "", "yahoo.fr": "", "yahoo.co.jp": "", "hotmail.de": "", "live.in": "", "msn.com": "", "zoho.com": "",
		"example.com": "", "gaia.com": "", "maildrop.in": "", "clinic.example": "", "rediff.com": "", "yahoo.example.com": "", "xn--p2be2cg.xn--h2brj9c": "",
	} {
		if got := meant(typed); got != want {
			t.Errorf("%s was meant as %q, want %q", typed, got, want)
		}
	}
}

func TestProvidersThatDoNotSayWhichMailboxesTheyHave(t *testing.T) {
	for domain, want := range map[string]bool{
		"hotmail.com": true, "hotmail.co.in": true, "hotmail.fr": true, "outlook.in": true, "live.co.uk": true, "msn.com": true, "yahoo.co.in": true, "yahoo.com.br": true,
		"ymail.com": true, "aol.com": true, "gmail.com": false, "rediffmail.com": false, "hotmail.example.com": false, "nothotmail.com": false, "yahoo.com.example": false,
		"mail.yahoo.com": false, "live.clinic": false, "live.co": true, "co.in": false,
	} {
		if got := isSilent(domain); got != want {
			t.Errorf("%s is silent: %v, want %v", domain, got, want)
		}
	}
}

func TestRolesAndPeople(t *testing.T) {
	for local, want := range map[string]bool{
		"info": true, "reception": true, "front-desk": true, "front.desk": true, "frontdesk": true, "no-reply": true, "billing+x": true, "clinic": true, "opd": true,
		"asha": false, "asha.verma": false, "info.asha": false, "infoasha": false, "ashainfo": false, "growth": false, "#": false, "+": false, "": false,
	} {
		if got := isRole(local); got != want {
			t.Errorf("%s is a role: %v, want %v", local, got, want)
		}
	}
}

func TestDisposableDomainsAndThoseBelowThem(t *testing.T) {
	for domain, want := range map[string]bool{
		"mailinator.com": true, "x.mailinator.com": true, "yopmail.com": true, "a-mailinator.com": false, "mailinator.com.example": false, "com": false,
		"gmail.com": false, "hotmail.com": false, "yahoo.co.in": false, "rediffmail.com": false, "example.com": false, "duck.com": false, "privaterelay.appleid.com": false,
	} {
		if got := isDisposable(domain); got != want {
			t.Errorf("%s is disposable: %v, want %v", domain, got, want)
		}
	}
}

// A list is searched as text: each entry must stand between line ends, in the
// form in which it is looked for.
func TestTheListsAreAsTheyAreSearched(t *testing.T) {
	for name, list := range map[string]string{"disposable": disposable, "roles": roles, "providers": providers} {
		if !strings.HasPrefix(list, "#") || !strings.HasSuffix(list, "\n") || strings.Contains(list, "\r") || strings.Contains(list, "\n\n") {
			t.Errorf("%s: begins with its source and has one entry a line", name)
		}
		entries := 0
		for line := range strings.Lines(list) {
			line = strings.TrimSuffix(line, "\n")
			if strings.HasPrefix(line, "#") {
				continue
			}
			entries++
			domain, marks, _ := strings.Cut(line, " ")
			if name == "roles" && (strings.ContainsAny(line, "._-+ @") || line != strings.ToLower(line)) {
				t.Errorf("%s: %q is never found", name, line)
			}
			if name == "roles" {
				continue
			}
			if _, refusal := Parse("a@" + strings.Replace(domain, "*", "com", 1)); refusal != "" {
				t.Errorf("%s: %q is never found: %s", name, line, refusal)
			}
			mark, to, _ := strings.Cut(marks, " ")
			if name == "providers" && (!strings.Contains(" popular real silent typo ", " "+mark+" ") || (mark == "typo") != (to != "") || to != "" && !listed(providers, to+" popular")) {
				t.Errorf("%s: %q", name, line)
			}
			if name == "providers" && mark != "typo" && isDisposable(domain) {
				t.Errorf("%s is disposable too", domain)
			}
		}
		if entries < 40 {
			t.Errorf("%s has %d entries", name, entries)
		}
	}
}

func TestNoDisposableDomainHasMoreLabelsThanAreLookedFor(t *testing.T) {
	for domain := range strings.Lines(disposable) {
		if !strings.HasPrefix(domain, "#") && strings.Count(domain, ".") >= mostListedLabels {
			t.Errorf("%s is never found", domain)
		}
	}
	if deep := strings.Repeat("a.", 100) + "mailinator.com"; !isDisposable(deep) {
		t.Errorf("%s is not found", deep)
	}
}
