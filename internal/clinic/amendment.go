package clinic

// CheckAmend reports why a version of the status cannot be followed by an
// amended one, or nil.
func (r Record) CheckAmend() error {
	switch info, _ := r.Type.Info(); {
	case r.Status == DraftStatus:
		return ErrRecordDraft
	case r.Status == EnteredInErrorStatus:
		return ErrRecordEnded
	case r.Origin == PatientOrigin:
		return ErrPatientsRecord
	case info.Group == BillingGroup:
		return ErrRecordNotAmendable
	}
	return nil
}

// CheckEnterInError reports why a record cannot be marked as entered in error,
// or nil. A draft can: it is discarded so.
func (r Record) CheckEnterInError() error {
	if r.Status == EnteredInErrorStatus {
		return ErrRecordEnded
	}
	return nil
}

// CheckReason reports what is wrong with the reason that every amendment,
// withdrawal and error gives.
func CheckReason(reason string) error {
	var v Invalid
	CheckText(&v, "/reason", reason, 1, MaxLineText)
	return v.Err()
}
