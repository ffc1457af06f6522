package clinic

import "math"

// GivenDose is a vaccination that took place, or one that was planned for a
// day and did not.
type GivenDose struct {
	Vaccine         VaccineCode   `json:"vaccine"`
	Name            string        `json:"name,omitempty"` // of a vaccine that is not in the table: one line, at most 200 characters
	Status          GivenStatus   `json:"status"`
	Date            Date          `json:"date"`
	Reason          NotDoneReason `json:"reason,omitempty"` // of one that was not done
	PrimarySource   bool          `json:"primarySource"`    // who writes has seen it given; false: told, or copied from a card
	Brand           string        `json:"brand,omitempty"`  // one line, at most 200 characters, as the next two
	Manufacturer    string        `json:"manufacturer,omitempty"`
	Performer       string        `json:"performer,omitempty"` // who gave it; filled by the server for a dose of the day
	LotNumber       string        `json:"lotNumber,omitempty"` // at most 50 characters
	ExpiresOn       Date          `json:"expiresOn,omitzero"`  // of the lot, not before Date
	Site            BodySite      `json:"site,omitempty"`
	Route           Route         `json:"route,omitempty"`
	DoseMillilitres *float64      `json:"doseMillilitres,omitempty"` // 0.05 to 2, in hundredths
	Reaction        string        `json:"reaction,omitempty"`        // what was seen afterwards, at most 500 characters
	Note            string        `json:"note,omitempty"`            // for the practice only, at most 500 characters
	Codings         []Coding      `json:"codings,omitempty"`         // of the vaccine, filled by the server
}

// GivenStatus says whether a dose was given (FHIR event-status).
type GivenStatus string

// The states.
const (
	DoseGiven    GivenStatus = "completed"
	DoseNotGiven GivenStatus = "not-done"
)

// NotDoneReason says why a dose was not given (FHIR v3
// ActReason).
type NotDoneReason string

// The reasons.
const (
	NotDoneImmune     NotDoneReason = "immune"             // IMMUNE
	NotDoneIll        NotDoneReason = "medical-precaution" // MEDPREC
	NotDoneOutOfStock NotDoneReason = "out-of-stock"       // OSTOCK
	NotDoneRefused    NotDoneReason = "refused"            // PATOBJ
)

// BodySite is where on the body a vaccine is given.
type BodySite string

// The sites.
const (
	LeftUpperArm  BodySite = "left-upper-arm"
	RightUpperArm BodySite = "right-upper-arm"
	LeftThigh     BodySite = "left-thigh"
	RightThigh    BodySite = "right-thigh"
	Mouth         BodySite = "mouth"
)

// bodySites lists the sites with their SNOMED CT codes.
var bodySites = []struct {
	site          BodySite
	code, display string
}{
	{LeftUpperArm, "368208006", "Left upper arm structure"},
	{RightUpperArm, "368209003", "Right upper arm structure"},
	{LeftThigh, "61396006", "Structure of left thigh"},
	{RightThigh, "11207009", "Structure of right thigh"},
	{Mouth, "123851003", "Mouth region structure"},
}

// Coding returns the site's SNOMED CT code; ok is false for an unknown site.
func (s BodySite) Coding() (c Coding, ok bool) {
	for _, known := range bodySites {
		if known.site == s {
			return Coding{System: SNOMED, Code: known.code, Display: known.display}, true
		}
	}
	return Coding{}, false
}

// complete fills in the codes, and who gave a dose of the day if nobody is
// named.
func (g *GivenDose) complete(c Circumstances) {
	v, _ := g.Vaccine.Vaccine()
	g.Codings = v.Codings()
	if g.Performer == "" && g.Status == DoseGiven && g.PrimarySource && g.Date == c.Today {
		g.Performer = c.Author.Name
	}
}

