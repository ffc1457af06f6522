package emails_test

import (
	"testing"

	"github.com/chartshare/chartshare/internal/aws/dynamostore/dynamotest"
)

func TestMain(m *testing.M) { dynamotest.Main(m) }
