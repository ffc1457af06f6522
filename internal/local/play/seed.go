package play

import (
	"context"
	"errors"
	"fmt"
)

// DemoPassword is the password of everybody in the demo practice, which exists
// on a laptop only.
const DemoPassword = "marigold ferry lantern"

// The people of the demo practice.
const (
	DemoOwner        = "owner@sunrise.example"
	DemoClinician    = "clinician@sunrise.example"
	DemoReceptionist = "desk@sunrise.example"
)

// Seed makes the demo practice, three staff and four patients, unless it is
// there. It reports whether it made them.
func Seed(ctx context.Context, base string) (made bool, err error) {
	owner := NewStaff(base, DemoOwner, DemoPassword)
	err = owner.SignIn(ctx)
	if err == nil {
		return false, nil
	}
	if !IsProblem(err, "sign_in_failed") {
		return false, fmt.Errorf("seed: %w", err)
	}
	if err := seedPractice(ctx, owner); err != nil {
		return false, fmt.Errorf("seed: %w", err)
	}
	return true, seedPatients(ctx, base)
}

func seedPractice(ctx context.Context, owner *Staff) error {
	err := owner.RegisterPractice(ctx, map[string]any{
		"name": "Sunrise Family Clinic", "country": "IN", "state": "Karnataka", "timeZone": "Asia/Kolkata",
		"smsDisplayName": "Sunrise Clinic", "phone": "080 4123 4567",
		"address": "12 Lake Road, Indiranagar, Bengaluru 560038", "gstin": "29AAAAA0000A1ZY",
	}, "Dr Meera Rao")
	if err != nil {
		return err
	}
	if err := errors.Join(owner.SignIn(ctx), owner.StepUp(ctx)); err != nil {
		return err
	}
	return errors.Join(
		owner.EnterRegistration(ctx, "MBBS, DNB (Family Medicine)", "KMC 31077"),
		owner.AddStaff(ctx, NewStaff(owner.Base, DemoClinician, DemoPassword), map[string]any{
			"name": "Dr Arjun Nair", "role": "clinician", "qualifications": "MBBS, MD (Medicine)", "registrationNumber": "KMC 48213",
		}),
		owner.AddStaff(ctx, NewStaff(owner.Base, DemoReceptionist, DemoPassword), map[string]any{"name": "Lata Hegde", "role": "receptionist"}),
	)
}

func seedPatients(ctx context.Context, base string) error {
	desk := NewStaff(base, DemoReceptionist, DemoPassword)
	if err := desk.SignIn(ctx); err != nil {
		return fmt.Errorf("seed: %w", err)
	}
	for _, p := range []struct {
		demographics map[string]any
		verify       bool
	}{
		{map[string]any{"name": "Asha Verma", "sex": "female", "dateOfBirth": "1988-05-04", "phone": "98765 43210", "email": "asha@patients.example", "language": "hi", "number": "SFC-1001"}, true},
		{map[string]any{"name": "Kabir Verma", "sex": "male", "dateOfBirth": "2020-01-15", "phone": "98765 43210", "phoneIsGuardians": true, "language": "hi", "number": "SFC-1002"}, true},
		{map[string]any{"name": "Thomas Kurian", "sex": "male", "dateOfBirth": "1961-11-30", "phone": "99001 12345", "language": "en", "number": "SFC-1003"}, false},
		{map[string]any{"name": "Zoya Khan", "sex": "female", "dateOfBirth": "1995-02-08", "language": "en", "number": "SFC-1004"}, false},
	} {
		registered, err := desk.Register(ctx, p.demographics)
		if err == nil && p.verify {
			_, _, err = desk.VerifyPhone(ctx, registered)
		}
		if err != nil {
			return fmt.Errorf("seed: %w", err)
		}
	}
	return nil
}
