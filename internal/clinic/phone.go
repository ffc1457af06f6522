package clinic

// PhoneNumber is a number by the rules of its country.
type PhoneNumber struct {
	E164    string // "+919876543210"
	Mobile  bool   // whether numbers of its kind receive SMS
	Country string // ISO 3166-1 alpha-2
}

// PhoneParser reads a number in any common way of writing it, as somebody in
// the country means it; ok is false for what cannot be called. The rules of
// all countries are large: only functions that read numbers link them.
type PhoneParser func(typed, country string) (number PhoneNumber, ok bool)
