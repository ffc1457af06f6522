package clinic

// NextStep is what staff can do so that a record reaches its patient. The zero
// value is nothing.
type NextStep string

// The next steps. The client leads to the screen of each.
const (
	NoStep           NextStep = ""
	StepEnterPhone   NextStep = "enter-phone"
	StepVerifyPhone  NextStep = "verify-phone"
	StepShareNow     NextStep = "share-now"
	StepSendAgain    NextStep = "send-link-again"
	StepCallPatient  NextStep = "call-patient"
	StepAskOwner     NextStep = "ask-owner"
	StepReleaseHold  NextStep = "release-hold"
	StepAskPatient   NextStep = "ask-patient"
	StepEnterContact NextStep = "enter-guardian"
	StepWait         NextStep = "wait"
)

// Explanation says in one English sentence why something did not reach a
// patient, and what to do about it. Clients have the sentence in their own
// language by the code that it explains.
type Explanation struct {
	Text string
	Next NextStep
}

var explanations = map[string]Explanation{
	string(CountryNotEnabled):    {"Sharing is not offered in the practice's country.", NoStep},
	string(BeforeSharingBegan):   {"The record was written before the practice began to share.", StepShareNow},
	string(SharingOff):           {"Sharing was switched off when the record was written, or is off now.", StepAskOwner},
	string(TypeOff):              {"Records of this type were switched off when it was written, or are off now.", StepAskOwner},
	string(BoxUnticked):          {"The box \"share with patient\" was not ticked.", StepShareNow},
	string(OriginMobile):         {"The record was written in the mobile app; those are not shared by themselves.", StepShareNow},
	string(OriginImport):         {"The record was imported; those are not shared by themselves.", StepShareNow},
	string(OriginPatient):        {"The patient wrote this.", NoStep},
	string(Held):                 {"Somebody holds the record back.", StepReleaseHold},
	string(NoPhone):              {"The patient has no phone number.", StepEnterPhone},
	string(PhoneUnverified):      {"The number was not verified as this patient's.", StepVerifyPhone},
	string(OptedOut):             {"The patient has stopped messages from this practice.", StepAskPatient},
	string(MinorWithoutGuardian): {"The patient is under 18, and the number is not recorded as a guardian's.", StepEnterContact},
	string(GuardianAccessEnded):  {"The patient is 18 now, and the number is a guardian's.", StepVerifyPhone},
	string(EnteredInError):       {"The record was entered in error.", NoStep},
	string(Superseded):           {"A later version took its place before it was decided on.", NoStep},

	// What carriers say, by the codes of their adapters.
	"throttled":            {"Too many messages went out at once.", StepSendAgain},
	"unavailable":          {"The carrier did not answer for hours.", StepSendAgain},
	"timeout":              {"The carrier did not answer in time.", StepSendAgain},
	"cut":                  {"The connection to the carrier broke.", StepSendAgain},
	"not_authorized":       {"The platform may not send; its operators have been told.", StepWait},
	"refused":              {"The carrier refused the message without saying why.", StepCallPatient},
	"no_template":          {"No message text is registered for this language; the operators have been told.", StepWait},
	"wrong_country":        {"Messages do not go to numbers of this country.", StepVerifyPhone},
	"not_configured":       {"The platform's e-mail is not set up; its operators have been told.", StepWait},
	"paused":               {"The platform's e-mail was paused; its operators have been told.", StepWait},
	"unknown_outcome":      {"Nobody knows whether the message arrived.", StepSendAgain},
	FailureInvalidNumber:   {"The carrier does not know the number.", StepVerifyPhone},
	FailureInvalidMessage:  {"The carrier refused the text of the message.", StepCallPatient},
	FailureUnreachable:     {"The phone could not be reached.", StepSendAgain},
	FailureBlocked:         {"The carrier or the phone blocks these messages.", StepCallPatient},
	FailureTooDear:         {"The message would have cost more than is allowed.", StepCallPatient},
	FailureSpendLimit:      {"The platform's spending limit for messages was reached.", StepSendAgain},
	FailureSpam:            {"The carrier took the message for spam.", StepCallPatient},
	FailureUnknown:         {"The carrier gave no reason.", StepCallPatient},
	FailureBounced:         {"There is no such mailbox.", StepCallPatient},
	FailureSoftBounced:     {"The mailbox did not take the e-mail for now.", StepSendAgain},
	FailureComplained:      {"The reader reported the e-mail as unwanted.", StepAskPatient},
	FailureRejected:        {"The e-mail was refused before it left.", StepCallPatient},
	FailureRenderingFailed: {"The e-mail could not be written.", StepCallPatient},

	// Why a notice stands on the worklist.
	string(TroubleNotMe):  {"Somebody who got the message said that it is not for them.", StepVerifyPhone},
	string(TroubleLocked): {"Wrong codes were entered too often, so the link is locked.", StepSendAgain},
	string(TroubleFailed): {"No message arrived.", StepCallPatient},
	string(TroubleUnread): {"The patient was told and reminded, and has not opened the link.", StepCallPatient},
}

// Explain returns the explanation of a reason, a failure or a trouble, and for
// a code that it does not know a sentence that says so.
func Explain(code string) Explanation {
	if e, ok := explanations[code]; ok {
		return e
	}
	return Explanation{"The message did not arrive (" + code + ").", StepCallPatient}
}
