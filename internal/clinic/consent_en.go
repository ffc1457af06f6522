package clinic

func englishConsent(practice, contact string) ConsentNotice {
	reach := "Tell " + practice + " first. "
	if contact != "" {
		reach = "Tell " + practice + " first: " + contact + ". "
	}
	return ConsentNotice{
		Title: "Your records and your choice",
		Sections: []NoticeSection{
			{"What we keep", practice + " keeps your name, sex, date of birth, phone number and e-mail address. " +
				"It keeps your health records too: notes of visits, medicines, tests, files and bills."},
			{"What it is for", "The clinic uses all this to treat you. While sharing is on, it also sends you new records. " +
				"A text message tells you when there is one. If the clinic has your e-mail address, an e-mail does too. It is used for nothing else."},
			{"How to stop", "Switch sharing off here. One tap is enough, and it works at once. " +
				"Then no new records and no messages about them are sent to you. You can still read everything on these pages. " +
				"One tap switches sharing on again. What came in between is not sent later. You can also stop the e-mails alone."},
			{"Your rights", "You can read your records here whenever you like. You can ask the clinic to correct what is wrong. " +
				"You can see here who looked at your records. The law makes the clinic keep some records, even if you ask to have them deleted."},
			{"If you are not happy", reach + "You can also complain to the Data Protection Board of India."},
		},
	}
}
