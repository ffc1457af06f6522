package clinic

import "strings"

// FactorNotice is what became of the way in which somebody signs in. They are
// told by e-mail of each.
type FactorNotice string

// The notices.
const (
	FactorAdded        FactorNotice = "added"
	FactorRemoved      FactorNotice = "removed"
	RecoveryRenewed    FactorNotice = "recovery-renewed"
	RecoveryCodeUsed   FactorNotice = "recovery-used"
	PasskeyCopied      FactorNotice = "passkey-copied"
	CodesGuessed       FactorNotice = "guessed"
	FactorsTakenAway   FactorNotice = "taken-away"    // by an owner
	FactorsTookFromOne FactorNotice = "took-from-one" // told to that owner
)

// FactorEmail tells somebody, by name if there is one, of a change in how they
// sign in. It holds no code and no secret.
func FactorEmail(to string, lang Language, person, at string, notice FactorNotice, url string) Email {
	t := factorTextsOf(lang)
	fill := strings.NewReplacer(" {1}", " "+called(person), "{2}", at)
	if person == "" { // the owner of an account may read charts of several
		fill = strings.NewReplacer(" {1}", "", "{2}", at)
	}
	return Email{
		To: to, Kind: FactorMessage, Language: lang, Subject: fill.Replace(t.subject),
		Paragraphs: []string{fill.Replace(t.greeting), fill.Replace(t.notices[notice]), fill.Replace(t.notYou)},
		Button:     t.button, Link: url, Footer: t.footer,
	}
}

// factorTexts is what one language says of second factors.
type factorTexts struct {
	subject, greeting, notYou, button, footer string
	notices                                   map[FactorNotice]string
}

func factorTextsOf(lang Language) factorTexts {
	if lang == Hindi {
		return hindiFactorTexts
	}
	return englishFactorTexts
}

var englishFactorTexts = factorTexts{
	subject:  "A change to how you sign in to {2}",
	greeting: "Hello {1},",
	notices: map[FactorNotice]string{ //nolint:gosec // texts about passwords, none of them one
		FactorAdded:        "A second step was added to your sign-in. All other sessions of yours have ended.",
		FactorRemoved:      "A second step was removed from your sign-in. All other sessions of yours have ended.",
		RecoveryRenewed:    "You have new recovery codes; the former ones have stopped working. All other sessions of yours have ended.",
		RecoveryCodeUsed:   "One of your recovery codes was used to sign in. It works no more.",
		PasskeyCopied:      "A sign-in with a passkey of yours was refused, because the passkey seems to have been copied. Remove it, and add a new one.",
		CodesGuessed:       "Somebody who knows your password is entering wrong codes at the second step. Choose a new password at once.",
		FactorsTakenAway:   "An owner of the practice has removed the second step of your sign-in, because you said that you had lost it. Add a new one when you have signed in.",
		FactorsTookFromOne: "You have removed the second step of a colleague's sign-in. They have been told.",
	},
	notYou: "If you do not know of this, choose a new password and tell whoever gave you your sign-in.",
	button: "Open Chartshare",
	footer: "You get this e-mail because it is the address with which you sign in.",
}

var hindiFactorTexts = factorTexts{
	subject:  "{2} में आपके साइन-इन के तरीक़े में बदलाव",
	greeting: "नमस्ते {1},",
	notices: map[FactorNotice]string{ //nolint:gosec // texts about passwords, none of them one
		FactorAdded:        "आपके साइन-इन में दूसरा चरण जोड़ा गया है। आपके बाक़ी सभी सत्र समाप्त कर दिए गए हैं।",
		FactorRemoved:      "आपके साइन-इन से दूसरा चरण हटाया गया है। आपके बाक़ी सभी सत्र समाप्त कर दिए गए हैं।",
		RecoveryRenewed:    "आपके नए रिकवरी कोड बन गए हैं; पुराने कोड अब काम नहीं करते। आपके बाक़ी सभी सत्र समाप्त कर दिए गए हैं।",
		RecoveryCodeUsed:   "साइन-इन के लिए आपका एक रिकवरी कोड इस्तेमाल हुआ। वह अब काम नहीं करता।",
		PasskeyCopied:      "आपकी एक पासकी से साइन-इन रोका गया, क्योंकि लगता है कि उसकी नक़ल बनाई गई है। उसे हटाएँ और नई पासकी जोड़ें।",
		CodesGuessed:       "कोई व्यक्ति, जिसे आपका पासवर्ड मालूम है, दूसरे चरण में ग़लत कोड डाल रहा है। तुरंत नया पासवर्ड चुनें।",
		FactorsTakenAway:   "आपके साइन-इन का दूसरा चरण हटा दिया गया है, क्योंकि आपने बताया कि वह खो गया है। साइन-इन करके नया जोड़ें।",
		FactorsTookFromOne: "आपने किसी के साइन-इन का दूसरा चरण हटाया है। उन्हें बता दिया गया है।",
	},
	notYou: "अगर आपको इसकी जानकारी नहीं है, तो नया पासवर्ड चुनें और जिसने आपको साइन-इन दिया था उसे बताएँ।",
	button: "Chartshare खोलें",
	footer: "यह ई-मेल आपको इसलिए मिला क्योंकि आप इसी पते से साइन-इन करते हैं।",
}
