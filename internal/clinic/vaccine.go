package clinic

import "slices"

// VaccineCode names a kind of vaccine, whatever its brand.
type VaccineCode string

// The vaccines of the Indian schedules, their usual combinations, and any
// other by its name.
const (
	BCGVaccine              VaccineCode = "bcg"
	OralPolioVaccine        VaccineCode = "bopv"
	PolioVaccine            VaccineCode = "ipv"
	FractionalPolioVaccine  VaccineCode = "fipv"
	HepatitisBVaccine       VaccineCode = "hepatitis-b"
	PentavalentVaccine      VaccineCode = "pentavalent"
	HexavalentVaccine       VaccineCode = "hexavalent"
	DTaPPolioHibVaccine     VaccineCode = "dtap-ipv-hib"
	DPTVaccine              VaccineCode = "dpt"
	DTaPVaccine             VaccineCode = "dtap"
	HibVaccine              VaccineCode = "hib"
	RotavirusVaccine        VaccineCode = "rotavirus"
	Pneumococcal10Vaccine   VaccineCode = "pcv10"
	Pneumococcal13Vaccine   VaccineCode = "pcv13"
	MRVaccine               VaccineCode = "mr"
	MMRVaccine              VaccineCode = "mmr"
	JEVaccine               VaccineCode = "je"
	TdVaccine               VaccineCode = "td"
	TdapVaccine             VaccineCode = "tdap"
	TyphoidConjugateVaccine VaccineCode = "typhoid-conjugate"
	HepatitisAVaccine       VaccineCode = "hepatitis-a"
	VaricellaVaccine        VaccineCode = "varicella"
	InfluenzaVaccine        VaccineCode = "influenza"
	HPV4Vaccine             VaccineCode = "hpv4"
	HPV9Vaccine             VaccineCode = "hpv9"
	MeningococcalVaccine    VaccineCode = "menacwy"
	OtherVaccine            VaccineCode = "other"
)

// Disease is what a vaccine protects against.
type Disease string

// The diseases.
const (
	Tuberculosis   Disease = "tuberculosis"
	Polio          Disease = "polio"
	HepatitisB     Disease = "hepatitis-b"
	Diphtheria     Disease = "diphtheria"
	Pertussis      Disease = "pertussis"
	Tetanus        Disease = "tetanus"
	Hib            Disease = "hib"
	Rotavirus      Disease = "rotavirus"
	Pneumococcus   Disease = "pneumococcus"
	Measles        Disease = "measles"
	Mumps          Disease = "mumps"
	Rubella        Disease = "rubella"
	JE             Disease = "japanese-encephalitis"
	Typhoid        Disease = "typhoid"
	HepatitisA     Disease = "hepatitis-a"
	Varicella      Disease = "varicella"
	Influenza      Disease = "influenza"
	Papillomavirus Disease = "hpv"
	Meningococcus  Disease = "meningococcus"
)

// Vaccine is what the rules know of a kind of vaccine.
type Vaccine struct {
	Code     VaccineCode
	Display  string // English
	SNOMED   string // from the ABDM value set ndhm-vaccine-codes 6.0.0 (draft); empty for other
	CVX      string // CDC's code, empty where none fits
	Route    Route  // by which it is given
	Live     bool   // and injected: two such on different days need four weeks between them
	Diseases []Disease
}

