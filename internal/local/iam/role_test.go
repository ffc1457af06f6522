package iam

import (
	"slices"
	"strings"
	"testing"

	"github.com/chartshare/chartshare/internal/local/template"
)

const sample = `
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties: {Role: !GetAtt R.Arn}
  Roleless: {Type: AWS::Serverless::Function, Properties: {}}
  R:
    Type: AWS::IAM::Role
    Properties:
      ManagedPolicyArns: [!Ref NoSessions]
      Policies:
        - PolicyName: own
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Sid: Own
                Effect: Allow
                Action: [dynamodb:GetItem, dynamodb:PutItem, dynamodb:BatchGetItem, dynamodb:BatchWriteItem, dynamodb:Query]
                Resource: !GetAtt Chart.Arn
                Condition: {ForAllValues:StringLike: {dynamodb:LeadingKeys: ["PRACTICE#*", "LIMIT#?"]}}
              - Sid: Due
                Effect: Allow
                Action: dynamodb:Query
                Resource: !Sub "${Chart.Arn}/index/byDue"
                Condition: {ForAllValues:StringEquals: {dynamodb:LeadingKeys: [DUE]}}
              - {Sid: Stream, Effect: Allow, Action: ["dynamodb:Describe*", dynamodb:GetRecords], Resource: !GetAtt Chart.StreamArn}
              - {Sid: Text, Effect: Allow, Action: sns:Publish, Resource: "*"}
              - {Sid: NoTopics, Effect: Deny, Action: sns:Publish, Resource: "arn:aws:sns:*:*:*"}
              - Sid: Mail
                Effect: Allow
                Action: ses:SendRawEmail
                Resource:
                  - !Sub arn:aws:ses:${AWS::Region}:${AWS::AccountId}:identity/example.in
                  - !Sub arn:aws:ses:${AWS::Region}:${AWS::AccountId}:configuration-set/Mail
                Condition: {StringEquals: {ses:FromAddress: records@example.in}}
              - {Sid: Files, Effect: Allow, Action: [s3:GetObject, s3:PutObject], Resource: !Sub "${Files.Arn}/uploads/*"}
  NoSessions:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Sid: NoSessions
            Effect: Deny
            Action: dynamodb:*
            Resource: !GetAtt Chart.Arn
            Condition: {ForAnyValue:StringLike: {dynamodb:LeadingKeys: ["PRACTICE#*#STAFF#*"]}}
  Files: {Type: AWS::S3::Bucket, Properties: {BucketName: files}}
  Chart:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: Chart
      AttributeDefinitions: [{AttributeName: PK, AttributeType: S}, {AttributeName: duePK, AttributeType: S}]
      KeySchema: [{AttributeName: PK, KeyType: HASH}]
      GlobalSecondaryIndexes: [{IndexName: byDue, KeySchema: [{AttributeName: duePK, KeyType: HASH}], Projection: {ProjectionType: KEYS_ONLY}}]
      StreamSpecification: {StreamViewType: NEW_AND_OLD_IMAGES}
`

