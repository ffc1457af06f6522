package iam_test

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/ses"
	sestypes "github.com/aws/aws-sdk-go-v2/service/ses/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/smithy-go"

	"github.com/chartshare/chartshare/internal/local/dynamodb"
	"github.com/chartshare/chartshare/internal/local/iam"
	"github.com/chartshare/chartshare/internal/local/tables"
	"github.com/chartshare/chartshare/internal/local/template"
)

const clinic = `
Resources:
  ChartFunction:
    Type: AWS::Serverless::Function
    Properties: {Role: !GetAtt ChartRole.Arn}
  ChartRole:
    Type: AWS::IAM::Role
    Properties:
      Policies:
        - PolicyName: chart
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: [dynamodb:GetItem, dynamodb:PutItem]
                Resource: !GetAtt Chart.Arn
                Condition: {ForAllValues:StringLike: {dynamodb:LeadingKeys: "PRACTICE#*"}}
              - {Effect: Allow, Action: [dynamodb:DescribeStream, dynamodb:GetShardIterator, dynamodb:GetRecords], Resource: !GetAtt Chart.StreamArn}
              - {Effect: Allow, Action: sns:Publish, Resource: "*"}
              - {Sid: NoTopics, Effect: Deny, Action: sns:Publish, Resource: "arn:aws:sns:*:*:*"}
              - Effect: Allow
                Action: ses:SendRawEmail
                Resource:
                  - !Sub arn:aws:ses:${AWS::Region}:${AWS::AccountId}:identity/example.in
                  - !Sub arn:aws:ses:${AWS::Region}:${AWS::AccountId}:configuration-set/Mail
                Condition: {StringEquals: {ses:FromAddress: records@example.in}}
              - {Effect: Allow, Action: s3:PutObject, Resource: !Sub "${Files.Arn}/uploads/*"}
  Files: {Type: AWS::S3::Bucket, Properties: {BucketName: files}}
  Chart:
    Type: AWS::DynamoDB::Table
    Properties:
      AttributeDefinitions: [{AttributeName: PK, AttributeType: S}]
      KeySchema: [{AttributeName: PK, KeyType: HASH}]
      StreamSpecification: {StreamViewType: NEW_AND_OLD_IMAGES}
`

// guarded is a DynamoDB engine with the table, and the way there that the
// function has.
type guarded struct {
	engine, function *dynamodb.Engine
	url, table       string
	streamARN        string

	mu      sync.Mutex
	refused []string
}

func guard(t testing.TB) *guarded {
	t.Helper()
	tpl, err := template.Parse([]byte(clinic), template.Options{})
	if err != nil {
		t.Fatal(err)
	}
	g := &guarded{table: tpl.Name("Chart")}
	if g.engine, err = dynamodb.Start(t.Context(), t.TempDir()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(g.engine.Close)
	made, err := tables.Create(t.Context(), g.engine, tpl)
	if err != nil {
		t.Fatal(err)
	}
	g.streamARN = made[0].StreamARN
	others := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("X-Length", strings.Repeat("x", len(body)%1000))
		w.Header().Set("X-Host", r.Host)
		form := strings.Contains(string(body), "Action=Publish")
		if form {
			_, _ = io.WriteString(w, `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>`)
			return
		}
		_, _ = io.WriteString(w, `<SendRawEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendRawEmailResult><MessageId>m</MessageId></SendRawEmailResult></SendRawEmailResponse>`)
	}))
	t.Cleanup(others.Close)
	account, err := iam.Read(tpl)
	if err != nil {
		t.Fatal(err)
	}
	before, err := iam.NewGuard(account, iam.Endpoints{DynamoDB: g.engine.Endpoint, Messages: others.URL, S3: others.URL}, func(r iam.Refusal) {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.refused = append(g.refused, r.String())
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(before.For("ChartFunction"))
	t.Cleanup(server.Close)
	g.url, g.function = server.URL, dynamodb.At(server.URL)
	return g
}

// said returns what the console was told since the last time.
func (g *guarded) said() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	all := strings.Join(g.refused, "\n")
	g.refused = nil
	return all
}

func item(key string) map[string]any {
	return map[string]any{"PK": map[string]string{"S": key}, "name": map[string]string{"S": "Asha"}}
}

