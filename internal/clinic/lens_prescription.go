package clinic

// LensPrescription is a prescription of spectacles or contact lenses (FHIR
// VisionPrescription). The practice's and the patient's part of the printed
// head come from elsewhere.
type LensPrescription struct {
	Product           LensProduct        `json:"product"`
	LensType          LensType           `json:"lensType"`
	Right             *EyeLens           `json:"right,omitempty"` // at least one eye
	Left              *EyeLens           `json:"left,omitempty"`
	PupillaryDistance *PupillaryDistance `json:"pupillaryDistance,omitempty"` // of both eyes together: 40 to 85 mm
	Tint              string             `json:"tint,omitempty"`              // one line, at most 100 characters
	Remark            string             `json:"remark,omitempty"`            // printed, at most 1000 characters
	LocalNote         string             `json:"localNote,omitempty"`         // for the practice only; see ForPatient
	IssuedOn          Date               `json:"issuedOn"`                    // today, if the client leaves it out
	ExpiresOn         Date               `json:"expiresOn,omitzero"`          // the last day on which it is good; required for contact lenses
	Prescriber        *Prescriber        `json:"prescriber,omitempty"`        // filled by the server, from the staff member who signs
}

// LensProduct is what is prescribed (FHIR lens-type).
type LensProduct string

// The products.
const (
	SpectacleLens LensProduct = "lens"
	ContactLens   LensProduct = "contact"
)

// LensType is how many distances a lens is made for.
type LensType string

// The types. All but the first have an add.
const (
	SingleVision LensType = "single"
	Bifocal      LensType = "bifocal"
	Progressive  LensType = "progressive"
)

// PupillaryDistance is measured in mm, in steps of half a millimetre.
type PupillaryDistance struct {
	Far  *float64 `json:"far,omitempty"`
	Near *float64 `json:"near,omitempty"`
}

// RecordType returns [LensPrescriptionType].
func (p LensPrescription) RecordType() RecordType { return LensPrescriptionType }

// ForPatient returns the prescription without the practice's own note.
func (p LensPrescription) ForPatient() Content {
	p.LocalNote = ""
	return &p
}

// Complete names the prescriber, whatever the client wrote there, dates a
// prescription that has no date, and writes an axis of 0 as 180. It warns of a
// prescription that has expired already, and of an add before the age at which
// people need one.
func (p *LensPrescription) Complete(c Circumstances) (ws []Warning, err error) {
	p.Prescriber = c.Author.prescriber()
	if p.IssuedOn.IsZero() {
		p.IssuedOn = c.Today
	}
	for _, eye := range p.eyes() {
		if axis := eye.lens.Axis; axis != nil && *axis == 0 {
			eye.lens.Axis = new(180)
		}
		born := c.Patient.DateOfBirth
		if eye.lens.Add != nil && !born.IsZero() && born.AgeOn(c.Today) < presbyopicAge {
			ws = append(ws, Warning{eye.at + "/add", "unusual_value", "an add is seldom needed before the age of 35"})
		}
	}
	if !p.ExpiresOn.IsZero() && p.ExpiresOn.Before(c.Today) {
		ws = append(ws, Warning{"/content/expiresOn", "expired", "this prescription has expired"})
	}
	if p.IssuedOn.After(c.Today) {
		err = InvalidField("/content/issuedOn", "in_the_future", "a prescription is not dated ahead")
	}
	return ws, err
}

// presbyopicAge is the age in years before which an add is unusual; soft, to
// be confirmed by a clinician.
const presbyopicAge = 35

// sidedLens is one eye's lens, and where in the record it stands.
type sidedLens struct {
	at   string
	lens *EyeLens
}

// eyes returns the eyes that have a lens.
func (p LensPrescription) eyes() (eyes []sidedLens) {
	if p.Right != nil {
		eyes = append(eyes, sidedLens{"/content/right", p.Right})
	}
	if p.Left != nil {
		eyes = append(eyes, sidedLens{"/content/left", p.Left})
	}
	return eyes
}

