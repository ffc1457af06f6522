package s3files

import (
	"fmt"
	"strings"
)

// attachment returns a Content-Disposition that has every browser keep the
// file under its name instead of showing it (RFC 6266): a name in plain ASCII
// for the old ones, and the whole one, percent-encoded (RFC 8187).
func attachment(name string) string {
	var plain, whole strings.Builder
	for _, r := range name {
		if r > 0x7e || r < ' ' || strings.ContainsRune(`"\%;`, r) {
			plain.WriteByte('_')
		} else {
			plain.WriteRune(r)
		}
	}
	for _, b := range []byte(name) {
		if isAttributeCharacter(b) {
			whole.WriteByte(b)
		} else {
			fmt.Fprintf(&whole, "%%%02X", b)
		}
	}
	return fmt.Sprintf(`attachment; filename="%s"; filename*=UTF-8''%s`, plain.String(), whole.String())
}

// isAttributeCharacter reports whether b stands for itself (RFC 8187, 3.2.1).
func isAttributeCharacter(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || strings.IndexByte("!#$&+-.^_`|~", b) >= 0
}
