package template_test

import (
	"strings"
	"testing"

	"github.com/chartshare/chartshare/internal/local/template"
)

const sample = `
Parameters:
  Environment: {Type: String, Default: dev, AllowedValues: [local, dev]}
  Origin: {Type: String, Default: "https://example.in"}
Mappings:
  Limits: {local: {Days: 7}}
Conditions:
  IsLocal: !Equals [!Ref Environment, local]
  IsReal: !Not [!Condition IsLocal]
Globals:
  Function:
    Timeout: 10
    Environment: {Variables: {TABLE_NAME: !Ref ChartTable, LEVEL: INFO}}
Resources:
  EchoFunction:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: functions/echo
      Environment:
        Variables:
          LEVEL: DEBUG
          DAYS: !FindInMap [Limits, !Ref Environment, Days]
          TOPIC: !Ref Topic
          STREAM: !GetAtt ChartTable.StreamArn
          HOST: !Sub
            - "${Name}/${AWS::Region}/${Origin}/${!literal}"
            - Name: !GetAtt Web.DomainName
          PICK: !Select [1, !Split ["@", "a@b"]]
          JOINED: !Join ["-", [a, !Ref Environment]]
          ONLY: !If [IsReal, !Ref RealQueue, !Ref AWS::NoValue]
          SECRET: !Sub "{{resolve:secretsmanager:${Secret}:SecretString:password}}"
          ACCOUNT: 000123
          FLAG: true
      Events:
        Get: {Type: HttpApi, Properties: {Path: "/api/x", Method: GET}}
  ChartTable: {Type: AWS::DynamoDB::Table, Properties: &shared {BillingMode: PAY_PER_REQUEST}}
  Other: {Type: AWS::DynamoDB::Table, Properties: {<<: *shared, TableName: Named}}
  Topic: {Type: AWS::SNS::Topic}
  RealQueue: {Type: AWS::SQS::Queue, Condition: IsReal}
  Web: {Type: AWS::CloudFront::Distribution, Properties: {}}
  Secret:
    Type: AWS::SecretsManager::Secret
    Properties: {GenerateSecretString: {PasswordLength: 20}}
`

func options() template.Options {
	return template.Options{
		Local:  map[string]string{"Environment": "local", "Undeclared": "x"},
		Domain: "localhost:8080",
		Secret: func(id string, g template.GenerateSecretString) (string, error) {
			return `{"password":"made for ` + id + `"}`, nil
		},
		Replace: []string{"https://example.in", "http://localhost:8080"},
	}
}

func TestFunctionEnvironmentIsResolved(t *testing.T) {
	tpl, err := template.Parse([]byte(sample), options())
	if err != nil {
		t.Fatal(err)
	}
	functions, err := tpl.Functions()
	if err != nil {
		t.Fatal(err)
	}
	fn := functions[0]
	want := map[string]string{
		"TABLE_NAME": "chartshare-local-ChartTable",
		"LEVEL":      "DEBUG",
		"DAYS":       "7",
		"TOPIC":      "arn:aws:sns:ap-south-1:000000000000:chartshare-local-Topic",
		"STREAM":     "arn:aws:dynamodb:ap-south-1:000000000000:table/chartshare-local-ChartTable/stream/2026-01-01T00:00:00.000",
		"HOST":       "localhost:8080/ap-south-1/http://localhost:8080/${literal}",
		"PICK":       "b",
		"JOINED":     "a-local",
		"SECRET":     "made for Secret",
		"ACCOUNT":    "000123",
		"FLAG":       "true",
	}
	for name, value := range want {
		if got := fn.Environment[name]; got != value {
			t.Errorf("%s = %q, want %q", name, got, value)
		}
	}
	if value, set := fn.Environment["ONLY"]; set {
		t.Errorf("ONLY = %q, want it dropped by AWS::NoValue", value)
	}
	if fn.Timeout != 10 {
		t.Errorf("timeout = %d s, want the 10 s of Globals", fn.Timeout)
	}
	if got := tpl.Name("Other"); got != "Named" {
		t.Errorf("name of Other = %q, want Named", got)
	}
	if _, there := tpl.Resources["RealQueue"]; there {
		t.Error("RealQueue exists, want it left out by its condition")
	}
}

func TestUnknownIsRefused(t *testing.T) {
	tests := []struct{ name, body, want string }{
		{"function", "Resources: {T: {Type: AWS::SNS::Topic, Properties: {TopicName: !ImportValue x}}}", "Fn::ImportValue"},
		{"resource type", "Resources: {C: {Type: AWS::EC2::Instance}}", "AWS::EC2::Instance"},
		{"event type", "Resources: {F: {Type: AWS::Serverless::Function, Properties: {Events: {E: {Type: Kinesis}}}}}", "Kinesis"},
		{"reference", "Resources: {T: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref Nobody}}}", "Nobody"},
		{"reference in an ignored resource", "Resources: {A: {Type: AWS::CloudWatch::Alarm, Properties: {X: [!Sub '${Nobody.Arn}']}}}", "Nobody"},
		{"condition", "Resources: {T: {Type: AWS::SNS::Topic, Condition: Never}}", "Never"},
		{"parameter without a value", "Parameters: {P: {Type: String}}", "P has no default"},
		{"parameter value", "Parameters: {P: {Type: String, Default: b, AllowedValues: [a]}}", "allowed values"},
		{"dynamic reference", "Resources: {T: {Type: AWS::SNS::Topic, Properties: {D: '{{resolve:ssm:/x}}'}}}", "resolve:ssm"},
		{"key written twice", "Resources: {T: {Type: AWS::SNS::Topic, Type: AWS::SNS::Topic}}", "twice"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := template.Parse([]byte(tt.body), template.Options{})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error = %v, want one that names %q", err, tt.want)
			}
		})
	}
}

func TestOverrideMustBeDeclared(t *testing.T) {
	o := options()
	o.Parameters = map[string]string{"Orign": "typo"}
	if _, err := template.Parse([]byte(sample), o); err == nil {
		t.Error("an undeclared override was accepted")
	}
}
