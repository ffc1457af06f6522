package iam

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
	"strings"

	"github.com/google/uuid"

	"github.com/chartshare/chartshare/internal/local/template"
)

// Refusal is a request that a function's role does not allow.
type Refusal struct {
	Function string // its logical id
	Role     string
	Action   string
	Resource string
	Keys     []string // the partitions, whole: not for people, see [Refusal.String]
	Denied   string   // the statement that denies, empty if none allows
	Unread   error    // why nobody can tell what was asked for, or nil
}

// String says what was refused, for the console. Of the partitions it names
// the kinds only.
func (r Refusal) String() string {
	if r.Unread != nil {
		return fmt.Sprintf("%s was refused a call that cannot be held against %s: %v", r.Function, r.Role, r.Unread)
	}
	what := r.Resource[strings.LastIndexByte(r.Resource, ':')+1:]
	if len(r.Keys) > 0 {
		kinds := make([]string, len(r.Keys))
		for i, key := range r.Keys {
			kinds[i] = partitionKind(key)
		}
		what += " (" + strings.Join(compact(kinds), ", ") + ")"
	}
	if r.Denied != "" {
		return fmt.Sprintf("%s was refused %s on %s: %s denies it.", r.Function, r.Action, what, r.Denied)
	}
	return fmt.Sprintf("%s was refused %s on %s: nothing in %s allows it.", r.Function, r.Action, what, r.Role)
}

// partitionKind keeps of a partition key what names its kind:
// "PRACTICE#…#STAFF#…". Every other part may tell of a person.
func partitionKind(key string) string {
	parts := strings.Split(key, "#")
	for i, part := range parts {
		if i%2 == 1 || len(part) > 12 || strings.Trim(part, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
			parts[i] = "…"
		}
	}
	return strings.Join(parts, "#")
}

func compact(kinds []string) []string {
	var some []string
	seen := map[string]bool{}
	for _, k := range kinds {
		if !seen[k] {
			some = append(some, k)
		}
		seen[k] = true
	}
	return some
}

// message is what AWS tells the caller.
func (r Refusal) message(functionName string) string {
	if r.Unread != nil {
		return "The local cloud cannot tell what this call needs: " + r.Unread.Error()
	}
	who := "arn:aws:sts::" + template.AccountID + ":assumed-role/" + r.Role + "/" + functionName
	why := "because no identity-based policy allows the " + r.Action + " action"
	if r.Denied != "" {
		why = "with an explicit deny in an identity-based policy"
	}
	return fmt.Sprintf("User: %s is not authorized to perform: %s on resource: %s %s", who, r.Action, r.Resource, why)
}

// refuse answers as the service does.
func refuse(w http.ResponseWriter, service, message string) {
	id := uuid.NewString()
	if service == dynamoDB {
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		w.Header().Set("X-Amzn-Requestid", id)
		w.WriteHeader(http.StatusBadRequest)
		_ = json.NewEncoder(w).Encode(map[string]string{"__type": "com.amazon.coral.service#AccessDeniedException", "Message": message})
		return
	}
	var text bytes.Buffer
	_ = xml.EscapeText(&text, []byte(message)) // a bytes.Buffer takes everything
	w.Header().Set("Content-Type", "text/xml")
	w.WriteHeader(http.StatusForbidden)
	const query = `<ErrorResponse xmlns="%s"><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error><RequestId>%s</RequestId></ErrorResponse>`
	switch service {
	case sns:
		fmt.Fprintf(w, query, "http://sns.amazonaws.com/doc/"+snsVersion+"/", "AuthorizationError", &text, id)
	case ses:
		fmt.Fprintf(w, query, "http://ses.amazonaws.com/doc/"+sesVersion+"/", "AccessDenied", &text, id)
	default:
		fmt.Fprintf(w, `<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code><Message>%s</Message><RequestId>%s</RequestId></Error>`, &text, id)
	}
}
