package archtest_test

import (
	"os"
	"slices"
	"strings"
)

func checkRoles(tpl template, fail func(string, ...any)) {
	usedBy := map[string]string{}
	for _, id := range tpl.functions() {
		role := tpl.roleOf(id)
		if textAt(tpl.resource(role), "Type") != "AWS::IAM::Role" {
			fail("%s has no role of this template", id)
			continue
		}
		if other := usedBy[role]; other != "" {
			fail("%s and %s share %s", id, other, role)
		}
		usedBy[role] = id
		for _, s := range listAt(tpl.properties(role), "AssumeRolePolicyDocument", "Statement") {
			if !same(at(s, "Principal"), map[string]any{"Service": "lambda.amazonaws.com"}) {
				fail("%s can be assumed by %v", role, at(s, "Principal"))
			}
		}
		for _, policy := range listAt(tpl.properties(role), "ManagedPolicyArns") {
			if textAt(tpl.resource(textAt(policy, "Ref")), "Type") != "AWS::IAM::ManagedPolicy" {
				fail("%s has %v, a policy that is not written here", role, policy)
			}
		}
	}
}

func checkActions(tpl template, fail func(string, ...any)) {
	for _, s := range tpl.allStatements() {
		if !s.allows() || s.owner == "" {
			continue
		}
		// What keeps a key manageable, and lets the roles' own policies count.
		if s.ownerType == "AWS::KMS::Key" && s.sid() == "AccountAdministers" && same(s.body["Principal"], accountRoot) {
			continue
		}
		for _, action := range s.actions() {
			if strings.Contains(action, "*") {
				fail("%s %s allows %s", s.owner, s.sid(), action)
			}
		}
		if s.body["NotAction"] != nil || s.body["NotResource"] != nil {
			fail("%s %s allows all but something", s.owner, s.sid())
		}
	}
}

func checkResources(tpl template, fail func(string, ...any)) {
	for _, s := range tpl.allStatements() {
		// In a key's own policy, * means that key.
		if !s.allows() || s.ownerType == "AWS::KMS::Key" {
			continue
		}
		if slices.ContainsFunc(s.resources(), func(r any) bool { return r == "*" }) {
			if entry := s.owner + " " + s.sid(); !slices.Contains(everyResource, entry+" "+strings.Join(s.actions(), ",")) {
				fail("%s allows %v on everything", entry, s.actions())
			}
		}
	}
}

func checkPartitions(tpl template, fail func(string, ...any)) {
	keys, err := os.ReadFile("../aws/dynamostore/keys.go")
	if err != nil {
		fail("%v", err)
	}
	for _, id := range tpl.functions() {
		var got []string
		for _, s := range tpl.rightsOf(id) {
			if !s.allows() || !s.mentions("dynamodb:") || slices.Contains(s.actions(), "dynamodb:ListStreams") {
				continue
			}
			switch resource := s.resources(); {
			case same(resource, []any{getAtt("ChartTable.StreamArn")}):
			case same(resource, []any{getAtt("ChartTable.Arn")}):
				leading := textsAt(s.body, "Condition", "ForAllValues:StringLike", "dynamodb:LeadingKeys")
				got = append(got, leading...)
				if len(leading) == 0 {
					fail("%s %s is not limited to partitions", id, s.sid())
				}
			case same(resource, []any{subst("${ChartTable.Arn}/index/byDue")}):
				sweep := same(at(s.body, "Condition", "ForAllValues:StringEquals", "dynamodb:LeadingKeys"), []any{"DUE"})
				worklists := same(at(s.body, "Condition", "ForAllValues:StringLike", "dynamodb:LeadingKeys"), []any{"WORK#*"})
				if !sweep && (!worklists || id != "RecordsFunction") {
					fail("%s %s is not limited to what is due", id, s.sid())
				}
			default:
				fail("%s %s reaches %v", id, s.sid(), resource)
			}
		}
		slices.Sort(got)
		got = slices.Compact(got) // two statements may allow different things in one partition
		if want := slices.Sorted(slices.Values(wantFunctions[id].partitions)); !slices.Equal(got, want) {
			fail("%s reaches %v, want %v", id, got, want)
		}
		for _, pattern := range got {
			if prefix := strings.TrimSuffix(pattern, "*"); !strings.Contains(string(keys), `"`+prefix+`"`) {
				fail("%s reaches %s, a partition that keys.go does not make", id, pattern)
			}
		}
	}
}

