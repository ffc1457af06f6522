package sessions_test

import (
	"slices"
	"testing"

	"github.com/chartshare/chartshare/internal/aws/dynamostore/dynamotest"
	"github.com/chartshare/chartshare/internal/clinic"
)

func TestAuthenticateIsOneRead(t *testing.T) {
	c := &dynamotest.Calls{}
	d := newDeskOn(t, dynamotest.Table(t, c.Note))
	cookie := d.signIn()
	got := c.During(func() { _, _ = d.Authenticate(d.ctx, cookie) })
	if want := []string{"BatchGetItem"}; !slices.Equal(got, want) {
		t.Errorf("asked for %v, want %v", got, want)
	}
	if got := c.During(func() { _, _ = d.Authenticate(d.ctx, "rubbish") }); len(got) != 0 {
		t.Errorf("rubbish asked for %v, want nothing", got)
	}
}

func TestFailedSignInsAskTheTableForTheSame(t *testing.T) {
	c := &dynamotest.Calls{}
	d := newDeskOn(t, dynamotest.Table(t, c.Note))
	invited, _ := d.invite("invited@clinic.example", clinic.ClinicianRole)
	try := func(email, typed string) []string {
		return c.During(func() { _, _, _ = d.SignIn(d.ctx, email, typed, away, clinic.WebOrigin, "") })
	}
	want := try("nobody@clinic.example", password)
	for name, got := range map[string][]string{
		"wrong password":  try(d.owner.Email, "wrong"),
		"no password yet": try(invited.Email, password),
	} {
		if !slices.Equal(got, want) {
			t.Errorf("%s asked for %v, unknown e-mail for %v", name, got, want)
		}
	}
	for range 5 {
		try(d.owner.Email, "wrong")
	}
	if got := try(d.owner.Email, password); !slices.Equal(got, want) {
		t.Errorf("must wait asked for %v, unknown e-mail for %v", got, want)
	}
}
