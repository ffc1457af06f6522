package clinic

// englishTexts is the English of all messages. The SMS texts are registered
// word for word with the carriers: a change needs a new template id.
var englishTexts = texts{ //nolint:gosec // texts about passwords, none of them one
	shareSMS:   "{1}, {2} shared a document with you. Open: {url}",
	codeSMS:    "{1} is your code to open your document from {2}. Valid 5 min. Do not share it.",
	verifySMS:  "{1} is your code for {2}. Read it out at the clinic desk. Valid 5 min.",
	entrySMS:   "{1} is your code to see your documents on Chartshare. Valid 5 min. Do not share it.",
	visitSMS:   "{1}, video call with {2}, {3}: {url}",
	waitingSMS: "{1}, {2} sent you a message. Read it: {url}",

	shareSubject: "{2} has shared a document with you",
	shareParagraphs: []string{
		"Hello {1},",
		"{2} has shared a document with you. Open it with the button below. We will send a code to your phone, so that only you can read it.",
		"The link works for 7 days.",
	},
	shareButton: "Open",
	shareFooter: "You get this e-mail because {2} keeps this address for you. You can stop these e-mails at any time; the SMS go on.",

	visitSubject: "Your video call with {2}",
	visitParagraphs: []string{
		"Hello {1},",
		"{2} calls you by video: {3}. Open the link with the button below, in a quiet place with good reception, and wait until you are let in. You need no account.",
		"The link works from 15 minutes before until two hours after that time. It is for you alone: whoever opens it waits in front of your call.",
	},
	visitButton: "Join the call",
	visitFooter: "You get this e-mail because {2} calls you. Nothing of the call is recorded. If you lose the link, the page can send you a new one.",

	waitingSubject: "{2} has sent you a message",
	waitingParagraphs: []string{
		"Hello {1},",
		"{2} has sent you a message. Sign in to read it.",
	},
	waitingButton: "Read the message",
	waitingFooter: "You get this e-mail because {2} keeps this address for you. You can stop these e-mails at any time.",

	inboxSubject: "A message waits for you at {2}",
	inboxParagraphs: []string{
		"A message waits for you in the inbox of {2}. Sign in to read it.",
		"Further messages of the next minutes are not told of one by one.",
	},
	inboxButton: "Open the inbox",
	inboxFooter: "You get this e-mail because messages are addressed to you.",

	passwordSubject: "Choose your password for {2}",
	passwordParagraphs: []string{
		"Hello {1},",
		"You have been added to {2} on Chartshare. Choose a password with the button below.",
		"The link works once, for 72 hours.",
	},
	passwordButton: "Choose a password",
	passwordFooter: "If you did not expect this e-mail, ignore it: nothing happens without the link.",

	notMeSubject: "A patient's phone number needs checking",
	notMeParagraphs: []string{
		"Somebody who got a message from {2} has told us that it was not for them.",
		"The link in it has ended, and nothing more is sent to that number until your practice verifies it again.",
		"Please ask the patient for the right number.",
	},
	notMeButton: "Open the patient",
	notMeFooter: "You get this e-mail as an owner of the practice.",

	knownSubject: "You already have a sign-in",
	knownParagraphs: []string{
		"Somebody, perhaps you, tried to register a practice with this e-mail address. It already signs in to a practice.",
		"If it was you, sign in with your password.",
	},
	knownButton: "Sign in",
}