func (g GivenDose) check(v *Invalid, at string) {
	g.Vaccine.check(v, at+"/vaccine")
	if g.Vaccine == OtherVaccine {
		CheckText(v, at+"/name", g.Name, 1, 200)
	} else {
		v.Check(g.Name == "", at+"/name", "inconsistent", "only a vaccine that is not in the table is named in words")
	}
	checkOneOf(v, at+"/status", g.Status, true, DoseGiven, DoseNotGiven)
	CheckText(v, at+"/brand", g.Brand, 0, 200)
	CheckText(v, at+"/manufacturer", g.Manufacturer, 0, 200)
	CheckText(v, at+"/performer", g.Performer, 0, 200)
	CheckText(v, at+"/lotNumber", g.LotNumber, 0, 50)
	v.Check(g.ExpiresOn.IsZero() || g.Date.IsZero() || !g.ExpiresOn.Before(g.Date), at+"/expiresOn", "expired", "the lot had expired before the day")
	checkOneOf(v, at+"/site", g.Site, false, LeftUpperArm, RightUpperArm, LeftThigh, RightThigh, Mouth)
	checkOneOf(v, at+"/route", g.Route, false, OralRoute, IntramuscularRoute, SubcutaneousRoute, IntradermalRoute, NasalRoute)
	v.Check(g.Site == "" || g.Route == "" || (g.Site == Mouth) == (g.Route == OralRoute), at+"/site", "inconsistent", "a vaccine by mouth is given in the mouth, and no other is")
	if ml := g.DoseMillilitres; ml != nil {
		v.Check(*ml >= 0.05 && *ml <= 2, at+"/doseMillilitres", "out_of_range", "a dose is 0.05 to 2 mL")
		v.Check(math.IsNaN(*ml) || hasPlaces(*ml, 2), at+"/doseMillilitres", "too_precise", "a dose in mL has at most 2 decimals")
	}
	CheckMultilineText(v, at+"/reaction", g.Reaction, 0, MaxLineText)
	CheckMultilineText(v, at+"/note", g.Note, 0, MaxLineText)
	if checkCount(v, at+"/codings", len(g.Codings), 5) {
		for i := range g.Codings {
			g.Codings[i].check(v, below(at+"/codings", i), SNOMED, CVX)
		}
	}
	g.checkNotDone(v, at)
}

// checkNotDone checks that a dose has a reason if and only if it was not done,
// and that one not done left no traces.
func (g GivenDose) checkNotDone(v *Invalid, at string) {
	if g.Status != DoseNotGiven {
		v.Check(g.Reason == "", at+"/reason", "inconsistent", "only a dose that was not given has a reason")
		return
	}
	checkOneOf(v, at+"/reason", g.Reason, true, NotDoneImmune, NotDoneIll, NotDoneOutOfStock, NotDoneRefused)
	const none = "a dose that was not given has none"
	v.Check(g.LotNumber == "", at+"/lotNumber", "inconsistent", none)
	v.Check(g.ExpiresOn.IsZero(), at+"/expiresOn", "inconsistent", none)
	v.Check(g.Site == "", at+"/site", "inconsistent", none)
	v.Check(g.Route == "", at+"/route", "inconsistent", none)
	v.Check(g.DoseMillilitres == nil, at+"/doseMillilitres", "inconsistent", none)
	v.Check(g.Reaction == "", at+"/reaction", "inconsistent", none)
}

// checkDay checks when it was, as far as birth and today are known.
func (g GivenDose) checkDay(v *Invalid, at string, born, today Date) {
	switch {
	case g.Date.IsZero():
		v.Add(at, "required", "the day is missing")
	case !born.IsZero() && g.Date.Before(born):
		v.Add(at, "before_birth", "nobody is vaccinated before birth")
	case !today.IsZero() && g.Date.After(today):
		v.Add(at, "in_the_future", "a dose that is to come is planned, not given")
	}
}

// same reports whether both are the same event.
func (g GivenDose) same(other GivenDose) bool {
	return g.Vaccine == other.Vaccine && g.Name == other.Name && g.Date == other.Date && g.Status == other.Status
}

// live reports whether an injected live vaccine was given.
func (g GivenDose) live() bool {
	v, _ := g.Vaccine.Vaccine()
	return v.Live && g.Status == DoseGiven
}

// warnings returns what is missing or unusual in a dose. Nobody knows the lot
// of a dose that was given elsewhere.
func (g GivenDose) warnings(at string) (ws []Warning) {
	if g.Status != DoseGiven {
		return nil
	}
	v, _ := g.Vaccine.Vaccine()
	if g.PrimarySource && g.LotNumber == "" {
		ws = append(ws, Warning{at + "/lotNumber", "lot_missing", "without the lot nobody can be found if it is recalled"})
	}
	if g.Route != "" && v.Route != "" && g.Route != v.Route {
		ws = append(ws, Warning{at + "/route", "unusual_route", "this vaccine is usually given by another route"})
	}
	return ws
}
