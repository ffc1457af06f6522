package clinic

import "errors"

// Kind classifies an error by what the person who made the request can do
// about it. The zero value is KindInternal, so an error that nobody classified
// is the operators' problem and its text is withheld.
type Kind int

// The kinds of error. Each becomes one HTTP status, in httpapi.
const (
	KindInternal        Kind = iota
	KindInvalid              // the request says something that cannot be
	KindMalformed            // the request cannot be read at all
	KindUnauthenticated      // who is asking?
	KindForbidden            // we know who is asking, and may say that the thing exists
	KindStepUpRequired       // the password must be entered again first
	KindNotFound             // absent, or not theirs: the two look the same
	KindConflict             // the state of things is against it
	KindStale                // it was changed since they read it
	KindGone                 // it has ended
	KindTooMany              // too often; later it will work
	KindTooLarge             // more bytes than we read
	KindUnsupported          // not a media type that we read
	KindUnavailable          // something that we depend on does not answer; later it will
)

// Error is an error that a rule decided on. Code, Detail and Fields are safe
// to show to the person who made the request: they never contain health
// information, a name or a secret.
type Error struct {
	Kind   Kind
	Code   string  // stable, machine-readable, never reused: "share_link_expired"
	Detail string  // one English sentence
	Fields []Field // which parts of the request are wrong, for KindInvalid
	Err    error   // the cause, if any; for operators only
}

// Field names one wrong part of a request.
type Field struct {
	Pointer string // JSON Pointer (RFC 6901) into the body: "/content/pulse"
	Code    string // stable: "out_of_range"
	Detail  string // one English sentence: "pulse is between 20 and 300 per minute"
}

// Error returns the code and sentence, and the cause for operators.
func (e *Error) Error() string {
	s := e.Code + ": " + e.Detail
	for _, f := range e.Fields {
		s += "; " + f.Pointer + " " + f.Code
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is reports whether target is an [Error] of the same code, so that a copy
// with fields or a cause still matches its sentinel.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code
}

// Because returns a copy of e that carries a cause for operators.
func (e *Error) Because(cause error) *Error {
	c := *e
	c.Err = cause
	return &c
}

// KindOf returns the kind of the first [Error] in err's chain, KindInternal
// if there is none.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return KindInternal
}

// Invalid collects wrong fields while a value is checked. Its zero value is
// ready to use.
type Invalid struct{ fields []Field }

// Add notes that the field at pointer is wrong.
func (v *Invalid) Add(pointer, code, detail string) {
	v.fields = append(v.fields, Field{Pointer: pointer, Code: code, Detail: detail})
}

// Check adds the field unless ok.
func (v *Invalid) Check(ok bool, pointer, code, detail string) {
	if !ok {
		v.Add(pointer, code, detail)
	}
}

// Err returns [ErrInvalid] with the fields noted so far, or nil if there are
// none.
func (v *Invalid) Err() error {
	if len(v.fields) == 0 {
		return nil
	}
	e := *ErrInvalid
	e.Fields = v.fields
	return &e
}

// InvalidField returns [ErrInvalid] for a single field.
func InvalidField(pointer, code, detail string) error {
	var v Invalid
	v.Add(pointer, code, detail)
	return v.Err()
}

