package clinic

// Clinician is who answers for a plan or an order, as it is printed. Unlike a
// prescription, either may come from somebody without a registration number.
type Clinician struct {
	Name                      string `json:"name"`                                // at most 200 characters
	Qualifications            string `json:"qualifications,omitempty"`            // at most 200 characters
	CouncilRegistrationNumber string `json:"councilRegistrationNumber,omitempty"` // at most 50 characters
}

func clinicianOf(by Actor) *Clinician {
	return &Clinician{Name: by.Name, Qualifications: by.Qualifications, CouncilRegistrationNumber: by.RegistrationNumber}
}

func (c *Clinician) check(v *Invalid, at string) {
	if c == nil {
		return
	}
	CheckText(v, at+"/name", c.Name, 1, 200)
	CheckText(v, at+"/qualifications", c.Qualifications, 0, 200)
	CheckText(v, at+"/councilRegistrationNumber", c.CouncilRegistrationNumber, 0, 50)
}
