package clinic

// The kinds of mail about an account. None of them says whose chart it opens,
// or at which practice: whoever sees the mailbox learns that there is an
// account.
const (
	ResetMessage           MessageKind = "account-reset"            // choose another password
	ConfirmEmailMessage    MessageKind = "account-confirm-email"    // to the new address
	EmailChangingMessage   MessageKind = "account-email-changing"   // to the old one, when it is asked for
	EmailChangedMessage    MessageKind = "account-email-changed"    // to the old one, when it is done
	EmailInUseMessage      MessageKind = "account-email-in-use"     // to a new address that has an account
	PasswordChangedMessage MessageKind = "account-password-changed" // it was chosen or changed
	AccountClosedMessage   MessageKind = "account-closed"
)

// AccountMessages are all of them.
var AccountMessages = []MessageKind{
	ResetMessage, ConfirmEmailMessage, EmailChangingMessage, EmailChangedMessage, EmailInUseMessage, PasswordChangedMessage, AccountClosedMessage,
}

// letter is what one mail says.
type letter struct {
	subject    string
	paragraphs []string
	button     string
}

// AccountEmail returns the mail of the kind, one of [AccountMessages]. The URL
// is where its button leads.
func AccountEmail(kind MessageKind, to string, lang Language, url string) Email {
	letters, footer := englishLetters, "This e-mail is about your account at Chartshare. If you have a question, ask your clinic."
	if lang == Hindi {
		letters, footer = hindiLetters, "यह ई-मेल Chartshare पर आपके खाते के बारे में है। कोई सवाल हो तो अपने क्लिनिक से पूछें।"
	}
	l := letters[kind]
	return Email{
		To: to, Kind: kind, Language: lang, Subject: l.subject, Paragraphs: l.paragraphs, Button: l.button, Link: url, Footer: footer,
	}
}

var englishLetters = map[MessageKind]letter{ //nolint:exhaustive // the kinds about accounts
	ResetMessage: {
		"Choose a new password",
		[]string{
			"Somebody, hopefully you, asked for a new password for the account of this e-mail address.",
			"The button works once, for 30 minutes. If it was not you, ignore this e-mail: nothing has changed.",
		},
		"Choose a new password",
	},
	ConfirmEmailMessage: {
		"Confirm your e-mail address",
		[]string{
			"This address is to become the one with which you sign in. Press the button to confirm it.",
			"The button works once, for 24 hours. If you did not ask for this, ignore this e-mail.",
		},
		"Confirm this address",
	},
	EmailChangingMessage: {
		"Your sign-in address is about to change",
		[]string{
			"Somebody asked to sign in to your account with another e-mail address. It changes when the new address is confirmed.",
			"If it was not you or your clinic, sign in and change your password: that stops it.",
		},
		"Sign in",
	},
	EmailChangedMessage: {
		"Your sign-in address was changed",
		[]string{
			"You now sign in to your account with another e-mail address. This one does not work any more.",
			"If it was not you, tell your clinic at once.",
		},
		"Sign in",
	},
	EmailInUseMessage: {
		"This address already has an account",
		[]string{
			"Somebody asked to sign in to another account with this e-mail address. It already has an account, so nothing has changed.",
			"If it was you, sign in with this address and its password.",
		},
		"Sign in",
	},
	PasswordChangedMessage: {
		"Your password was changed",
		[]string{
			"The password of your account was just chosen or changed, and all other devices were signed out.",
			"If it was not you, choose a new password at once and tell your clinic.",
		},
		"Sign in",
	},
	AccountClosedMessage: {
		"Your account is closed",
		[]string{
			"Your account was closed and nobody can sign in to it any more. Your clinic keeps what it wrote, as the law asks.",
			"If you want to come back, ask your clinic for a new invitation.",
		},
		"Chartshare",
	},
}

var hindiLetters = map[MessageKind]letter{ //nolint:exhaustive // the kinds about accounts
	ResetMessage: {
		"नया पासवर्ड चुनें",
		[]string{
			"किसी ने, शायद आपने, इस ई-मेल पते के खाते के लिए नया पासवर्ड माँगा है।",
			"यह बटन एक बार, 30 मिनट तक काम करता है। अगर यह आपने नहीं माँगा, तो इस ई-मेल को छोड़ दें: कुछ नहीं बदला है।",
		},
		"नया पासवर्ड चुनें",
	},
	ConfirmEmailMessage: {
		"अपना ई-मेल पता पक्का करें",
		[]string{
			"आगे से आप इसी पते से साइन इन करेंगे। इसे पक्का करने के लिए बटन दबाएँ।",
			"यह बटन एक बार, 24 घंटे तक काम करता है। अगर यह आपने नहीं माँगा, तो इस ई-मेल को छोड़ दें।",
		},
		"यह पता पक्का करें",
	},
	EmailChangingMessage: {
		"आपका साइन-इन पता बदलने वाला है",
		[]string{
			"किसी ने आपके खाते में दूसरे ई-मेल पते से साइन इन करने को कहा है। नया पता पक्का होते ही वह बदल जाएगा।",
			"अगर यह आपने या आपके क्लिनिक ने नहीं किया, तो साइन इन करके अपना पासवर्ड बदलें: इससे यह रुक जाएगा।",
		},
		"साइन इन करें",
	},
	EmailChangedMessage: {
		"आपका साइन-इन पता बदल गया है",
		[]string{
			"अब आप अपने खाते में दूसरे ई-मेल पते से साइन इन करते हैं। यह पता अब काम नहीं करता।",
			"अगर यह आपने नहीं किया, तो तुरंत अपने क्लिनिक को बताएँ।",
		},
		"साइन इन करें",
	},
	EmailInUseMessage: {
		"इस पते का खाता पहले से है",
		[]string{
			"किसी ने इस ई-मेल पते से दूसरे खाते में साइन इन करने को कहा। इस पते का खाता पहले से है, इसलिए कुछ नहीं बदला।",
			"अगर यह आप थे, तो इसी पते और इसके पासवर्ड से साइन इन करें।",
		},
		"साइन इन करें",
	},
	PasswordChangedMessage: {
		"आपका पासवर्ड बदल गया है",
		[]string{
			"आपके खाते का पासवर्ड अभी चुना या बदला गया है, और बाकी सभी फ़ोन और कंप्यूटर साइन आउट हो गए हैं।",
			"अगर यह आपने नहीं किया, तो तुरंत नया पासवर्ड चुनें और अपने क्लिनिक को बताएँ।",
		},
		"साइन इन करें",
	},
	AccountClosedMessage: {
		"आपका खाता बंद हो गया है",
		[]string{
			"आपका खाता बंद कर दिया गया है और अब कोई इसमें साइन इन नहीं कर सकता। क्लिनिक ने जो लिखा है, वह कानून के अनुसार उसके पास रहता है।",
			"वापस आना चाहें तो अपने क्लिनिक से नया निमंत्रण माँगें।",
		},
		"Chartshare",
	},
}
