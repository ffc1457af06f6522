package dynamotest_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/chartshare/chartshare/internal/aws/dynamostore/dynamotest"
)

func TestMain(m *testing.M) { dynamotest.Main(m) }

// TestTheEngineCountsUnitsAsAWSDoes holds the numbers of the cost tests to
// AWS's rules: a write unit is 1 kB of item begun, names included, and a
// transaction doubles it.
func TestTheEngineCountsUnitsAsAWSDoes(t *testing.T) {
	var meter dynamotest.Meter
	item := func(size int) map[string]types.AttributeValue {
		// PK 2+1, SK 2+1, data 4+n
		return map[string]types.AttributeValue{
			"PK": &types.AttributeValueMemberS{Value: "p"}, "SK": &types.AttributeValueMemberS{Value: "s"},
			"data": &types.AttributeValueMemberS{Value: strings.Repeat("x", size-10)},
		}
	}
	for size, want := range map[int]float64{100: 1, 1024: 1, 1025: 2, 2048: 2, 2049: 3} {
		table := dynamotest.Table(t, meter.Option) // a write over a larger item costs as much as that
		meter.Reset()
		if _, err := table.Client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &table.Name, Item: item(size)}); err != nil {
			t.Fatal(err)
		}
		if _, _, got, _ := meter.Count(); got != want {
			t.Errorf("a put of %d bytes took %v units, want %v", size, got, want)
		}
		meter.Reset()
		if _, err := table.Client.TransactWriteItems(t.Context(), &dynamodb.TransactWriteItemsInput{
			TransactItems: []types.TransactWriteItem{{Put: &types.Put{TableName: &table.Name, Item: item(size)}}},
		}); err != nil {
			t.Fatal(err)
		}
		if _, _, got, _ := meter.Count(); got != 2*want {
			t.Errorf("a transacted put of %d bytes took %v units, want %v", size, got, 2*want)
		}
		meter.Reset()
		if _, err := table.Client.GetItem(t.Context(), &dynamodb.GetItemInput{
			TableName: &table.Name, ConsistentRead: aws.Bool(true), Key: map[string]types.AttributeValue{"PK": &types.AttributeValueMemberS{Value: "p"}, "SK": &types.AttributeValueMemberS{Value: "s"}},
		}); err != nil {
			t.Fatal(err)
		}
		if _, _, _, got := meter.Count(); got != 1 {
			t.Errorf("a consistent read of %d bytes took %v units, want 1", size, got)
		}
	}
}