func read(t *testing.T, text string) *Account {
	t.Helper()
	tpl, err := template.Parse([]byte(text), template.Options{})
	if err != nil {
		t.Fatal(err)
	}
	a, err := Read(tpl)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// decide answers for a whole call: the first request that is not allowed.
func decide(role Role, asked []Request) (Request, Decision) {
	for _, r := range asked {
		if d := role.Decide(r); !d.Allowed {
			return r, d
		}
	}
	return Request{}, Decision{Allowed: len(asked) > 0}
}

func TestARoleAllowsCallsToDynamoDB(t *testing.T) {
	const (
		allowed = ""
		nothing = "nothing" // no statement allows it
		denied  = "NoSessions NoSessions"
	)
	tests := []struct{ name, operation, body, want string }{
		{"own partition", "GetItem", `{"TableName":"Chart","Key":{"PK":{"S":"PRACTICE#1"}}}`, allowed},
		{"by the table's ARN", "GetItem", `{"TableName":"arn:aws:dynamodb:dynoxide:000000000000:table/Chart","Key":{"PK":{"S":"PRACTICE#1"}}}`, allowed},
		{"foreign partition", "GetItem", `{"TableName":"Chart","Key":{"PK":{"S":"LOGIN#1"}}}`, nothing},
		{"a prefix is not enough", "GetItem", `{"TableName":"Chart","Key":{"PK":{"S":"XPRACTICE#1"}}}`, nothing},
		{"letter case counts", "GetItem", `{"TableName":"Chart","Key":{"PK":{"S":"practice#1"}}}`, nothing},
		{"one wild character", "PutItem", `{"TableName":"Chart","Item":{"PK":{"S":"LIMIT#1"},"x":{"L":[{"S":"y"}]}}}`, allowed},
		{"two are too many", "PutItem", `{"TableName":"Chart","Item":{"PK":{"S":"LIMIT#12"}}}`, nothing},
		{"an action nobody allows", "DeleteItem", `{"TableName":"Chart","Key":{"PK":{"S":"PRACTICE#1"}}}`, nothing},
		{"a deny wins", "GetItem", `{"TableName":"Chart","Key":{"PK":{"S":"PRACTICE#1#STAFF#2"}}}`, denied},
		{"a deny of any key in a batch wins", "BatchGetItem", `{"RequestItems":{"Chart":{"Keys":[{"PK":{"S":"PRACTICE#1"}},{"PK":{"S":"PRACTICE#1#STAFF#2"}}]}}}`, denied},
		{"a batch", "BatchGetItem", `{"RequestItems":{"Chart":{"Keys":[{"PK":{"S":"PRACTICE#1"}},{"PK":{"S":"LIMIT#1"}}]}}}`, allowed},
		{"a batch with a foreign key", "BatchGetItem", `{"RequestItems":{"Chart":{"Keys":[{"PK":{"S":"PRACTICE#1"}},{"PK":{"S":"PHONE#1"}}]}}}`, nothing},
		{"a batch of writes with a foreign one", "BatchWriteItem", `{"RequestItems":{"Chart":[{"PutRequest":{"Item":{"PK":{"S":"PRACTICE#1"}}}},{"DeleteRequest":{"Key":{"PK":{"S":"PHONE#1"}}}}]}}`, nothing},
		{"a query", "Query", `{"TableName":"Chart","KeyConditionExpression":"SK >= :a AND (PK = :p)","ExpressionAttributeValues":{":p":{"S":"PRACTICE#1"},":a":{"S":"PHONE#"}}}`, allowed},
		{"a query by an alias", "Query", `{"TableName":"Chart","KeyConditionExpression":"#k=:p","ExpressionAttributeNames":{"#k":"PK"},"ExpressionAttributeValues":{":p":{"S":"LOGIN#1"}}}`, nothing},
		{"a query in the old form", "Query", `{"TableName":"Chart","KeyConditions":{"PK":{"AttributeValueList":[{"S":"LOGIN#1"}]}}}`, nothing},
		{"an index", "Query", `{"TableName":"Chart","IndexName":"byDue","KeyConditionExpression":"duePK = :d","ExpressionAttributeValues":{":d":{"S":"DUE"}}}`, allowed},
		{"a foreign partition of an index", "Query", `{"TableName":"Chart","IndexName":"byDue","KeyConditionExpression":"duePK = :d","ExpressionAttributeValues":{":d":{"S":"PRACTICE#1"}}}`, nothing},
		{"an index's partition in the table", "Query", `{"TableName":"Chart","KeyConditionExpression":"PK = :d","ExpressionAttributeValues":{":d":{"S":"DUE"}}}`, nothing},
		{"a scan names no partition", "Scan", `{"TableName":"Chart"}`, nothing},
		{"PartiQL", "ExecuteStatement", `{"Statement":"SELECT * FROM Chart"}`, nothing},
		{"a transaction", "TransactWriteItems", `{"TransactItems":[{"Put":{"TableName":"Chart","Item":{"PK":{"S":"PRACTICE#1"}}}}]}`, allowed},
		{"a transaction with a foreign member", "TransactWriteItems", `{"TransactItems":[{"Put":{"TableName":"Chart","Item":{"PK":{"S":"PRACTICE#1"}}}},{"Put":{"TableName":"Chart","Item":{"PK":{"S":"LOGIN#1"}}}}]}`, nothing},
		{"a transaction with a member of another action", "TransactWriteItems", `{"TransactItems":[{"Put":{"TableName":"Chart","Item":{"PK":{"S":"PRACTICE#1"}}}},{"ConditionCheck":{"TableName":"Chart","Key":{"PK":{"S":"PRACTICE#1"}}}}]}`, nothing},
		{"a transaction of reads", "TransactGetItems", `{"TransactItems":[{"Get":{"TableName":"Chart","Key":{"PK":{"S":"PRACTICE#1"}}}}]}`, allowed},
		{"describing the table is not the stream's", "DescribeTable", `{"TableName":"Chart"}`, nothing},
		{"the stream, as the engine names it", "DescribeStream", `{"StreamArn":"arn:aws:dynamodb:dynoxide:000000000000:table/Chart/stream/1.5"}`, allowed},
		{"an iterator of the stream", "GetRecords", `{"ShardIterator":"eyJ0YWJsZV9uYW1lIjoiQ2hhcnQifQ=="}`, allowed},
		{"another action of the stream", "GetShardIterator", `{"StreamArn":"arn:aws:dynamodb:dynoxide:000000000000:table/Chart/stream/1.5"}`, nothing},
	}
	a := read(t, sample)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			target := "DynamoDB_20120810." + tt.operation
			if slices.Contains([]string{"DescribeStream", "GetRecords", "GetShardIterator"}, tt.operation) {
				target = "DynamoDBStreams_20120810." + tt.operation
			}
			asked, err := a.dynamoDB(target, []byte(tt.body))
			if err != nil {
				t.Fatal(err)
			}
			r, d := decide(a.roles["F"], asked)
			got := d.Denied
			if got == "" && !d.Allowed {
				got = nothing
			}
			if got != tt.want {
				t.Errorf("%s on %s %v is refused by %q, want %q", r.Action, r.Resource, r.Context, got, tt.want)
			}
			if _, d := decide(a.roles["Roleless"], asked); d.Allowed {
				t.Error("a function without a role may do it too")
			}
		})
	}
}

