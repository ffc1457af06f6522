package dynamodb

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"os"
	"path/filepath"
)

// templateDB is the engine's own empty database file with one index more:
//
//	CREATE INDEX sr_seq ON _stream_records(table_name, CAST(sequence_number AS INTEGER))
//
// Without it every write to a table with a stream reads all records so far to
// find the next sequence number; with it writes stay flat.
//
//go:embed template.db
var templateDB []byte

// Template returns the path of the indexed empty database in the user's
// cache. Start the engine on a copy of it, never on the file itself.
func Template() (string, error) {
	dir, err := cacheDir()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(templateDB)
	path := filepath.Join(dir, "template-"+hex.EncodeToString(sum[:4])+".db")
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	return path, writeWhole(path, templateDB, 0o444)
}
