package local

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

func (c *Cloud) readyFile() string { return filepath.Join(c.DataDir, "ready.json") }

// writeReady says where things are, to people and, as DataDir/ready.json, to
// programs that wait for the cloud.
func (c *Cloud) writeReady() error {
	data, err := json.MarshalIndent(map[string]any{
		"url": c.URL, "dynamodbEndpoint": c.DynamoDBEndpoint, "s3Endpoint": c.S3Endpoint, "messagesEndpoint": c.MessagesEndpoint,
		"dataDir": c.DataDir, "logs": filepath.Join(c.DataDir, "logs"), "pid": os.Getpid(),
	}, "", "  ")
	if err != nil {
		return fmt.Errorf("write ready.json: %w", err)
	}
	path := c.readyFile()
	if err := os.WriteFile(path+".tmp", data, 0o600); err != nil {
		return fmt.Errorf("write ready.json: %w", err)
	}
	if err := os.Rename(path+".tmp", path); err != nil {
		return fmt.Errorf("write ready.json: %w", err)
	}
	c.onClose(func() { _ = os.Remove(path) })
	c.console.say(`
Chartshare is running. Stop it with Ctrl-C.

  Clinic   %[1]s/clinic
  Patient  %[1]s/
  Outbox   %[1]s/outbox   (the SMS and e-mails that were sent)
  Logs     %[2]s
`, c.URL, filepath.Join(c.DataDir, "logs"))
	return nil
}