func TestAFunctionReachesItsPartitionsAndNoOthers(t *testing.T) {
	g := guard(t)
	put := func(e *dynamodb.Engine, key string) error {
		return e.Call(t.Context(), "PutItem", map[string]any{"TableName": g.table, "Item": item(key)}, &struct{}{})
	}
	if err := put(g.function, "PRACTICE#1"); err != nil {
		t.Fatal(err)
	}
	var got struct{ Item map[string]map[string]string }
	key := map[string]any{"PK": map[string]string{"S": "PRACTICE#1"}}
	if err := g.function.Call(t.Context(), "GetItem", map[string]any{"TableName": g.table, "Key": key}, &got); err != nil || got.Item["name"]["S"] != "Asha" {
		t.Errorf("got %v, %v, want the item that was put", got, err)
	}
	if said := g.said(); said != "" {
		t.Errorf("the console says %q of what is allowed", said)
	}
	err := put(g.function, "LOGIN#9f86d081")
	var refused *dynamodb.Error
	if !errors.As(err, &refused) || refused.Type != "AccessDeniedException" {
		t.Errorf("error = %v, want AccessDeniedException", err)
	}
	if said, want := g.said(), "ChartFunction was refused dynamodb:PutItem on table/chartshare-local-Chart (LOGIN#…): nothing in ChartRole allows it."; said != want {
		t.Errorf("the console says %q, want %q", said, want)
	}
	if err := put(g.engine, "LOGIN#9f86d081"); err != nil {
		t.Errorf("the cloud itself is refused: %v", err)
	}
	transaction := map[string]any{"TransactItems": []any{
		map[string]any{"Put": map[string]any{"TableName": g.table, "Item": item("PRACTICE#2")}},
		map[string]any{"Put": map[string]any{"TableName": g.table, "Item": item("LOGIN#2")}},
	}}
	if err := g.function.Call(t.Context(), "TransactWriteItems", transaction, &struct{}{}); !errors.As(err, &refused) || refused.Type != "AccessDeniedException" {
		t.Errorf("error = %v, want AccessDeniedException for one foreign member", err)
	}
	var gone struct{ Item map[string]any }
	key = map[string]any{"PK": map[string]string{"S": "PRACTICE#2"}}
	if err := g.engine.Call(t.Context(), "GetItem", map[string]any{"TableName": g.table, "Key": key}, &gone); err != nil || gone.Item != nil {
		t.Errorf("the refused transaction left %v, %v", gone.Item, err)
	}
}

func TestAFunctionReadsItsStream(t *testing.T) {
	g := guard(t)
	var described struct {
		StreamDescription struct {
			Shards []struct {
				ShardID string `json:"ShardId"`
			}
		}
	}
	if err := g.function.Call(t.Context(), "DescribeStream", map[string]any{"StreamArn": g.streamARN}, &described); err != nil {
		t.Fatal(err)
	}
	var iterator struct{ ShardIterator string }
	err := g.function.Call(t.Context(), "GetShardIterator", map[string]any{
		"StreamArn": g.streamARN, "ShardId": described.StreamDescription.Shards[0].ShardID, "ShardIteratorType": "TRIM_HORIZON",
	}, &iterator)
	if err != nil {
		t.Fatal(err)
	}
	if err := g.function.Call(t.Context(), "GetRecords", iterator, &struct{}{}); err != nil {
		t.Error(err)
	}
	var refused *dynamodb.Error
	if err := g.function.Call(t.Context(), "ListStreams", map[string]any{}, &struct{}{}); !errors.As(err, &refused) || refused.Type != "AccessDeniedException" {
		t.Errorf("error = %v, want AccessDeniedException", err)
	}
}

