package template

import "fmt"

// condition evaluates a named condition.
func (r *resolver) condition(name string) (bool, error) {
	expression, ok := r.doc.Conditions[name]
	if !ok {
		return false, fmt.Errorf("no condition %q", name)
	}
	holds, err := r.evaluate(expression)
	if err != nil {
		return false, fmt.Errorf("condition %s: %w", name, err)
	}
	return holds, nil
}

func (r *resolver) evaluate(expression any) (bool, error) {
	m, ok := expression.(map[string]any)
	if !ok || len(m) != 1 {
		return false, fmt.Errorf("got %v, want one function", expression)
	}
	for function, arg := range m {
		if function == "Condition" {
			name, _ := arg.(string)
			return r.condition(name)
		}
		args, _ := arg.([]any)
		switch function {
		case "Fn::Equals":
			return r.equal(args)
		case "Fn::Not", "Fn::And", "Fn::Or":
			return r.combine(function, args)
		default:
			return false, fmt.Errorf("the local cloud does not know %s in a condition", function)
		}
	}
	return false, nil
}

func (r *resolver) equal(args []any) (bool, error) {
	if len(args) != 2 {
		return false, fmt.Errorf("Fn::Equals wants two values")
	}
	var sides [2]string
	for i, arg := range args {
		resolved, err := r.resolve(arg)
		if err != nil {
			return false, err
		}
		if sides[i], err = text(resolved); err != nil {
			return false, err
		}
	}
	return sides[0] == sides[1], nil
}

func (r *resolver) combine(function string, args []any) (bool, error) {
	all, some := true, false
	for _, arg := range args {
		holds, err := r.evaluate(arg)
		if err != nil {
			return false, err
		}
		all, some = all && holds, some || holds
	}
	switch function {
	case "Fn::Not":
		return !some, nil
	case "Fn::And":
		return all, nil
	default:
		return some, nil
	}
}
