package clinic

// The errors of second factors.
var (
	// ErrSecondFactorRequired is what a session gets for which the password was
	// right and the second factor is still asked for.
	ErrSecondFactorRequired = &Error{Kind: KindForbidden, Code: "second_factor_required", Detail: "pass your second factor first"}
	ErrSecondFactorPassed   = &Error{Kind: KindConflict, Code: "second_factor_passed", Detail: "this session asks for no second factor"}
	ErrNoSecondFactor       = &Error{Kind: KindConflict, Code: "no_second_factor", Detail: "there is no second factor"}
	ErrTooManyFactors       = &Error{Kind: KindConflict, Code: "too_many_factors", Detail: "there are five passkeys already; remove one first"}
	ErrPasskeyRefused       = &Error{Kind: KindInvalid, Code: "passkey_refused", Detail: "the passkey's answer is not good; ask for a new challenge and try again"}
)
