package streams

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// checkpoint is how far a mapping has come in its stream.
type checkpoint struct {
	StreamARN string `json:"streamArn"` // the engine's: another one means other data
	ShardID   string `json:"shardId"`
	Sequence  string `json:"sequenceNumber"` // settled, as are all before it
}

func loadCheckpoint(path string) (checkpoint, error) {
	var c checkpoint
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return c, nil
	}
	if err == nil {
		err = json.Unmarshal(data, &c)
	}
	if err != nil {
		return c, fmt.Errorf("read checkpoint: %w", err)
	}
	return c, nil
}

func (c checkpoint) save(path string) error {
	data, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("save checkpoint: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("save checkpoint: %w", err)
	}
	if err := os.WriteFile(path+".tmp", data, 0o600); err != nil {
		return fmt.Errorf("save checkpoint: %w", err)
	}
	return os.Rename(path+".tmp", path)
}
