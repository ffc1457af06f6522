// Package queues keeps what is sent to SQS queues: locally the on-failure
// destinations, which somebody looks into, so a folder of files does.
package queues

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Queues is a folder with one folder a queue.
type Queues struct {
	Dir string
	// Sent is told of each message, if set.
	Sent func(queue string)
}

// Send keeps a message in the queue with the ARN. Names sort by time.
func (q *Queues) Send(arn string, body []byte) error {
	name := arn[strings.LastIndexByte(arn, ':')+1:]
	dir := filepath.Join(q.Dir, name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("send to %s: %w", name, err)
	}
	file := fmt.Sprintf("%d-%s.json", time.Now().UnixNano(), uuid.NewString()[:8])
	if err := os.WriteFile(filepath.Join(dir, file), body, 0o600); err != nil {
		return fmt.Errorf("send to %s: %w", name, err)
	}
	if q.Sent != nil {
		q.Sent(name)
	}
	return nil
}