func TestACallThatDoesNotSayItsPartitionIsUnread(t *testing.T) {
	a := read(t, sample)
	for operation, body := range map[string]string{
		"PutItem": `{"TableName":"Chart","Item":{"SK":{"S":"x"}}}`, "GetItem": `{"TableName":"Chart"}`,
		"Query":         `{"TableName":"Chart","KeyConditionExpression":"SK = :p","ExpressionAttributeValues":{":p":{"S":"PRACTICE#1"}}}`,
		"BatchGetItem":  `{"RequestItems":{"Chart":{"Keys":[{"SK":{"S":"x"}}]}}}`,
		"UpdateItem":    `{"TableName":"Another","Key":{"PK":{"S":"PRACTICE#1"}}}`,
		"DeleteItem":    `{`,
		"DescribeTable": `{"TableName":"Another"}`,
	} {
		if asked, err := a.dynamoDB("DynamoDB_20120810."+operation, []byte(body)); err == nil {
			t.Errorf("%s %s asks for %v, want an error", operation, body, asked)
		}
	}
}

func TestWhatIsNotKnownOfIAMIsRefusedByName(t *testing.T) {
	const whole = `{Version: "2012-10-17", Statement: [{Effect: Allow, Action: a, Resource: "*"}]}`
	statement := func(s string) string { return `{Version: "2012-10-17", Statement: [` + s + `]}` }
	tests := []struct{ name, function, role, want string }{
		{"NotAction", "", "Policies: [{PolicyName: p, PolicyDocument: " + statement(`{Effect: Allow, NotAction: a, Resource: "*"}`) + "}]", "NotAction"},
		{"NotResource", "", "Policies: [{PolicyName: p, PolicyDocument: " + statement(`{Effect: Allow, Action: a, NotResource: "*"}`) + "}]", "NotResource"},
		{"Principal", "", "Policies: [{PolicyName: p, PolicyDocument: " + statement(`{Effect: Allow, Principal: "*", Action: a, Resource: "*"}`) + "}]", "Principal"},
		{"effect", "", "Policies: [{PolicyName: p, PolicyDocument: " + statement(`{Effect: allow, Action: a, Resource: "*"}`) + "}]", `"allow"`},
		{"no resource", "", "Policies: [{PolicyName: p, PolicyDocument: " + statement(`{Effect: Allow, Action: a}`) + "}]", "Resource"},
		{"operator", "", "Policies: [{PolicyName: p, PolicyDocument: " + statement(`{Effect: Allow, Action: a, Resource: "*", Condition: {ForAllValues:StringNotLike: {dynamodb:LeadingKeys: x}}}`) + "}]", "ForAllValues:StringNotLike"},
		{"set operator", "", "Policies: [{PolicyName: p, PolicyDocument: " + statement(`{Effect: Allow, Action: a, Resource: "*", Condition: {ForSome:StringLike: {dynamodb:LeadingKeys: x}}}`) + "}]", "ForSome:StringLike"},
		{"several values, no set operator", "", "Policies: [{PolicyName: p, PolicyDocument: " + statement(`{Effect: Allow, Action: a, Resource: "*", Condition: {StringLike: {dynamodb:LeadingKeys: x}}}`) + "}]", "has several values"},
		{"condition key", "", "Policies: [{PolicyName: p, PolicyDocument: " + statement(`{Effect: Deny, Action: a, Resource: "*", Condition: {ForAnyValue:StringLike: {dynamodb:Attributes: x}}}`) + "}]", "dynamodb:Attributes"},
		{"policy variable", "", "Policies: [{PolicyName: p, PolicyDocument: " + statement(`{Effect: Allow, Action: a, Resource: "${aws:username}"}`) + "}]", "${aws:username}"},
		{"old policy language", "", `Policies: [{PolicyName: p, PolicyDocument: {Statement: [{Effect: Allow, Action: a, Resource: "*"}]}}]`, "2012-10-17"},
		{"boundary", "", "PermissionsBoundary: x", "PermissionsBoundary"},
		{"policy of AWS", "", "ManagedPolicyArns: [arn:aws:iam::aws:policy/AdministratorAccess]", "AdministratorAccess"},
		{"SAM's policies", "Policies: [AmazonDynamoDBFullAccess]", "Policies: [{PolicyName: p, PolicyDocument: " + whole + "}]", "Policies"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tpl, err := template.Parse([]byte("Resources:\n  F: {Type: AWS::Serverless::Function, Properties: {Role: !GetAtt R.Arn, "+tt.function+
				"}}\n  R: {Type: AWS::IAM::Role, Properties: {"+tt.role+"}}\n"), template.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := Read(tpl); err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "F: ") {
				t.Errorf("error = %v, want one that names F and %s", err, tt.want)
			}
		})
	}
}

