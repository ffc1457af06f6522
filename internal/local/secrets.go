package local

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"strings"

	"github.com/chartshare/chartshare/internal/local/template"
)

// secrets are the template's secrets, made once for a data directory.
type secrets struct {
	path   string
	values map[string]string // by logical id
}

func openSecrets(dataDir string) (*secrets, error) {
	s := &secrets{path: filepath.Join(dataDir, "secrets.json"), values: map[string]string{}}
	data, err := os.ReadFile(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err == nil {
		err = json.Unmarshal(data, &s.values)
	}
	if err != nil {
		return nil, fmt.Errorf("read secrets: %w", err)
	}
	return s, nil
}

// value returns the secret, generated as Secrets Manager would the first time.
func (s *secrets) value(logicalID string, g template.GenerateSecretString) (string, error) {
	if v, ok := s.values[logicalID]; ok {
		return v, nil
	}
	v, err := generate(g)
	if err != nil {
		return "", fmt.Errorf("generate secret %s: %w", logicalID, err)
	}
	s.values[logicalID] = v
	data, err := json.MarshalIndent(s.values, "", "  ")
	if err == nil {
		err = os.WriteFile(s.path, data, 0o600)
	}
	if err != nil {
		return "", fmt.Errorf("keep secret %s: %w", logicalID, err)
	}
	return v, nil
}

func generate(g template.GenerateSecretString) (string, error) {
	alphabet := "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	if !g.ExcludePunctuation {
		alphabet += "!#$%&()*+,-./:;<=>?@[]^_{|}~"
	}
	alphabet = strings.Map(func(r rune) rune {
		if strings.ContainsRune(g.ExcludeCharacters, r) {
			return -1
		}
		return r
	}, alphabet)
	if alphabet == "" {
		return "", errors.New("every character is excluded")
	}
	length := int(g.PasswordLength)
	if length == 0 {
		length = 32 // Secrets Manager's default
	}
	password := make([]byte, length)
	for i := range password {
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(alphabet))))
		if err != nil {
			return "", err
		}
		password[i] = alphabet[n.Int64()]
	}
	if g.GenerateStringKey == "" {
		return string(password), nil
	}
	fields := map[string]any{}
	if g.SecretStringTemplate != "" {
		if err := json.Unmarshal([]byte(g.SecretStringTemplate), &fields); err != nil {
			return "", fmt.Errorf("secret string template: %w", err)
		}
	}
	fields[g.GenerateStringKey] = string(password)
	data, err := json.Marshal(fields)
	return string(data), err
}