func TestAFunctionTextsPhonesAndMailsFromOneAddress(t *testing.T) {
	g := guard(t)
	keys := credentials.NewStaticCredentialsProvider("a", "b", "")
	texts := sns.New(sns.Options{BaseEndpoint: &g.url, Region: template.Region, Credentials: keys})
	mails := ses.New(ses.Options{BaseEndpoint: &g.url, Region: template.Region, Credentials: keys})
	publish := func(in sns.PublishInput) error {
		in.Message = aws.String("hello")
		_, err := texts.Publish(t.Context(), &in)
		return err
	}
	mail := func(source, from, set string) error {
		_, err := mails.SendRawEmail(t.Context(), &ses.SendRawEmailInput{
			Source: &source, ConfigurationSetName: &set, RawMessage: &sestypes.RawMessage{Data: []byte("From: " + from + "\r\nTo: b@c.in\r\n\r\nhi")},
		})
		return err
	}
	const own = "records@example.in"
	tests := []struct {
		name string
		err  error
		want string // the error's code
	}{
		{"a phone", publish(sns.PublishInput{PhoneNumber: aws.String("+919876543210")}), ""},
		{"a topic", publish(sns.PublishInput{TopicArn: aws.String("arn:aws:sns:ap-south-1:000000000000:T")}), "AuthorizationError"},
		{"another action", second(texts.ListTopics(t.Context(), &sns.ListTopicsInput{})), "AuthorizationError"},
		{"our address", mail(own, "Hillside <"+own+">", "Mail"), ""},
		{"another sender", mail("x@example.in", own, "Mail"), "AccessDenied"},
		{"another sender in the message", mail(own, "x@example.in", "Mail"), "AccessDenied"},
		{"another domain", mail("records@example.org", "records@example.org", "Mail"), "AccessDenied"},
		{"another configuration set", mail(own, own, "Another"), "AccessDenied"},
		{"another action of SES", second(mails.ListIdentities(t.Context(), &ses.ListIdentitiesInput{})), "AccessDenied"},
	}
	for _, tt := range tests {
		var refused smithy.APIError
		got := ""
		if errors.As(tt.err, &refused) {
			got = refused.ErrorCode()
		}
		if got != tt.want || (tt.err == nil) != (tt.want == "") {
			t.Errorf("%s: %v, want code %q", tt.name, tt.err, tt.want)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestAFunctionReachesItsFiles(t *testing.T) {
	g := guard(t)
	form := func(key string) (io.Reader, string) {
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		for _, field := range [][2]string{{"Content-Type", "text/plain"}, {"key", key}, {"file", strings.Repeat("x", 100_000)}} {
			if err := w.WriteField(field[0], field[1]); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return &b, w.FormDataContentType()
	}
	tests := []struct {
		method, path, formKey string
		want                  int
	}{
		{"PUT", "/files/uploads/a%20b", "", 200},
		{"PUT", "/files/elsewhere/a", "", 403},
		{"PUT", "/files/uploads/a?tagging", "", 403},
		{"GET", "/files/uploads/a", "", 403},
		{"DELETE", "/files/uploads/a", "", 403},
		{"GET", "/files?list-type=2", "", 403},
		{"POST", "/files", "uploads/a", 200},
		{"POST", "/files", "elsewhere/a", 403},
		{"GET", "/", "", 403},
		{"OPTIONS", "/files", "", 200},
	}
	for _, tt := range tests {
		var body io.Reader = strings.NewReader("hello")
		contentType, length := "", 5
		if tt.formKey != "" {
			body, contentType = form(tt.formKey)
			length = body.(*bytes.Buffer).Len()
		}
		req, err := http.NewRequestWithContext(t.Context(), tt.method, g.url+tt.path, body)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", contentType)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		answer, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if resp.StatusCode != tt.want || tt.want == 403 && !strings.Contains(string(answer), "<Code>AccessDenied</Code>") {
			t.Errorf("%s %s %s = %d %s, want %d", tt.method, tt.path, tt.formKey, resp.StatusCode, answer, tt.want)
		}
		if tt.want == 200 && (len(resp.Header.Get("X-Length")) != length%1000 || "http://"+resp.Header.Get("X-Host") != g.url) {
			t.Errorf("%s %s arrived as %d bytes (mod 1000) at host %s", tt.method, tt.path, len(resp.Header.Get("X-Length")), resp.Header.Get("X-Host"))
		}
	}
}

// Reads through the guard beside reads without it: what it costs.
func BenchmarkGetItem(b *testing.B) {
	g := guard(b)
	if err := g.engine.Call(b.Context(), "PutItem", map[string]any{"TableName": g.table, "Item": item("PRACTICE#1")}, &struct{}{}); err != nil {
		b.Fatal(err)
	}
	get := map[string]any{"TableName": g.table, "Key": map[string]any{"PK": map[string]string{"S": "PRACTICE#1"}}}
	for name, e := range map[string]*dynamodb.Engine{"engine": g.engine, "guard": g.function} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := e.Call(b.Context(), "GetItem", get, &struct{}{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