func TestWildcards(t *testing.T) {
	tests := []struct {
		pattern, s string
		want       bool
	}{
		{"", "", true},
		{"", "a", false},
		{"*", "", true},
		{"*", "anything", true},
		{"a*", "a", true},
		{"a*c", "abcbc", true},
		{"a*c", "abcb", false},
		{"a?c", "abc", true},
		{"a?c", "ac", false},
		{"*b*", "abc", true},
		{"PRACTICE#*#STAFF#*", "PRACTICE#1#STAFF#2", true},
		{"PRACTICE#*#STAFF#*", "PRACTICE#1#PATIENT#2", false},
		{"arn:aws:sns:*:*:*", "*", false},
		{"a.c", "abc", false},
		{"[a]", "a", false},
	}
	for _, tt := range tests {
		if got := like(tt.pattern, tt.s); got != tt.want {
			t.Errorf("like(%q, %q) = %v, want %v", tt.pattern, tt.s, got, tt.want)
		}
	}
}

func TestTheConsoleNeverSeesAWholeKey(t *testing.T) {
	tests := map[string]string{
		"DUE":                        "DUE",
		"LOGIN#9f86d081":             "LOGIN#…",
		"PRACTICE#01J#STAFF#AB":      "PRACTICE#…#STAFF#…",
		"PRACTICE#01J#SEARCH":        "PRACTICE#…#SEARCH",
		"LIMIT#10.0.0.1#2026010112":  "LIMIT#…#…",
		"asha@example.in":            "…",
		"01JABCDEFGHJKMNPQRSTVWXYZ0": "…",
	}
	for key, want := range tests {
		if got := partitionKind(key); got != want {
			t.Errorf("partitionKind(%q) = %q, want %q", key, got, want)
		}
	}
}
