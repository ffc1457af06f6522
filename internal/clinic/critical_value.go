package clinic

// criticalValue is from where on a laboratory telephones a result of an adult.
type criticalValue struct {
	code, unit string  // LOINC, UCUM
	low, high  float64 // critical at and beyond; 0: no such end
}

// criticalValues is a small table, to be confirmed by a clinician: limits vary
// from laboratory to laboratory, and children's differ. No warning is no
// assurance.
//
// Sodium, potassium, calcium, high glucose, creatinine and CRP: South West London Pathology,
// "Grossly abnormal results", which follow the Royal College of Pathologists
// (G158, 2017). Low glucose: the 2.5 mmol/L that most lists have (Heart of
// England NHS Trust, "Phoning and critical limits"). Blood counts and INR:
// Barnsley Hospital NHS Trust, "Critical results", in-patients. Milligrams are
// converted: glucose 18 mg/dL and calcium 4 mg/dL to the mmol/L,
// creatinine 88.4 umol/L to the mg/dL.
var criticalValues = []criticalValue{
	{"2951-2", "mmol/L", 120, 160}, // sodium
	{"2951-2", "meq/L", 120, 160},  //
	{"2823-3", "mmol/L", 2.5, 6.5}, // potassium
	{"2823-3", "meq/L", 2.5, 6.5},  //
	{"2000-8", "mmol/L", 1.8, 3.5}, // calcium
	{"17861-6", "mg/dL", 7.2, 14},  //
	{"14749-6", "mmol/L", 2.5, 25}, // glucose
	{"2345-7", "mg/dL", 45, 450},   //
	{"1558-6", "mg/dL", 45, 450},   // fasting
	{"718-7", "g/dL", 7, 20},       // haemoglobin
	{"777-3", "10*3/uL", 50, 1000}, // platelets
	{"777-3", "10*9/L", 50, 1000},  //
	{"777-3", "/uL", 50_000, 1e6},  //
	{"751-8", "10*3/uL", 1, 30},    // neutrophils
	{"751-8", "10*9/L", 1, 30},     //
	{"6301-6", "{INR}", 0, 5},      // international normalised ratio
	{"6301-6", "1", 0, 5},          //
	{"2160-0", "mg/dL", 0, 4},      // creatinine: 350 umol/L
	{"14682-9", "umol/L", 0, 350},  //
	{"1988-5", "mg/L", 0, 300},     // C-reactive protein
}

// critical reports whether a laboratory would telephone the result at once.
func (t LabTest) critical() bool {
	if t.LOINC == nil || t.Result == nil || t.Result.Value == nil {
		return false
	}
	for _, c := range criticalValues {
		x := *t.Result.Value
		if c.code == t.LOINC.Code && c.unit == t.Result.Unit && (x <= c.low && c.low > 0 || x >= c.high && c.high > 0) {
			return true
		}
	}
	return false
}
