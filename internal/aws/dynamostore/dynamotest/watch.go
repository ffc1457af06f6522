package dynamotest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/chartshare/chartshare/internal/aws/dynamostore"
	"github.com/chartshare/chartshare/internal/clinic"
)

// Calls notes the operations that a table is asked for.
type Calls struct {
	mu    sync.Mutex
	names []string
}

// Note is an option of [Table].
func (c *Calls) Note(o *dynamodb.Options) { o.HTTPClient = c }

// Do passes a request on.
func (c *Calls) Do(r *http.Request) (*http.Response, error) {
	_, name, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	c.mu.Lock()
	c.names = append(c.names, name)
	c.mu.Unlock()
	return http.DefaultClient.Do(r)
}

// During returns the operations that f causes, in order.
func (c *Calls) During(f func()) []string {
	c.mu.Lock()
	c.names = nil
	c.mu.Unlock()
	f()
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.names)
}

// Trail returns the codes of the audit events of a practice, oldest first.
func Trail(t testing.TB, table *dynamostore.Table, p clinic.PracticeID) []string {
	t.Helper()
	out, err := table.Client.Query(t.Context(), &dynamodb.QueryInput{
		TableName: &table.Name, KeyConditionExpression: aws.String("PK = :pk AND begins_with(SK, :sk)"),
		ExpressionAttributeValues: map[string]types.AttributeValue{
			":pk": &types.AttributeValueMemberS{Value: "PRACTICE#" + string(p)}, ":sk": &types.AttributeValueMemberS{Value: "AUDIT#"},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, item := range out.Items {
		var code string
		if err := attributevalue.Unmarshal(item["what"], &code); err != nil {
			t.Fatal(err)
		}
		codes = append(codes, code)
	}
	return codes
}

// Everything returns each item of the table as JSON, to look for what must not
// be stored.
func Everything(t testing.TB, table *dynamostore.Table) []string {
	t.Helper()
	var all []string
	pages := dynamodb.NewScanPaginator(table.Client, &dynamodb.ScanInput{TableName: &table.Name})
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, av := range page.Items {
			var item map[string]any
			if err := attributevalue.UnmarshalMap(av, &item); err != nil {
				t.Fatal(err)
			}
			text, err := json.Marshal(item)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, string(text))
		}
	}
	return all
}
