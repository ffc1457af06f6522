package dynamotest

import (
	"context"
	"reflect"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/middleware"
)

// Meter counts the calls of a client and the capacity that the engine says
// they took. A test of this package holds the engine to AWS's rules.
type Meter struct {
	mu   sync.Mutex
	uses []Use
}

// Use is one call.
type Use struct {
	Operation string // "PutItem"
	Units     float64
}

// Writes reports whether the call writes.
func (u Use) Writes() bool {
	return strings.HasPrefix(u.Operation, "Put") || strings.HasPrefix(u.Operation, "Update") || strings.HasPrefix(u.Operation, "TransactWrite") ||
		strings.HasPrefix(u.Operation, "Delete") || strings.HasPrefix(u.Operation, "BatchWrite")
}

// Reset forgets what was counted.
func (m *Meter) Reset() { m.mu.Lock(); defer m.mu.Unlock(); m.uses = nil }

// Count returns the calls since the last Reset, and the units they took.
func (m *Meter) Count() (writes, reads int, writeUnits, readUnits float64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, u := range m.uses {
		if u.Writes() {
			writes, writeUnits = writes+1, writeUnits+u.Units
		} else {
			reads, readUnits = reads+1, readUnits+u.Units
		}
	}
	return writes, reads, writeUnits, readUnits
}

// Option makes a client count its calls.
func (m *Meter) Option(o *dynamodb.Options) {
	o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
		return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("Meter",
			func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
				ask(in.Parameters)
				out, meta, err := next.HandleInitialize(ctx, in)
				m.mu.Lock()
				defer m.mu.Unlock()
				m.uses = append(m.uses, Use{strings.TrimSuffix(reflect.TypeOf(in.Parameters).Elem().Name(), "Input"), units(out.Result)})
				return out, meta, err
			}), middleware.Before)
	})
}

// ask has the engine say what the call takes.
func ask(input any) {
	f := reflect.ValueOf(input).Elem().FieldByName("ReturnConsumedCapacity")
	if f.IsValid() {
		f.SetString(string(types.ReturnConsumedCapacityTotal))
	}
}

// units adds up what an answer says that it took.
func units(output any) float64 {
	v := reflect.ValueOf(output)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return 0
	}
	f := v.Elem().FieldByName("ConsumedCapacity")
	if !f.IsValid() {
		return 0
	}
	switch c := f.Interface().(type) {
	case *types.ConsumedCapacity:
		if c != nil {
			return aws.ToFloat64(c.CapacityUnits)
		}
	case []types.ConsumedCapacity:
		var sum float64
		for _, one := range c {
			sum += aws.ToFloat64(one.CapacityUnits)
		}
		return sum
	}
	return 0
}
