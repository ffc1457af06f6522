package iam

import (
	"errors"
	"fmt"
	"slices"

	"github.com/chartshare/chartshare/internal/local/template"
)

// Role is what one function may do. The zero value may do nothing.
type Role struct {
	Name       string
	statements []statement
}

// Request is one thing that a call asks for. A call may ask for several.
type Request struct {
	Action   string              // "dynamodb:GetItem"
	Resource string              // an ARN, or * where the service has none
	Context  map[string][]string // condition keys and their values
}

// Decision is what a role says of a request.
type Decision struct {
	Allowed bool
	Denied  string // the statement that denies, empty if merely none allows
}

// Decide applies the role's policies: a Deny wins, and what nothing allows is
// denied too.
func (role Role) Decide(r Request) Decision {
	var d Decision
	for i := range role.statements {
		s := &role.statements[i]
		if !s.applies(r) {
			continue
		}
		if s.Effect == "Deny" {
			return Decision{Denied: s.policy + " " + s.Sid}
		}
		d.Allowed = true
	}
	return d
}

// readRole reads the role of a function, with all its policies.
func readRole(t *template.Template, fn template.Function) (Role, error) {
	var f struct {
		Role                string
		Policies            any
		PermissionsBoundary any
	}
	if err := t.Resources[fn.LogicalID].Decode(&f); err != nil {
		return Role{}, err
	}
	if f.Policies != nil || f.PermissionsBoundary != nil {
		return Role{}, errors.New("the local cloud knows only roles that are written out, not Policies or a PermissionsBoundary of a function")
	}
	if f.Role == "" { // the one SAM makes writes logs and nothing else
		return Role{Name: fn.LogicalID + "Role"}, nil
	}
	r, ok := t.ByRef(f.Role)
	if !ok || r.Type != "AWS::IAM::Role" {
		return Role{}, fmt.Errorf("no role %q in the template", f.Role)
	}
	var p struct {
		AssumeRolePolicyDocument    any
		RoleName, Description, Path string
		MaxSessionDuration          template.Int
		Tags                        any
		ManagedPolicyArns           []string
		Policies                    []inlinePolicy
	}
	if err := strictly(r.Properties, &p); err != nil {
		return Role{}, fmt.Errorf("role %s: %w", r.LogicalID, err)
	}
	for _, arn := range p.ManagedPolicyArns {
		policy, err := managedPolicy(t, arn)
		if err != nil {
			return Role{}, fmt.Errorf("role %s: %w", r.LogicalID, err)
		}
		p.Policies = append(p.Policies, policy)
	}
	role := Role{Name: r.LogicalID}
	for _, policy := range p.Policies {
		s, err := statements(policy.PolicyName, policy.PolicyDocument)
		if err != nil {
			return Role{}, fmt.Errorf("role %s: %w", r.LogicalID, err)
		}
		role.statements = slices.Concat(role.statements, s)
	}
	return role, nil
}

type inlinePolicy struct {
	PolicyName     string
	PolicyDocument any
}

// managedPolicy finds a policy of the template; AWS's own are not known here.
func managedPolicy(t *template.Template, arn string) (inlinePolicy, error) {
	r, ok := t.ByRef(arn)
	if !ok || r.Type != "AWS::IAM::ManagedPolicy" {
		return inlinePolicy{}, fmt.Errorf("no managed policy %q in the template", arn)
	}
	var p struct {
		ManagedPolicyName, Description, Path string
		PolicyDocument                       any
	}
	if err := strictly(r.Properties, &p); err != nil {
		return inlinePolicy{}, fmt.Errorf("policy %s: %w", r.LogicalID, err)
	}
	return inlinePolicy{PolicyName: r.LogicalID, PolicyDocument: p.PolicyDocument}, nil
}
