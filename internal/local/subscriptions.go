package local

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/chartshare/chartshare/internal/local/lambda"
	"github.com/chartshare/chartshare/internal/local/template"
)

// subscriptions are the functions that listen to topics and log groups. They
// are where deliveries of messages are reported.
type subscriptions struct {
	topics     map[string][]*lambda.Async // by the topic's ARN
	logGroups  map[string][]*lambda.Async // by name
	emails     map[string][]emailDestination
	identities map[string]string // configuration set, by address or domain
}

// emailDestination is where a configuration set publishes events.
type emailDestination struct {
	types []string // "bounce"
	topic string   // ARN
}

// readDestinations reads where SES publishes.
func readDestinations(t *template.Template) (*subscriptions, error) {
	s := &subscriptions{
		topics: map[string][]*lambda.Async{}, logGroups: map[string][]*lambda.Async{},
		emails: map[string][]emailDestination{}, identities: map[string]string{},
	}
	for _, r := range t.OfType("AWS::SES::ConfigurationSetEventDestination") {
		var p struct {
			ConfigurationSetName string
			EventDestination     struct {
				Enabled            template.Bool
				MatchingEventTypes []string
				SnsDestination     struct{ TopicARN string }
			}
		}
		if err := r.Decode(&p); err != nil {
			return nil, err
		}
		if d := p.EventDestination; d.Enabled && d.SnsDestination.TopicARN != "" {
			s.emails[p.ConfigurationSetName] = append(s.emails[p.ConfigurationSetName],
				emailDestination{types: d.MatchingEventTypes, topic: d.SnsDestination.TopicARN})
		}
	}
	for _, r := range t.OfType("AWS::SES::EmailIdentity") {
		var p struct {
			EmailIdentity              string
			ConfigurationSetAttributes struct{ ConfigurationSetName string }
		}
		if err := r.Decode(&p); err != nil {
			return nil, err
		}
		s.identities[p.EmailIdentity] = p.ConfigurationSetAttributes.ConfigurationSetName
	}
	return s, nil
}

// event adds a function's SNS or CloudWatchLogs event.
func (s *subscriptions) event(e template.Event, async *lambda.Async) error {
	var p struct {
		Topic, LogGroupName, FilterPattern string
		FilterPolicy, SqsSubscription      any
	}
	if err := e.Decode(&p); err != nil {
		return err
	}
	switch e.Type {
	case "SNS":
		if p.FilterPolicy != nil || p.SqsSubscription != nil {
			return fmt.Errorf("event %s: the local cloud knows neither filter policies nor queues between", e.Name)
		}
		s.topics[p.Topic] = append(s.topics[p.Topic], async)
	case "CloudWatchLogs":
		if p.FilterPattern != "" {
			return fmt.Errorf("event %s: the local cloud knows the empty filter pattern only", e.Name)
		}
		s.logGroups[p.LogGroupName] = append(s.logGroups[p.LogGroupName], async)
	default:
		return fmt.Errorf("event %s: the local cloud does not deliver %s events yet", e.Name, e.Type)
	}
	return nil
}

// resources adds subscriptions that stand in the template by themselves.
func (s *subscriptions) resources(t *template.Template, functions map[string]*lambda.Function) error {
	for _, r := range slices.Concat(t.OfType("AWS::SNS::Subscription"), t.OfType("AWS::Logs::SubscriptionFilter")) {
		var p struct{ Protocol, Endpoint, TopicArn, DestinationArn, LogGroupName string }
		if err := r.Decode(&p); err != nil {
			return err
		}
		if r.Type == "AWS::SNS::Subscription" && p.Protocol != "lambda" {
			continue // nobody here has that address
		}
		f, ok := functions[p.Endpoint+p.DestinationArn]
		if !ok {
			return fmt.Errorf("resource %s: no function %q", r.LogicalID, p.Endpoint+p.DestinationArn)
		}
		async := &lambda.Async{Function: f, Retries: 2, Pause: asyncPause}
		if p.TopicArn != "" {
			s.topics[p.TopicArn] = append(s.topics[p.TopicArn], async)
		} else {
			s.logGroups[p.LogGroupName] = append(s.logGroups[p.LogGroupName], async)
		}
	}
	return nil
}

func (s *subscriptions) defaultConfigurationSet(source string) string {
	address := strings.TrimSuffix(source[strings.LastIndexByte(source, '<')+1:], ">")
	if set, ok := s.identities[address]; ok {
		return set
	}
	return s.identities[address[strings.LastIndexByte(address, '@')+1:]]
}

// SMSLog sends the line as CloudWatch Logs sends it to a subscriber.
func (s *subscriptions) SMSLog(ctx context.Context, logGroup string, line []byte) {
	for _, async := range s.logGroups[logGroup] {
		data, _ := json.Marshal(map[string]any{
			"messageType": "DATA_MESSAGE", "owner": template.AccountID, "logGroup": logGroup, "logStream": uuid.NewString(),
			"subscriptionFilters": []string{"local"},
			"logEvents":           []any{map[string]any{"id": uuid.NewString(), "timestamp": time.Now().UnixMilli(), "message": string(line)}},
		})
		var packed bytes.Buffer
		w := gzip.NewWriter(&packed)
		_, _ = w.Write(data) // a bytes.Buffer takes everything
		_ = w.Close()
		event := map[string]any{"awslogs": map[string]string{"data": base64.StdEncoding.EncodeToString(packed.Bytes())}}
		_ = async.Invoke(ctx, event) // failures are on the console
	}
}

// EmailEvent publishes to the topics of the configuration set's destinations
// that want events of the type.
func (s *subscriptions) EmailEvent(ctx context.Context, configurationSet, eventType string, event []byte) {
	for _, d := range s.emails[configurationSet] {
		if slices.ContainsFunc(d.types, func(t string) bool { return strings.EqualFold(t, eventType) }) {
			s.Publish(ctx, d.topic, "Amazon SES Email Event Notification", string(event))
		}
	}
}

// Publish sends the message as SNS sends it to a subscribed function.
func (s *subscriptions) Publish(ctx context.Context, topicARN, subject, message string) {
	for _, async := range s.topics[topicARN] {
		_ = async.Invoke(ctx, map[string]any{"Records": []any{map[string]any{ // failures are on the console
			"EventVersion": "1.0", "EventSource": "aws:sns", "EventSubscriptionArn": topicARN + ":" + uuid.NewString(),
			"Sns": map[string]any{
				"Type": "Notification", "MessageId": uuid.NewString(), "TopicArn": topicARN, "Subject": subject, "Message": message,
				"Timestamp": time.Now().UTC().Format("2006-01-02T15:04:05.000Z"), "SignatureVersion": "1",
				"Signature": "local", "SigningCertUrl": "", "UnsubscribeUrl": "", "MessageAttributes": struct{}{},
			},
		}}})
	}
}
