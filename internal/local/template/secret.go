package template

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// GenerateSecretString says how a secret's value is made.
type GenerateSecretString struct {
	PasswordLength       Int
	ExcludePunctuation   Bool
	ExcludeCharacters    string
	SecretStringTemplate string
	GenerateStringKey    string
}

var dynamicReference = regexp.MustCompile(`\{\{resolve:([a-z-]+):([^}]*)\}\}`)

// dynamic replaces the dynamic references in a resolved string, and the host
// names that this machine plays.
func (r *resolver) dynamic(s string) (any, error) {
	if !strings.Contains(s, "{{resolve:") {
		return r.replace.Replace(s), nil
	}
	var failed error
	result := dynamicReference.ReplaceAllStringFunc(s, func(found string) string {
		m := dynamicReference.FindStringSubmatch(found)
		value, err := r.secret(m[1], m[2])
		if err != nil && failed == nil {
			failed = fmt.Errorf("%s: %w", found, err)
		}
		return value
	})
	return result, failed
}

// secret looks up "id:SecretString:key:stage:version", id being a name or an
// ARN, which has six colons of its own.
func (r *resolver) secret(service, reference string) (string, error) {
	if service != "secretsmanager" {
		return "", fmt.Errorf("the local cloud resolves secretsmanager only")
	}
	parts := strings.Split(reference, ":")
	if parts[0] == "arn" && len(parts) >= 7 {
		parts = append([]string{strings.Join(parts[:7], ":")}, parts[7:]...)
	}
	id, err := r.secretID(parts[0])
	if err != nil {
		return "", err
	}
	if r.options.Secret == nil {
		return "", fmt.Errorf("no secrets here")
	}
	var properties struct{ GenerateSecretString GenerateSecretString }
	resolved, err := r.resolve(r.doc.Resources[id].Properties)
	if err == nil {
		err = decode(resolved, &properties)
	}
	if err != nil {
		return "", fmt.Errorf("secret %s: %w", id, err)
	}
	value, err := r.options.Secret(id, properties.GenerateSecretString)
	if err != nil || len(parts) < 3 || parts[2] == "" {
		return value, err
	}
	var fields map[string]Text
	if err := json.Unmarshal([]byte(value), &fields); err != nil {
		return "", fmt.Errorf("secret %s is no JSON object", id)
	}
	field, ok := fields[parts[2]]
	if !ok {
		return "", fmt.Errorf("secret %s has no field %q", id, parts[2])
	}
	return string(field), nil
}

// secretID finds a secret by logical id, name or ARN.
func (r *resolver) secretID(reference string) (string, error) {
	for id, res := range r.doc.Resources {
		if res.Type != "AWS::SecretsManager::Secret" {
			continue
		}
		name, err := r.name(id)
		if err != nil {
			return "", err
		}
		if reference == id || reference == name || reference == arn(res.Type, name) {
			return id, nil
		}
	}
	return "", fmt.Errorf("no secret %q", reference)
}
