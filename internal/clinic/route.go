package clinic

// Route is the way by which a medicine enters the body.
type Route string

// The routes.
const (
	OralRoute          Route = "oral"
	SublingualRoute    Route = "sublingual"
	BuccalRoute        Route = "buccal"
	TopicalRoute       Route = "topical"
	TransdermalRoute   Route = "transdermal"
	OphthalmicRoute    Route = "ophthalmic"
	OticRoute          Route = "otic"
	NasalRoute         Route = "nasal"
	InhalationRoute    Route = "inhalation"
	RectalRoute        Route = "rectal"
	VaginalRoute       Route = "vaginal"
	IntramuscularRoute Route = "intramuscular"
	IntravenousRoute   Route = "intravenous"
	SubcutaneousRoute  Route = "subcutaneous"
	IntradermalRoute   Route = "intradermal"
)

// routes lists the routes in the order of a form, with their SNOMED CT codes
// (children of 284009009, route of administration).
var routes = []struct {
	route   Route
	code    string
	display string
}{
	{OralRoute, "26643006", "Oral route"},
	{SublingualRoute, "37839007", "Sublingual route"},
	{BuccalRoute, "54471007", "Buccal route"},
	{TopicalRoute, "6064005", "Topical route"},
	{TransdermalRoute, "45890007", "Transdermal route"},
	{OphthalmicRoute, "54485002", "Ophthalmic route"},
	{OticRoute, "10547007", "Otic route"},
	{NasalRoute, "46713006", "Nasal route"},
	{InhalationRoute, "447694001", "Respiratory tract route"},
	{RectalRoute, "37161004", "Rectal route"},
	{VaginalRoute, "16857009", "Vaginal route"},
	{IntramuscularRoute, "78421000", "Intramuscular route"},
	{IntravenousRoute, "47625008", "Intravenous route"},
	{SubcutaneousRoute, "34206005", "Subcutaneous route"},
	{IntradermalRoute, "372464004", "Intradermal route"},
}

// Coding returns the route's SNOMED CT code; ok is false for an unknown route.
func (r Route) Coding() (c Coding, ok bool) {
	for _, known := range routes {
		if known.route == r {
			return Coding{System: SNOMED, Code: known.code, Display: known.display}, true
		}
	}
	return Coding{}, false
}

func (r Route) check(v *Invalid, at string) {
	allowed := make([]Route, len(routes))
	for i, known := range routes {
		allowed[i] = known.route
	}
	checkOneOf(v, at, r, false, allowed...)
}