// The errors that a caller can act on.
var (
	ErrInvalid = &Error{Kind: KindInvalid, Code: "invalid", Detail: "some fields are not acceptable"}

	ErrUnauthenticated = &Error{Kind: KindUnauthenticated, Code: "unauthenticated", Detail: "sign in first"}
	ErrSignInFailed    = &Error{Kind: KindUnauthenticated, Code: "sign_in_failed", Detail: "the e-mail or the password is not right"}
	ErrForbidden       = &Error{Kind: KindForbidden, Code: "forbidden", Detail: "your role does not allow this"}
	ErrStepUpRequired  = &Error{Kind: KindStepUpRequired, Code: "step_up_required", Detail: "enter your password again first"}
	ErrNotFound        = &Error{Kind: KindNotFound, Code: "not_found", Detail: "there is nothing here"}
	ErrStale           = &Error{Kind: KindStale, Code: "stale", Detail: "somebody changed this since you read it"}
	ErrCursorMalformed = &Error{Kind: KindMalformed, Code: "cursor_malformed", Detail: "a cursor is what nextCursor said"}
	ErrTooMany         = &Error{Kind: KindTooMany, Code: "too_many_requests", Detail: "too many attempts; wait a while and try again"}

	ErrIdempotencyKeyReused = &Error{Kind: KindConflict, Code: "idempotency_key_reused", Detail: "this Idempotency-Key was used for a different request"}

	ErrEmailInUse         = &Error{Kind: KindConflict, Code: "email_in_use", Detail: "this e-mail address already signs in to a practice"}
	ErrLastOwner          = &Error{Kind: KindConflict, Code: "last_owner", Detail: "a practice keeps at least one active owner"}
	ErrStaffDisabled      = &Error{Kind: KindConflict, Code: "staff_disabled", Detail: "this person is disabled; enable them first"}
	ErrPasswordLinkEnded  = &Error{Kind: KindNotFound, Code: "password_link_ended", Detail: "this link was used, has expired or never existed; ask for a new one"}
	ErrAccountLinkEnded   = &Error{Kind: KindNotFound, Code: "account_link_ended", Detail: "this link was used, has expired or never existed; ask for a new one"}
	ErrPersonUnproven     = &Error{Kind: KindForbidden, Code: "person_unproven", Detail: "prove first whose records these are"}
	ErrPersonNotProven    = &Error{Kind: KindInvalid, Code: "person_not_proven", Detail: "this is not what the clinic has; check it and try again"}
	ErrPatientsRecord     = &Error{Kind: KindConflict, Code: "patients_record", Detail: "nobody changes what the patient wrote; write a note of your own"}
	ErrReadAlready        = &Error{Kind: KindConflict, Code: "read_already", Detail: "the clinic has read this already; write to say what should change"}
	ErrQuotaReached       = &Error{Kind: KindConflict, Code: "quota_reached", Detail: "no more files fit into this chart; ask the clinic"}
	ErrCodeNotNeeded      = &Error{Kind: KindConflict, Code: "code_not_needed", Detail: "no code is needed here"}
	ErrWrongScope         = &Error{Kind: KindForbidden, Code: "wrong_scope", Detail: "this session is not for that; finish signing in first"}
	ErrAnotherChart       = &Error{Kind: KindConflict, Code: "another_chart", Detail: "another person's chart has been opened since; choose again whose it is to be"}
	ErrAccountShared      = &Error{Kind: KindConflict, Code: "account_shared", Detail: "this sign-in serves other people too; end the access and invite the new address"}
	ErrNoAccess           = &Error{Kind: KindConflict, Code: "no_access", Detail: "this patient has no online access"}
	ErrEmailMissing       = &Error{Kind: KindConflict, Code: "email_missing", Detail: "the patient has no e-mail address"}
	ErrEmailBounced       = &Error{Kind: KindConflict, Code: "email_bounced", Detail: "mail to this address came back; ask the patient for the right one"}
	ErrEmailComplained    = &Error{Kind: KindConflict, Code: "email_complained", Detail: "whoever reads this address called our mail unwanted; ask the patient for another one"}
	ErrGuardianMissing    = &Error{Kind: KindConflict, Code: "guardian_missing", Detail: "the number of this child is not recorded as a guardian's, and the code would go to the child; record whose number it is first"}
	ErrAccessGiven        = &Error{Kind: KindConflict, Code: "access_given", Detail: "this patient has online access already, or was invited; send the e-mail again instead"}
	ErrAddressReplaced    = &Error{Kind: KindConflict, Code: "address_replaced", Detail: "the invite went to an address that is not on file any more; change the address of the access"}
	ErrAccessOpened       = &Error{Kind: KindConflict, Code: "access_opened", Detail: "the patient signs in already; a forgotten password is renewed on the sign-in page"}
	ErrTextOutdated       = &Error{Kind: KindConflict, Code: "text_outdated", Detail: "the text that you confirmed has changed; read it again"}
	ErrPhoneMissing       = &Error{Kind: KindConflict, Code: "phone_missing", Detail: "the patient has no phone number"}
	ErrPhoneUnverified    = &Error{Kind: KindConflict, Code: "phone_unverified", Detail: "the clinic must verify the number first; ask them to"}
	ErrPhoneNotMobile     = &Error{Kind: KindConflict, Code: "phone_not_mobile", Detail: "an SMS needs a mobile number"}
	ErrCodeWrong          = &Error{Kind: KindInvalid, Code: "code_wrong", Detail: "the code is not right or has expired"}
	ErrCodeTooSoon        = &Error{Kind: KindTooMany, Code: "code_too_soon", Detail: "a code was just sent; wait 30 seconds before asking for another"}
	ErrCodeTooMany        = &Error{Kind: KindTooMany, Code: "code_too_many", Detail: "too many codes were sent to this number; try again later"}
	ErrMessageNotSent     = &Error{Kind: KindUnavailable, Code: "message_not_sent", Detail: "the message could not be sent; try again in a minute"}
	ErrShareLinkNotFound  = &Error{Kind: KindNotFound, Code: "share_link_not_found", Detail: "this link is not known"}
	ErrShareLinkExpired   = &Error{Kind: KindGone, Code: "share_link_expired", Detail: "this link has expired"}
	ErrShareLinkRevoked   = &Error{Kind: KindGone, Code: "share_link_revoked", Detail: "this link was withdrawn"}
	ErrShareLinkLocked    = &Error{Kind: KindTooMany, Code: "share_link_locked", Detail: "too many wrong codes; ask the clinic for a new link"}
	ErrBirthDateWrong     = &Error{Kind: KindInvalid, Code: "birth_date_wrong", Detail: "this is not the date of birth that the clinic has"}
	ErrPersonLocked       = &Error{Kind: KindTooMany, Code: "person_locked", Detail: "too many wrong dates of birth; try again tomorrow, or ask the clinic"}
	ErrNothingShared      = &Error{Kind: KindConflict, Code: "nothing_shared", Detail: "nothing was shared with this patient yet"}
	ErrFileNotReady       = &Error{Kind: KindConflict, Code: "file_not_ready", Detail: "this file is still being checked, or was refused"}
	ErrFileUploaded       = &Error{Kind: KindConflict, Code: "file_uploaded", Detail: "this file has arrived already; begin a new one"}
	ErrRecordFinal        = &Error{Kind: KindConflict, Code: "record_final", Detail: "a final record is not edited; amend it instead"}
	ErrRecordDraft        = &Error{Kind: KindConflict, Code: "record_draft", Detail: "this is a draft; make it final first"}
	ErrRecordEnded        = &Error{Kind: KindConflict, Code: "record_ended", Detail: "this record was entered in error; it stays as it is"}
	ErrRecordNotAmendable = &Error{Kind: KindConflict, Code: "record_not_amendable", Detail: "a bill or receipt is not amended; enter it in error and write a new one"}
	ErrAlreadyShared      = &Error{Kind: KindConflict, Code: "already_shared", Detail: "this record is shared already; send the patient a new link instead"}
	ErrNotShared          = &Error{Kind: KindConflict, Code: "not_shared", Detail: "this record is not shared, so there is nothing to take back"}
	ErrNotHeld            = &Error{Kind: KindConflict, Code: "not_held", Detail: "nobody holds this record"}
	ErrNothingToDo        = &Error{Kind: KindConflict, Code: "nothing_to_do", Detail: "this is not on the worklist any more"}
	ErrNotSplittable      = &Error{Kind: KindConflict, Code: "not_splittable", Detail: "only an active treatment plan is split"}
	ErrRecordTypeUnknown  = &Error{
		Kind: KindInvalid, Code: "record_type_unknown", Detail: "there is no such record type",
		Fields: []Field{{Pointer: "/type", Code: "unknown_value", Detail: "a type is one of the eleven"}},
	}
	ErrMessagingClosed       = &Error{Kind: KindConflict, Code: "messaging_closed", Detail: "this practice takes no messages here; call the clinic"}
	ErrThreadClosed          = &Error{Kind: KindConflict, Code: "thread_closed", Detail: "this conversation was closed a month ago or more; start a new one"}
	ErrThreadFull            = &Error{Kind: KindConflict, Code: "thread_full", Detail: "this conversation is full; start a new one"}
	ErrNotAnImmunisationPlan = &Error{Kind: KindConflict, Code: "not_an_immunisation_plan", Detail: "only a plan of vaccinations can be computed anew"}
	ErrBirthDateMissing      = &Error{Kind: KindConflict, Code: "birth_date_missing", Detail: "vaccinations are planned from the date of birth: enter it with the patient first"}
)
