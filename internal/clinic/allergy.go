package clinic

import (
	"slices"
	"strings"
	"unicode"
)

// drugClasses are the groups by which patients most often know an allergy,
// with the beginnings or ends of the names of their members ("CEF" begins,
// "CILLIN" ends). General knowledge, to be confirmed by a clinician; it
// prompts a second look and replaces no interaction database.
var drugClasses = []struct {
	names   []string // as an allergy is told
	members []string // fragments of generic names
}{
	{[]string{"PENICILLIN", "PENICILLINS", "BETALACTAM", "LACTAM"}, []string{"CILLIN"}},
	{[]string{"CEPHALOSPORIN", "CEPHALOSPORINS", "BETALACTAM", "LACTAM"}, []string{"CEF", "CEPH"}},
	{[]string{"SULFA", "SULPHA", "SULFONAMIDE", "SULFONAMIDES", "SULPHONAMIDE", "SULPHONAMIDES"}, []string{"SULFA", "SULPHA", "COTRIMOXAZOLE"}},
	{[]string{"NSAID", "NSAIDS"}, []string{"PROFEN", "FENAC", "ASPIRIN", "ACETYLSALICYLIC", "NAPROXEN", "NIMESULIDE", "MEFENAMIC", "KETOROLAC", "PIROXICAM", "MELOXICAM", "INDOMETHACIN", "COXIB"}},
	{[]string{"QUINOLONE", "QUINOLONES", "FLUOROQUINOLONE", "FLUOROQUINOLONES"}, []string{"FLOXACIN"}},
	{[]string{"MACROLIDE", "MACROLIDES"}, []string{"THROMYCIN"}},
	{[]string{"TETRACYCLINE", "TETRACYCLINES"}, []string{"CYCLINE"}},
	{[]string{"STATIN", "STATINS"}, []string{"VASTATIN"}},
}

// commonWords stand in the names of many medicines, or of allergies, and tell
// nothing of the substance.
var commonWords = []string{
	"ACETATE", "ACID", "ALLERGIC", "ALLERGIES", "ALLERGY", "CALCIUM", "CAPSULE", "CAPSULES", "CHLORIDE", "CREAM", "DRUG", "DRUGS",
	"FORTE", "HYDROCHLORIDE", "INJECTION", "KNOWN", "MALEATE", "MEDICINE", "MEDICINES", "OINTMENT", "PLUS", "PHOSPHATE", "POTASSIUM",
	"SODIUM", "SULFATE", "SULPHATE", "SYRUP", "TABLET", "TABLETS", "WITH",
}

// CheckAllergies warns of each medicine whose generic or brand shares a word
// with one of the patient's allergies, or belongs to a group that one of them
// names. No warning is no assurance: an allergy is free text, and only words
// of four letters and more are compared.
func (p Prescription) CheckAllergies(allergies []string) []Warning {
	var told []string
	for _, allergy := range allergies {
		told = append(told, significantWords(allergy)...)
	}
	var ws []Warning
	for i, m := range p.Medicines {
		if slices.ContainsFunc(significantWords(m.Generic+" "+m.Brand), func(word string) bool { return conflicts(word, told) }) {
			ws = append(ws, Warning{
				below("/content/medicines", i) + "/generic", "allergy_conflict",
				"this medicine may be one that the patient's record says they are allergic to",
			})
		}
	}
	return ws
}

func conflicts(word string, told []string) bool {
	if slices.Contains(told, word) {
		return true
	}
	for _, class := range drugClasses {
		named := slices.ContainsFunc(class.names, func(name string) bool { return slices.Contains(told, name) })
		member := slices.ContainsFunc(class.members, func(part string) bool {
			return strings.HasPrefix(word, part) || strings.HasSuffix(word, part)
		})
		if named && member {
			return true
		}
	}
	return false
}

// significantWords returns the words by which a substance is recognised, in
// capitals. Hyphens join ("CO-TRIMOXAZOLE", "BETA-LACTAM").
func significantWords(s string) []string {
	s = strings.ReplaceAll(strings.ToUpper(s), "-", "")
	words := strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) })
	return slices.DeleteFunc(words, func(w string) bool { return len([]rune(w)) < 4 || slices.Contains(commonWords, w) })
}
