package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"time"

	"github.com/chartshare/chartshare/internal/aws/dynamostore"
	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/id"
)

// forgetFactors takes the second factors of somebody away who has lost them
// all and has nobody else to do it: the only owner of a practice, or a patient.
// Who they are was checked before (docs/runbook.md).
func forgetFactors(ctx context.Context, args []string, out *os.File) error {
	var on target
	f := flag.NewFlagSet("forget-factors", flag.ContinueOnError)
	on.flags(f)
	staff := f.String("staff", "", "e-mail address with which a staff member signs in")
	patient := f.String("patient", "", "e-mail address of a patient's account")
	if err := f.Parse(args); err != nil {
		return flag.ErrHelp
	}
	if (*staff == "") == (*patient == "") {
		return errors.New("say with -staff or with -patient whose factors to forget")
	}
	table, err := on.open()
	if err != nil {
		return err
	}
	if *staff != "" {
		err = forgetStaffFactors(ctx, table, *staff, time.Now())
	} else {
		err = forgetAccountFactors(ctx, table, *patient, time.Now())
	}
	switch {
	case errors.Is(err, clinic.ErrNotFound):
		return errors.New("nobody signs in with this address there")
	case errors.Is(err, clinic.ErrNoSecondFactor):
		return errors.New("this person has no second factor: the password alone signs in")
	case err != nil:
		return err
	}
	fmt.Fprintln(out, "Done: the password alone signs in now, and all sessions have ended. Tell the person by mail.")
	return nil
}

func forgetStaffFactors(ctx context.Context, table *dynamostore.Table, email string, now time.Time) error {
	practice, staffID, err := table.LoginHolder(ctx, email)
	if err != nil {
		return err
	}
	m, err := table.StaffMember(ctx, practice, staffID)
	if err != nil {
		return err
	}
	if !m.SecondFactor {
		return clinic.ErrNoSecondFactor
	}
	e := forgotten(practice, "", clinic.StaffAgent(m.ID), now)
	return table.TakeFactorsAway(ctx, m, m.WithSecondFactor(false, now), e)
}

func forgetAccountFactors(ctx context.Context, table *dynamostore.Table, email string, now time.Time) error {
	login, err := table.PortalLogin(ctx, email)
	if err != nil {
		return err
	}
	account, err := table.Account(ctx, login.AccountID)
	if err != nil {
		return err
	}
	if !account.SecondFactor {
		return clinic.ErrNoSecondFactor
	}
	persons, err := table.Persons(ctx, account.ID)
	if err != nil {
		return err
	}
	var events []clinic.AuditEvent
	for _, p := range persons {
		events = append(events, forgotten(p.Access.Practice, p.Access.Patient, "portal-account", now))
	}
	return table.TakeAccountFactorsAway(ctx, account.WithSecondFactor(false, now), events)
}

func forgotten(p clinic.PracticeID, patient clinic.PatientID, entity string, now time.Time) clinic.AuditEvent {
	return clinic.AuditEvent{
		ID: clinic.EventID(id.New(now)), PracticeID: p, PatientID: patient, RecordedAt: now, Action: clinic.ActionDelete,
		Outcome: clinic.OutcomeSuccess, Agent: clinic.SystemAgent, Entity: entity, What: "factors_taken_away",
	}
}