func checkScans(tpl template, fail func(string, ...any)) {
	for _, s := range tpl.allStatements() {
		for _, action := range s.actions() {
			// PartiQL statements scan as soon as they lack a key.
			if s.allows() && (action == "dynamodb:Scan" || strings.HasPrefix(action, "dynamodb:PartiQL")) {
				fail("%s %s allows %s", s.owner, s.sid(), action)
			}
		}
	}
}

func checkStaffSecrets(tpl template, fail func(string, ...any)) {
	for _, id := range tpl.functions() {
		denied := slices.ContainsFunc(tpl.rightsOf(id), func(s statement) bool {
			return textAt(s.body, "Effect") == "Deny" && slices.Equal(s.actions(), []string{"dynamodb:*"}) &&
				same(s.resources(), []any{getAtt("ChartTable.Arn")}) &&
				same(s.body["Condition"], map[string]any{"ForAnyValue:StringLike": map[string]any{
					"dynamodb:LeadingKeys": []any{"PRACTICE#*#STAFF#*", "LOGIN#*", "PASSWORDLINK#*"},
				}})
		})
		if want := !wantFunctions[id].staff; denied != want {
			fail("%s: staff secrets denied is %v, want %v", id, denied, want)
		}
	}
}

func checkSenders(tpl template, fail func(string, ...any)) {
	for _, id := range tpl.functions() {
		var texts, mails bool
		for _, s := range tpl.rightsOf(id) {
			texts = texts || s.allows() && s.mentions("sns:")
			mails = mails || s.allows() && s.mentions("ses:")
		}
		if want := wantFunctions[id]; texts != want.texts || mails != want.mails {
			fail("%s texts %v, mails %v; want %v, %v", id, texts, mails, want.texts, want.mails)
		}
	}
}

func checkSenderLimits(tpl template, fail func(string, ...any)) {
	var deniesTopics bool
	for _, s := range tpl.statements("TextPhonesPolicy") {
		deniesTopics = deniesTopics || textAt(s.body, "Effect") == "Deny" && s.body["Condition"] == nil &&
			slices.Contains(s.actions(), "sns:Publish") && same(s.resources(), []any{"arn:aws:sns:*:*:*"})
	}
	if !deniesTopics {
		fail("texting phones includes publishing to topics")
	}
	for _, s := range tpl.allStatements() {
		if !s.allows() || !s.mentions("ses:") {
			continue
		}
		if !slices.Equal(s.actions(), []string{"ses:SendRawEmail"}) {
			fail("%s allows %v", s.owner, s.actions())
		}
		if !same(at(s.body, "Condition", "StringEquals", "ses:FromAddress"), ref("EmailFrom")) {
			fail("%s mails from any address", s.owner)
		}
	}
}

var accountRoot = map[string]any{"AWS": subst("arn:aws:iam::${AWS::AccountId}:root")}

func checkKeys(tpl template, fail func(string, ...any)) {
	if keys, want := tpl.ofType("AWS::KMS::Key"), []string{"FilesKey", "OperationsKey", "RecordsKey"}; !slices.Equal(keys, want) {
		fail("keys are %v, want %v", keys, want)
	}
	for _, id := range tpl.ofType("AWS::KMS::Key") {
		if at(tpl.properties(id), "EnableKeyRotation") != true {
			fail("%s does not rotate", id)
		}
	}
	for _, s := range tpl.allStatements() {
		if !s.allows() || s.body["Principal"] == nil {
			continue
		}
		if p := s.body["Principal"]; p == "*" || at(p, "AWS") == "*" {
			fail("%s %s is for everybody", s.owner, s.sid())
		}
		if service := at(s.body, "Principal", "Service"); s.ownerType == "AWS::KMS::Key" && service != nil && s.body["Condition"] == nil {
			fail("%s lets %v act for other accounts", s.owner, service)
		}
	}
}
