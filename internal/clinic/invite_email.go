package clinic

import "strings"

// The kinds of mail about online access. They call the practice by its SMS
// name, which tells nothing of what it treats, and name no patient.
const (
	InviteMessage        MessageKind = "invite"         // with a temporary password
	AddedMessage         MessageKind = "access-added"   // to who has a password
	AccessEndedMessage   MessageKind = "access-ended"   // by the practice
	InviteBouncedMessage MessageKind = "invite-bounced" // to the staff member who invited
)

// InviteEmail carries what a patient signs in with for the first time: the
// address itself, the temporary password, the page.
func InviteEmail(to string, lang Language, practice, temporary, url string, tags map[string]string) Email {
	m := accessEmail(InviteMessage, to, lang, practice, temporary, url)
	m.Tags = tags
	return m
}

// AddedEmail tells who signs in already that there is more to read. It carries
// no password: the one that was chosen works.
func AddedEmail(to string, lang Language, practice, url string, tags map[string]string) Email {
	m := accessEmail(AddedMessage, to, lang, practice, "", url)
	m.Tags = tags
	return m
}

// AccessEndedEmail tells that a practice ended an access, and not why.
func AccessEndedEmail(to string, lang Language, practice, url string) Email {
	return accessEmail(AccessEndedMessage, to, lang, practice, "", url)
}

// InviteBouncedEmail tells the staff member who invited that the mail did not
// arrive. It names no patient: the link leads to the one.
func InviteBouncedEmail(to, practice, url string) Email {
	return accessEmail(InviteBouncedMessage, to, English, practice, "", url)
}

func accessEmail(kind MessageKind, to string, lang Language, practice, temporary, url string) Email {
	letters, footer := englishInvites, "You get this e-mail because {2} keeps this address for you. If it is not for you, tell them and delete it: without it nobody can sign in."
	if lang == Hindi {
		url += "?hi" // a phone that was never asked: many of those who read Hindi have theirs in English
		letters, footer = hindiInvites, "{2} के पास आपका यह पता दर्ज है, इसलिए यह ई-मेल आया है। अगर यह आपके लिए नहीं है, तो उन्हें बताएँ और इसे मिटा दें।"
	}
	if kind == InviteBouncedMessage {
		footer = "You get this e-mail because you gave the access."
	}
	l, fill := letters[kind], strings.NewReplacer("{1}", temporary, "{2}", practice, "{to}", to)
	return Email{
		To: to, Kind: kind, Language: lang, Subject: fill.Replace(l.subject), Paragraphs: fillAll(fill, l.paragraphs),
		Button: l.button, Link: url, Footer: fill.Replace(footer),
	}
}

var englishInvites = map[MessageKind]letter{ //nolint:exhaustive // the kinds about access
	InviteMessage: {
		"Your sign-in at Chartshare",
		[]string{
			"{2} has opened an account for you. You sign in on the page of the button below.",
			"E-mail address: {to}",
			"Temporary password: {1}",
			"It works once, for 72 hours, and then you choose a password of your own. If you have got another e-mail like this since, use the password in the newest one.",
		},
		"Sign in",
	},
	AddedMessage: {
		"There is something new in your account",
		[]string{
			"{2} has added to what you can open in your account at Chartshare.",
			"Sign in with this e-mail address and the password that you have chosen.",
		},
		"Sign in",
	},
	AccessEndedMessage: {
		"Your access has ended",
		[]string{
			"{2} has ended an access in your account at Chartshare. What else is in your account stays as it is.",
			"If you did not expect this, please ask them.",
		},
		"Sign in",
	},
	InviteBouncedMessage: {
		"An invitation did not arrive",
		[]string{
			"An e-mail with which you gave somebody online access at {2} came back, or was called unwanted.",
			"The access has ended, and the password in it works no more. Please ask the person for the right address.",
		},
		"Open the page",
	},
}

var hindiInvites = map[MessageKind]letter{ //nolint:exhaustive // the kinds about access that patients get
	InviteMessage: {
		"Chartshare पर आपका साइन-इन",
		[]string{
			"{2} ने आपके लिए एक खाता खोला है। नीचे दिए बटन के पेज पर साइन इन करें।",
			"ई-मेल पता: {to}",
			"अस्थायी पासवर्ड: {1}",
			"यह एक बार, 72 घंटे तक काम करता है; उसके बाद आप अपना पासवर्ड चुनते हैं। अगर ऐसा कोई और ई-मेल आया हो, तो सबसे नए ई-मेल का पासवर्ड काम में लें।",
		},
		"साइन इन करें",
	},
	AddedMessage: {
		"आपके खाते में कुछ नया है",
		[]string{
			"{2} ने Chartshare पर आपके खाते में कुछ जोड़ा है।",
			"इसी ई-मेल पते और अपने चुने हुए पासवर्ड से साइन इन करें।",
		},
		"साइन इन करें",
	},
	AccessEndedMessage: {
		"आपकी पहुँच समाप्त हो गई है",
		[]string{
			"{2} ने Chartshare पर आपके खाते में एक पहुँच समाप्त कर दी है। आपके खाते में बाकी सब वैसा ही है।",
			"अगर आपको इसकी उम्मीद नहीं थी, तो कृपया उनसे पूछें।",
		},
		"साइन इन करें",
	},
}
