package archtest_test

import (
	"slices"
	"strings"
)

// filesBucketName is the bucket's name where a reference would be a circle.
const filesBucketName = "chartshare-${Environment}-files-${AWS::AccountId}"

// checkFiles holds the functions to what each may do with files, and wants what
// comes to be looked at before anybody reads it.
func checkFiles(tpl template, fail func(string, ...any)) {
	for _, id := range tpl.functions() {
		var got []string
		for _, s := range tpl.rightsOf(id) {
			if !s.allows() || !s.mentions("s3:") {
				continue
			}
			for _, resource := range s.resources() {
				text := textAt(resource, "Fn::Sub")
				where, ours := strings.CutPrefix(text, "${FilesBucket.Arn}/")
				if !ours {
					where, ours = strings.CutPrefix(text, "arn:aws:s3:::"+filesBucketName+"/")
				}
				if !ours || !slices.Contains([]string{"incoming/*", "ready/*"}, where) {
					fail("%s %s reaches %v", id, s.sid(), resource)
				}
				for _, action := range s.actions() {
					got = append(got, action+" "+strings.TrimSuffix(where, "*"))
				}
			}
		}
		slices.Sort(got)
		if want := wantFunctions[id].objects; !slices.Equal(got, want) {
			fail("%s may %v, want %v", id, got, want)
		}
	}
	if !same(tpl.properties("FilesBucket")["BucketName"], subst(filesBucketName)) {
		fail("the scanner's role names another bucket")
	}
	arrived, scanned := tpl.events("FilescanFunction", "S3"), tpl.events("FilescanFunction", "EventBridgeRule")
	if len(arrived) != 1 || !same(arrived[0]["Bucket"], ref("FilesBucket")) || !same(arrived[0]["Events"], []any{"s3:ObjectCreated:*"}) ||
		!same(at(arrived[0], "Filter", "S3Key", "Rules"), []any{map[string]any{"Name": "prefix", "Value": "incoming/"}}) {
		fail("nobody is told of new files: %v", arrived)
	}
	if len(scanned) != 1 || !same(at(scanned[0], "Pattern", "source"), []any{"aws.guardduty"}) ||
		!same(at(scanned[0], "Pattern", "detail", "s3ObjectDetails", "bucketName"), []any{subst(filesBucketName)}) {
		fail("nobody is told of verdicts: %v", scanned)
	}
	plan := tpl.properties("MalwareScan")
	if !same(at(plan, "ProtectedResource", "S3Bucket"), map[string]any{"BucketName": ref("FilesBucket"), "ObjectPrefixes": []any{"incoming/"}}) ||
		at(plan, "Actions", "Tagging", "Status") != "ENABLED" {
		fail("files are not scanned for malware, or the verdict is kept nowhere")
	}
	onlyTheScanner := slices.ContainsFunc(tpl.bucketStatements("FilesBucket"), func(s statement) bool {
		return textAt(s.body, "Effect") == "Deny" && slices.Contains(s.actions(), "s3:PutObjectVersionTagging") && slices.Contains(s.actions(), "s3:PutObjectTagging") &&
			same(s.body["Condition"], map[string]any{"ArnNotEquals": map[string]any{"aws:PrincipalArn": getAtt("MalwareScanRole.Arn")}})
	})
	if !onlyTheScanner {
		fail("others than the scanner may write a verdict")
	}
}
