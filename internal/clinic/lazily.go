package clinic

import (
	"regexp"
	"sync"
)

// lazily returns a regular expression that is compiled when it is first asked
// for: most functions check none, and all of them start up with this package.
func lazily(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