// Vaccines lists the kinds of vaccine in the order of a form. All codes are to
// be confirmed by a clinician.
var Vaccines = []Vaccine{
	{BCGVaccine, "BCG", "1861000221106", "19", IntradermalRoute, true, []Disease{Tuberculosis}},
	{OralPolioVaccine, "Oral polio, bivalent (bOPV)", "1051000221104", "178", OralRoute, false, []Disease{Polio}},
	{PolioVaccine, "Inactivated polio (IPV)", "871740006", "10", IntramuscularRoute, false, []Disease{Polio}},
	{FractionalPolioVaccine, "Inactivated polio, fractional dose (fIPV)", "871740006", "10", IntradermalRoute, false, []Disease{Polio}},
	{HepatitisBVaccine, "Hepatitis B", "871822003", "08", IntramuscularRoute, false, []Disease{HepatitisB}},
	{PentavalentVaccine, "Pentavalent (DPT, hepatitis B, Hib)", "871886002", "102", IntramuscularRoute, false, []Disease{Diphtheria, Pertussis, Tetanus, HepatitisB, Hib}},
	{HexavalentVaccine, "Hexavalent (DTaP, IPV, Hib, hepatitis B)", "2101000221107", "146", IntramuscularRoute, false, []Disease{Diphtheria, Pertussis, Tetanus, Polio, HepatitisB, Hib}},
	{DTaPPolioHibVaccine, "DTaP, IPV, Hib", "871888001", "120", IntramuscularRoute, false, []Disease{Diphtheria, Pertussis, Tetanus, Polio, Hib}},
	{DPTVaccine, "DPT", "871875004", "01", IntramuscularRoute, false, []Disease{Diphtheria, Pertussis, Tetanus}},
	{DTaPVaccine, "DTaP", "871876003", "20", IntramuscularRoute, false, []Disease{Diphtheria, Pertussis, Tetanus}},
	{HibVaccine, "Haemophilus influenzae type b (Hib)", "871764007", "17", IntramuscularRoute, false, []Disease{Hib}},
	{RotavirusVaccine, "Rotavirus", "871761004", "122", OralRoute, false, []Disease{Rotavirus}},
	{Pneumococcal10Vaccine, "Pneumococcal conjugate, 10-valent (PCV)", "1052330009", "177", IntramuscularRoute, false, []Disease{Pneumococcus}},
	{Pneumococcal13Vaccine, "Pneumococcal conjugate, 13-valent (PCV)", "1119254000", "133", IntramuscularRoute, false, []Disease{Pneumococcus}},
	{MRVaccine, "Measles and rubella (MR)", "871817003", "04", SubcutaneousRoute, true, []Disease{Measles, Rubella}},
	{MMRVaccine, "Measles, mumps and rubella (MMR)", "871831003", "03", SubcutaneousRoute, true, []Disease{Measles, Mumps, Rubella}},
	{JEVaccine, "Japanese encephalitis (JE)", "871724008", "129", SubcutaneousRoute, false, []Disease{JE}},
	{TdVaccine, "Tetanus and adult diphtheria (Td)", "2031000221103", "09", IntramuscularRoute, false, []Disease{Tetanus, Diphtheria}},
	{TdapVaccine, "Tdap", "2051000221107", "115", IntramuscularRoute, false, []Disease{Tetanus, Diphtheria, Pertussis}},
	{TyphoidConjugateVaccine, "Typhoid conjugate (TCV)", "961000221100", "190", IntramuscularRoute, false, []Disease{Typhoid}},
	{HepatitisAVaccine, "Hepatitis A", "871750007", "83", IntramuscularRoute, false, []Disease{HepatitisA}},
	{VaricellaVaccine, "Varicella", "871919004", "21", SubcutaneousRoute, true, []Disease{Varicella}},
	{InfluenzaVaccine, "Influenza", "1181000221105", "140", IntramuscularRoute, false, []Disease{Influenza}},
	{HPV4Vaccine, "Human papillomavirus, 4-valent (HPV)", "2001000221108", "62", IntramuscularRoute, false, []Disease{Papillomavirus}},
	{HPV9Vaccine, "Human papillomavirus, 9-valent (HPV)", "871767000", "165", IntramuscularRoute, false, []Disease{Papillomavirus}},
	{MeningococcalVaccine, "Meningococcal A, C, W, Y", "871916006", "136", IntramuscularRoute, false, []Disease{Meningococcus}},
	{OtherVaccine, "Another vaccine", "", "", "", false, nil},
}

// Vaccine returns what is known of the vaccine; ok is false for an unknown
// code.
func (c VaccineCode) Vaccine() (v Vaccine, ok bool) {
	i := slices.IndexFunc(Vaccines, func(v Vaccine) bool { return v.Code == c })
	if i < 0 {
		return Vaccine{}, false
	}
	return Vaccines[i], true
}

// Codings returns the vaccine's codes, SNOMED CT first.
func (v Vaccine) Codings() (codes []Coding) {
	if v.SNOMED != "" {
		codes = append(codes, Coding{System: SNOMED, Code: v.SNOMED})
	}
	if v.CVX != "" {
		codes = append(codes, Coding{System: CVX, Code: v.CVX})
	}
	return codes
}

func (c VaccineCode) check(v *Invalid, at string) {
	allowed := make([]VaccineCode, len(Vaccines))
	for i, known := range Vaccines {
		allowed[i] = known.Code
	}
	checkOneOf(v, at, c, true, allowed...)
}

// diseases lists the diseases with their SNOMED CT codes, to be confirmed by a
// clinician.
var diseases = []struct {
	disease       Disease
	code, display string
}{
	{Tuberculosis, "56717001", "Tuberculosis"},
	{Polio, "398102009", "Acute poliomyelitis"},
	{HepatitisB, "66071002", "Viral hepatitis type B"},
	{Diphtheria, "397430003", "Diphtheria caused by Corynebacterium diphtheriae"},
	{Pertussis, "27836007", "Pertussis"},
	{Tetanus, "76902006", "Tetanus"},
	{Hib, "709410003", "Haemophilus influenzae type b infection"},
	{Rotavirus, "18624000", "Disease caused by Rotavirus"},
	{Pneumococcus, "16814004", "Pneumococcal infectious disease"},
	{Measles, "14189004", "Measles"},
	{Mumps, "36989005", "Mumps"},
	{Rubella, "36653000", "Rubella"},
	{JE, "52947006", "Japanese encephalitis virus disease"},
	{Typhoid, "4834000", "Typhoid fever"},
	{HepatitisA, "40468003", "Viral hepatitis, type A"},
	{Varicella, "38907003", "Varicella"},
	{Influenza, "6142004", "Influenza"},
	{Papillomavirus, "240532009", "Human papilloma virus infection"},
	{Meningococcus, "23511006", "Meningococcal infectious disease"},
}

// Coding returns the disease's SNOMED CT code; ok is false for an unknown
// disease.
func (d Disease) Coding() (c Coding, ok bool) {
	for _, known := range diseases {
		if known.disease == d {
			return Coding{System: SNOMED, Code: known.code, Display: known.display}, true
		}
	}
	return Coding{}, false
}
