package clinic

// hindiTexts is the Hindi of all messages. SMS are written in Latin letters,
// as people in India write Hindi on their phones: in Devanagari a segment has
// 70 characters, of which the link alone takes 53 (docs/adr). E-mails and
// pages are in Devanagari.
var hindiTexts = texts{
	shareSMS:   "{1}, {2} ne aapko document bheja. Kholein: {url}",
	codeSMS:    "{1} aapka code hai, {2} ka document kholne ke liye. 5 min tak valid. Kisi ko na batayein.",
	verifySMS:  "{1} aapka code hai {2} ke liye. Clinic ke desk par batayein. 5 min tak valid.",
	entrySMS:   "{1} aapka code hai, Chartshare par apne document dekhne ke liye. 5 min tak valid. Kisi ko na batayein.",
	visitSMS:   "{1}, {2} se video call, {3}: {url}",
	waitingSMS: "{1}, {2} ka sandesh aaya hai. Padhein: {url}",

	shareSubject: "{2} ने आपको एक दस्तावेज़ भेजा है",
	shareParagraphs: []string{
		"नमस्ते {1},",
		"{2} ने आपको एक दस्तावेज़ भेजा है। नीचे के बटन से खोलें। हम आपके फ़ोन पर एक कोड भेजेंगे, ताकि केवल आप ही इसे पढ़ सकें।",
		"यह लिंक 7 दिन तक काम करता है।",
	},
	shareButton: "खोलें",
	shareFooter: "यह ई-मेल आपको इसलिए मिला क्योंकि {2} के पास आपका यह पता है। आप ये ई-मेल कभी भी बंद कर सकते हैं; SMS आते रहेंगे।",

	visitSubject: "{2} के साथ आपकी वीडियो कॉल",
	visitParagraphs: []string{
		"नमस्ते {1},",
		"{2} आपको वीडियो कॉल करेगा: {3}। किसी शांत जगह से, जहाँ नेटवर्क अच्छा हो, नीचे के बटन से लिंक खोलें और अंदर बुलाए जाने तक रुकें। किसी खाते की ज़रूरत नहीं है।",
		"यह लिंक इस समय से 15 मिनट पहले से दो घंटे बाद तक काम करता है। यह केवल आपके लिए है।",
	},
	visitButton: "कॉल में आएँ",
	visitFooter: "यह ई-मेल आपको इसलिए मिला क्योंकि {2} आपको कॉल कर रहा है। कॉल का कुछ भी सहेजा नहीं जाता। लिंक खो जाए तो पेज से नया मँगवा सकते हैं।",

	waitingSubject: "{2} ने आपको एक संदेश भेजा है",
	waitingParagraphs: []string{
		"नमस्ते {1},",
		"{2} ने आपको एक संदेश भेजा है। उसे पढ़ने के लिए साइन इन करें।",
	},
	waitingButton: "संदेश पढ़ें",
	waitingFooter: "यह ई-मेल आपको इसलिए मिला क्योंकि {2} के पास आपका यह पता है। आप ये ई-मेल कभी भी बंद कर सकते हैं।",
}