// Validate reports powers that no lens has, and parts that do not belong
// together. It warns of what is possible but rare.
func (p LensPrescription) Validate() ([]Warning, error) {
	var v Invalid
	checkOneOf(&v, "/content/product", p.Product, true, SpectacleLens, ContactLens)
	checkOneOf(&v, "/content/lensType", p.LensType, true, SingleVision, Bifocal, Progressive)
	eyes := p.eyes()
	v.Check(len(eyes) > 0, "/content", "required", "a prescription is for one eye at least")
	for _, eye := range eyes {
		eye.lens.check(&v, eye.at)
		eye.lens.checkAdd(&v, eye.at+"/add", p.LensType)
		eye.lens.checkContact(&v, eye.at, p.Product)
	}
	p.PupillaryDistance.check(&v, "/content/pupillaryDistance", 40, 85)
	CheckText(&v, "/content/tint", p.Tint, 0, 100)
	CheckMultilineText(&v, "/content/remark", p.Remark, 0, MaxInstructions)
	CheckMultilineText(&v, "/content/localNote", p.LocalNote, 0, MaxInstructions)
	v.Check(!p.IssuedOn.IsZero(), "/content/issuedOn", "required", "the day of the prescription is missing")
	v.Check(p.Product != ContactLens || !p.ExpiresOn.IsZero(), "/content/expiresOn", "required", "a prescription of contact lenses says until when it is good")
	v.Check(p.ExpiresOn.IsZero() || p.ExpiresOn.After(p.IssuedOn), "/content/expiresOn", "inconsistent", "a prescription expires after it was issued")
	if d := p.Prescriber; d != nil {
		CheckText(&v, "/content/prescriber/name", d.Name, 1, 200)
		CheckText(&v, "/content/prescriber/qualifications", d.Qualifications, 1, 200)
		CheckText(&v, "/content/prescriber/councilRegistrationNumber", d.CouncilRegistrationNumber, 1, 50)
	}
	checkSize(&v, p)
	if err := v.Err(); err != nil {
		return nil, err
	}
	return p.warnings(), nil
}

// check checks the distances of both eyes together, or of one.
func (d *PupillaryDistance) check(v *Invalid, at string, min, max float64) {
	if d == nil {
		return
	}
	v.Check(d.Far != nil || d.Near != nil, at, "required", "a pupillary distance is for far, for near or for both")
	checkSteps(v, at+"/far", "a pupillary distance", "mm", d.Far, min, max, 0.5)
	checkSteps(v, at+"/near", "a pupillary distance", "mm", d.Near, min, max, 0.5)
	v.Check(d.Far == nil || d.Near == nil || !(*d.Near > *d.Far), at+"/near", "inconsistent", "eyes turn inwards to look near: the distance for near is not the larger")
}

// The soft bounds of lenses, to be confirmed by a clinician; the usual add is
// 0.75 to 3.00 dioptres.
const (
	usualSphere    = 15.0
	usualCylinder  = 6.0
	leastUsualAdd  = 0.75
	mostUsualAdd   = 3.0
	anisometropia  = 2.0 // dioptres of spherical equivalent between the eyes
	monocularError = 1.0 // mm between both eyes' distance and the sum of each eye's
)

func (p LensPrescription) warnings() (ws []Warning) {
	eyes := p.eyes()
	for _, eye := range eyes {
		ws = append(ws, eye.lens.warnings(eye.at)...)
		if p.Product == ContactLens && len(eye.lens.Prism) > 0 {
			ws = append(ws, Warning{eye.at + "/prism", "unusual_value", "contact lenses seldom have a prism"})
		}
		if p.Product == ContactLens && eye.lens.Brand == "" {
			ws = append(ws, Warning{eye.at + "/brand", "brand_missing", "contact lenses of another brand may not fit with the same figures"})
		}
	}
	if len(eyes) < 2 {
		return append(ws, Warning{"/content", "one_eye", "this prescription is for one eye only"})
	}
	right, left := p.Right.Refraction(), p.Left.Refraction()
	if d := right.SphericalEquivalent() - left.SphericalEquivalent(); d >= anisometropia || d <= -anisometropia {
		ws = append(ws, Warning{"/content", "anisometropia", "the eyes differ by 2 dioptres or more: is a sign wrong?"})
	}
	if right.Cylinder*left.Cylinder < 0 {
		ws = append(ws, Warning{"/content/left/cylinder", "mixed_signs", "one cylinder is plus and the other minus: write both eyes in one convention"})
	}
	if a, b := p.Right.Add, p.Left.Add; a != nil && b != nil && *a != *b {
		ws = append(ws, Warning{"/content/left/add", "add_differs", "both eyes usually have the same add"})
	}
	return append(ws, p.distanceWarnings()...)
}

// distanceWarnings compares the distance of both eyes with that of each.
func (p LensPrescription) distanceWarnings() []Warning {
	both, right, left := p.PupillaryDistance, p.Right.PupillaryDistance, p.Left.PupillaryDistance
	if both == nil || both.Far == nil || right == nil || right.Far == nil || left == nil || left.Far == nil {
		return nil
	}
	if d := *right.Far + *left.Far - *both.Far; d > monocularError || d < -monocularError {
		return []Warning{{"/content/pupillaryDistance/far", "distance_differs", "this is not the sum of the distances of each eye"}}
	}
	return nil
}
