package emails

import (
	_ "embed"
	"strings"

	"github.com/agnivade/levenshtein"
)

// The lists are texts of one entry a line, searched as they are: they cost no
// start-up, and only the function that asks them links them.
var (
	//go:embed lists/disposable.txt
	disposable string
	//go:embed lists/roles.txt
	roles string
	//go:embed lists/providers.txt
	providers string
)

func listed(list, entry string) bool { return strings.Contains(list, "\n"+entry+"\n") }

// mostListedLabels is how many labels a domain of the list has at most: what is
// typed may have a hundred, and each search takes half a millisecond.
const mostListedLabels = 5

// isDisposable reports whether the domain, or one above it, gives out mailboxes
// for a while.
func isDisposable(domain string) bool {
	for strings.Contains(domain, ".") {
		if strings.Count(domain, ".") < mostListedLabels && listed(disposable, domain) {
			return true
		}
		_, domain, _ = strings.Cut(domain, ".")
	}
	return false
}

// isRole reports whether a local part names an office rather than a person.
// What stands after a "+" is the owner's own.
func isRole(local string) bool {
	office, _, _ := strings.Cut(local, "+")
	return listed(roles, strings.NewReplacer(".", "", "-", "", "_", "").Replace(office))
}

// isSilent reports whether the provider does not say which mailboxes it has.
func isSilent(domain string) bool {
	if listed(providers, domain+" silent") {
		return true
	}
	name, country, _ := strings.Cut(domain, ".")
	if ofCountry, found := strings.CutPrefix(country, "co."); found {
		country = ofCountry
	} else if ofCountry, found := strings.CutPrefix(country, "com."); found {
		country = ofCountry
	}
	return (country == "com" || len(country) == 2) && listed(providers, name+".* silent")
}

// meant returns the domain that somebody meant who typed this one, "" if it
// looks like no mistake.
func meant(domain string) string {
	if _, after, found := strings.Cut(providers, "\n"+domain+" typo "); found {
		name, _, _ := strings.Cut(after, "\n")
		return name
	}
	if listed(providers, domain+" popular") || listed(providers, domain+" real") || isSilent(domain) {
		return ""
	}
	nearest, distance := "", 3
	for line := range strings.Lines(providers) {
		name, mark, _ := strings.Cut(strings.TrimSpace(line), " ")
		if mark != "popular" {
			continue
		}
		if d := levenshtein.ComputeDistance(domain, name); d < distance && looksLike(domain, name, d) {
			nearest, distance = name, d
		}
	}
	return nearest
}

// looksLike reports whether a domain at the distance from a name was meant as
// the name: one letter wrong, two changed places, or two wrong in a long name
// that begins alike.
func looksLike(domain, name string, distance int) bool {
	label, _, _ := strings.Cut(name, ".")
	return distance == 1 || distance == 2 && domain[0] == name[0] && (len(label) > 6 || sameLetters(domain, name))
}

func sameLetters(a, b string) bool {
	for _, r := range a + b {
		if strings.Count(a, string(r)) != strings.Count(b, string(r)) {
			return false
		}
	}
	return true
}
