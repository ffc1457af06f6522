package clinic

import "strings"

// StateCode is a state or union territory as GST numbers it: "29" is
// Karnataka (GST state code list, CBIC).
type StateCode string

// gstStates are the states by their code. 25 (Daman and Diu) and 28 (Andhra
// Pradesh before its division) are no longer given out.
var gstStates = map[StateCode]string{
	"01": "Jammu and Kashmir", "02": "Himachal Pradesh", "03": "Punjab", "04": "Chandigarh", "05": "Uttarakhand", "06": "Haryana",
	"07": "Delhi", "08": "Rajasthan", "09": "Uttar Pradesh", "10": "Bihar", "11": "Sikkim", "12": "Arunachal Pradesh", "13": "Nagaland",
	"14": "Manipur", "15": "Mizoram", "16": "Tripura", "17": "Meghalaya", "18": "Assam", "19": "West Bengal", "20": "Jharkhand",
	"21": "Odisha", "22": "Chhattisgarh", "23": "Madhya Pradesh", "24": "Gujarat", "26": "Dadra and Nagar Haveli and Daman and Diu",
	"27": "Maharashtra", "29": "Karnataka", "30": "Goa", "31": "Lakshadweep", "32": "Kerala", "33": "Tamil Nadu", "34": "Puducherry",
	"35": "Andaman and Nicobar Islands", "36": "Telangana", "37": "Andhra Pradesh", "38": "Ladakh", "97": "Other Territory",
}

// Name returns the state's name, empty for a code that is not given out.
func (c StateCode) Name() string { return gstStates[c] }

// StateCodeOf returns the code of a state by its name, however it is written;
// empty for a name that is none.
func StateCodeOf(name string) StateCode {
	wanted := plainName(name)
	for code, state := range gstStates {
		if plainName(state) == wanted {
			return code
		}
	}
	return ""
}

func plainName(name string) string {
	return strings.Join(strings.Fields(strings.ToLower(strings.ReplaceAll(name, "&", " and "))), " ")
}

// gstinForm: the state, the ten characters of the PAN, the number of the
// registration, Z, a check character.
var gstinForm = lazily(`^[0-9]{2}[A-Z]{5}[0-9]{4}[A-Z][1-9A-Z]Z[0-9A-Z]$`)

// checkGSTIN notes a GST number that cannot be one. An empty one is none.
func checkGSTIN(v *Invalid, pointer, gstin string) {
	v.Check(gstin == "" || isGSTIN(gstin), pointer, "not_a_gstin", "a GSTIN has 15 capitals and digits: state, PAN, number, Z and a character that checks the others")
}

func isGSTIN(s string) bool {
	return gstinForm().MatchString(s) && StateCode(s[:2]).Name() != "" && gstinCheck(s[:14]) == s[14]
}

// gstinCheck returns the character that checks the first fourteen: digits of
// base 36, every second one doubled, the digits of each product added up.
func gstinCheck(s string) byte {
	const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	sum := 0
	for i := range len(s) {
		product := strings.IndexByte(digits, s[i]) * (1 + i%2)
		sum += product/36 + product%36
	}
	return digits[(36-sum%36)%36]
}

// gstRates are the rates that are or lately were in force. An invoice of last
// year keeps its rate, so none is taken away.
var gstRates = []BasisPoints{0, 25, 300, 500, 1200, 1800, 2800, 4000}

var hsnForm, sacForm = lazily(`^[0-9]{4}([0-9]{2}){0,2}$`), lazily(`^99[0-9]{4}$`)

// isService reports whether a code is of a service: SAC are those that begin
// with 99, a chapter that HSN does not use for goods.
func isService(code string) bool { return strings.HasPrefix(code, "99") }

// isHealthCare reports whether a code is of human health care, which a clinical
// establishment supplies exempt (Notification 12/2017, no. 74).
func isHealthCare(code string) bool { return strings.HasPrefix(code, "9993") }

func checkTaxCode(v *Invalid, pointer, code string) {
	switch {
	case code == "":
		v.Add(pointer, "required", "a line has the SAC of its service or the HSN of its goods")
	case isService(code):
		v.Check(sacForm().MatchString(code), pointer, "not_a_code", "the SAC of a service has six digits: 999312")
	default:
		v.Check(hsnForm().MatchString(code), pointer, "not_a_code", "the HSN of goods has four, six or eight digits: 3004")
	}
}
