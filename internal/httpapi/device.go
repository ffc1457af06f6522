package httpapi

import (
	"net/http"
	"strings"
)

// named is a word of a user agent and what people call it.
type named struct{ word, name string }

// The first that fits counts: Edge and Chrome also say Safari.
var (
	browsers = []named{{"Edg/", "Edge"}, {"SamsungBrowser/", "Samsung Internet"}, {"OPR/", "Opera"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}}
	systems  = []named{{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"}, {"Mac OS X", "Mac"}, {"Linux", "Linux"}}
)

// deviceOf returns what a browser calls itself, in a word or two that its owner
// recognises in a list of sessions, and nothing that would single it out.
func deviceOf(r *http.Request) string {
	agent := r.Header.Get("User-Agent")
	find := func(all []named) string {
		for _, n := range all {
			if strings.Contains(agent, n.word) {
				return n.name
			}
		}
		return ""
	}
	browser, system := find(browsers), find(systems)
	if browser == "" || system == "" {
		return browser + system
	}
	return browser + ", " + system
}
