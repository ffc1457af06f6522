package clinic

import "slices"

// ScheduleAuthority is who recommends a schedule.
type ScheduleAuthority string

// The authorities.
const (
	UIP ScheduleAuthority = "uip" // Universal Immunisation Programme, Government of India
	IAP ScheduleAuthority = "iap" // Indian Academy of Pediatrics
)

// SeriesCode names doses that build on one another: "opv".
type SeriesCode string

// ImmunisationSchedule is a recommended schedule, as data. Its ages and
// intervals come from secondary sources that do not agree in everything:
// ToBeConfirmed stays until a clinician has signed them.
type ImmunisationSchedule struct {
	Authority     ScheduleAuthority
	Name          string // English
	Source        string
	AsOf          Date // when the table was last compared with its source
	ToBeConfirmed bool
	Series        []VaccineSeries
}

// VaccineSeries is a row of a schedule.
type VaccineSeries struct {
	Code        SeriesCode
	Optional    bool          // only where the clinician asks for it: endemic districts, high risk
	StartBefore Period        // the age from which it is no longer begun; zero: none
	Accepts     []VaccineCode // vaccines that count for it beside those of its doses
	Doses       []ScheduledDose
}

// ScheduledDose is one dose of a series. Due is an age; so is Earliest, which
// is Due if it is zero. Interval is the least time since the dose before,
// Overdue the age at the end of the recommended time (four weeks after Due if
// it is zero), Latest the age from which the dose is no longer given.
type ScheduledDose struct {
	Label    string // as vaccination cards have it: "OPV-0"
	Vaccine  VaccineCode
	Due      Period
	Earliest Period
	Interval Period
	Overdue  Period
	Latest   Period
}

func days(n int) Period   { return Period{n, Days} }
func weeks(n int) Period  { return Period{n, Weeks} }
func months(n int) Period { return Period{n, Months} }
func years(n int) Period  { return Period{n, Years} }

// usualWindow is after how long a dose is overdue where its source names no
// end of the recommended time; usualInterval how long after a first dose that
// was given too early it is repeated.
var usualWindow, usualInterval = weeks(4), weeks(4)

// ImmunisationSchedules are the schedules that a plan may follow.
//
// Sources. UIP: the National Immunisation Schedule as IIT Delhi's hospital
// publishes it (hospital.iitd.ac.in),
// with the maximum ages of an earlier print of it; the third fIPV dose, PCV in
// every state and the maximum ages of JE and DPT are general knowledge. IAP:
// ACVIP 2020–21 (Indian Pediatrics 2021;58:44–53) from two hospitals' tables,
// HPV for both sexes after the update of 2023. In both, minimum intervals, and
// maximum ages of the IAP, are general knowledge where those tables are silent.
// Vitamin A and doses in pregnancy are in neither.
var ImmunisationSchedules = []ImmunisationSchedule{
	{
		Authority: UIP, Name: "Universal Immunisation Programme",
		Source: "National Immunisation Schedule, Ministry of Health and Family Welfare, from secondary sources",
		AsOf:   NewDate(2026, 11, 22), ToBeConfirmed: true,
		Series: []VaccineSeries{
			{Code: "bcg", Doses: []ScheduledDose{{Label: "BCG", Vaccine: BCGVaccine, Latest: years(1)}}},
			{Code: "hepatitis-b-birth", Doses: []ScheduledDose{{Label: "Hep B-0", Vaccine: HepatitisBVaccine, Overdue: days(1), Latest: days(2)}}},
			{Code: "opv", Doses: []ScheduledDose{
				{Label: "OPV-0", Vaccine: OralPolioVaccine, Latest: days(16)},
				{Label: "OPV-1", Vaccine: OralPolioVaccine, Due: weeks(6), Interval: weeks(4), Latest: years(5)},
				{Label: "OPV-2", Vaccine: OralPolioVaccine, Due: weeks(10), Interval: weeks(4), Latest: years(5)},
				{Label: "OPV-3", Vaccine: OralPolioVaccine, Due: weeks(14), Interval: weeks(4), Latest: years(5)},
				{Label: "OPV-B", Vaccine: OralPolioVaccine, Due: months(16), Interval: months(6), Overdue: months(24), Latest: years(5)},
			}},
			{Code: "pentavalent", StartBefore: years(1), Accepts: []VaccineCode{HexavalentVaccine}, Doses: []ScheduledDose{
				{Label: "Penta-1", Vaccine: PentavalentVaccine, Due: weeks(6)},
				{Label: "Penta-2", Vaccine: PentavalentVaccine, Due: weeks(10), Interval: weeks(4)},
				{Label: "Penta-3", Vaccine: PentavalentVaccine, Due: weeks(14), Interval: weeks(4)},
			}},
			{Code: "rotavirus", StartBefore: years(1), Doses: []ScheduledDose{
				{Label: "RVV-1", Vaccine: RotavirusVaccine, Due: weeks(6)},
				{Label: "RVV-2", Vaccine: RotavirusVaccine, Due: weeks(10), Interval: weeks(4)},
				{Label: "RVV-3", Vaccine: RotavirusVaccine, Due: weeks(14), Interval: weeks(4)},
			}},
			{Code: "ipv", Accepts: []VaccineCode{PolioVaccine, HexavalentVaccine, DTaPPolioHibVaccine}, Doses: []ScheduledDose{
				{Label: "fIPV-1", Vaccine: FractionalPolioVaccine, Due: weeks(6)},
				{Label: "fIPV-2", Vaccine: FractionalPolioVaccine, Due: weeks(14), Interval: weeks(8)},
				{Label: "fIPV-3", Vaccine: FractionalPolioVaccine, Due: months(9), Interval: weeks(8), Overdue: months(12)},
			}},
			{Code: "pneumococcal", Accepts: []VaccineCode{Pneumococcal13Vaccine}, Doses: []ScheduledDose{
				{Label: "PCV-1", Vaccine: Pneumococcal10Vaccine, Due: weeks(6)},
				{Label: "PCV-2", Vaccine: Pneumococcal10Vaccine, Due: weeks(14), Interval: weeks(8)},
				{Label: "PCV-B", Vaccine: Pneumococcal10Vaccine, Due: months(9), Interval: weeks(8), Overdue: months(12)},
			}},
			{Code: "measles-rubella", Accepts: []VaccineCode{MMRVaccine}, Doses: []ScheduledDose{
				{Label: "MR-1", Vaccine: MRVaccine, Due: months(9), Overdue: months(12), Latest: years(5)},
				{Label: "MR-2", Vaccine: MRVaccine, Due: months(16), Interval: weeks(4), Overdue: months(24), Latest: years(5)},
			}},
			{Code: "japanese-encephalitis", Optional: true, Doses: []ScheduledDose{
				{Label: "JE-1", Vaccine: JEVaccine, Due: months(9), Overdue: months(12), Latest: years(15)},
				{Label: "JE-2", Vaccine: JEVaccine, Due: months(16), Interval: weeks(4), Overdue: months(24), Latest: years(15)},
			}},
			{Code: "dpt-booster", Accepts: []VaccineCode{DTaPVaccine}, Doses: []ScheduledDose{
				{Label: "DPT-B1", Vaccine: DPTVaccine, Due: months(16), Overdue: months(24), Latest: years(7)},
				{Label: "DPT-B2", Vaccine: DPTVaccine, Due: years(5), Interval: months(6), Overdue: years(6), Latest: years(7)},
			}},
			{Code: "td", Accepts: []VaccineCode{TdapVaccine}, Doses: []ScheduledDose{
				{Label: "Td-10", Vaccine: TdVaccine, Due: years(10), Overdue: years(11)},
				{Label: "Td-16", Vaccine: TdVaccine, Due: years(16), Interval: years(1), Overdue: years(17)},
			}},
		},
	},
	{
		Authority: IAP, Name: "Indian Academy of Pediatrics",
		Source: "ACVIP recommended schedule 2020–21 with the HPV update of 2023, from secondary sources",
		AsOf:   NewDate(2026, 11, 22), ToBeConfirmed: true,
		Series: []VaccineSeries{
			{Code: "bcg", Doses: []ScheduledDose{{Label: "BCG", Vaccine: BCGVaccine, Latest: years(5)}}},
			{Code: "opv", Doses: []ScheduledDose{{Label: "OPV-0", Vaccine: OralPolioVaccine, Latest: days(16)}}},
			{Code: "hepatitis-b", Accepts: []VaccineCode{PentavalentVaccine, HexavalentVaccine}, Doses: []ScheduledDose{
				{Label: "Hep B-1", Vaccine: HepatitisBVaccine, Overdue: days(1), Latest: weeks(4)},
				{Label: "Hep B-2", Vaccine: HepatitisBVaccine, Due: weeks(6), Interval: weeks(4)},
				{Label: "Hep B-3", Vaccine: HepatitisBVaccine, Due: weeks(10), Interval: weeks(4)},
				{Label: "Hep B-4", Vaccine: HepatitisBVaccine, Due: weeks(14), Interval: weeks(4)},
			}},
			{Code: "dtp", Accepts: []VaccineCode{DTaPVaccine, PentavalentVaccine, HexavalentVaccine, DTaPPolioHibVaccine}, Doses: []ScheduledDose{
				{Label: "DTP-1", Vaccine: DPTVaccine, Due: weeks(6), Latest: years(7)},
				{Label: "DTP-2", Vaccine: DPTVaccine, Due: weeks(10), Interval: weeks(4), Latest: years(7)},
				{Label: "DTP-3", Vaccine: DPTVaccine, Due: weeks(14), Interval: weeks(4), Latest: years(7)},
				{Label: "DTP-B1", Vaccine: DPTVaccine, Due: months(16), Earliest: months(12), Interval: months(6), Overdue: months(19), Latest: years(7)},
				{Label: "DTP-B2", Vaccine: DPTVaccine, Due: years(4), Interval: months(6), Overdue: years(7), Latest: years(7)},
			}},
			{Code: "ipv", Accepts: []VaccineCode{FractionalPolioVaccine, HexavalentVaccine, DTaPPolioHibVaccine}, Doses: []ScheduledDose{
				{Label: "IPV-1", Vaccine: PolioVaccine, Due: weeks(6)},
				{Label: "IPV-2", Vaccine: PolioVaccine, Due: weeks(10), Interval: weeks(4)},
				{Label: "IPV-3", Vaccine: PolioVaccine, Due: weeks(14), Interval: weeks(4)},
				{Label: "IPV-B1", Vaccine: PolioVaccine, Due: months(16), Earliest: months(12), Interval: months(6), Overdue: months(19)},
				{Label: "IPV-B2", Vaccine: PolioVaccine, Due: years(4), Interval: months(6), Overdue: years(7)},
			}},
			{Code: "hib", Accepts: []VaccineCode{PentavalentVaccine, HexavalentVaccine, DTaPPolioHibVaccine}, Doses: []ScheduledDose{
				{Label: "Hib-1", Vaccine: HibVaccine, Due: weeks(6), Latest: years(5)},
				{Label: "Hib-2", Vaccine: HibVaccine, Due: weeks(10), Interval: weeks(4), Latest: years(5)},
				{Label: "Hib-3", Vaccine: HibVaccine, Due: weeks(14), Interval: weeks(4), Latest: years(5)},
				{Label: "Hib-B1", Vaccine: HibVaccine, Due: months(16), Earliest: months(12), Interval: months(6), Overdue: months(19), Latest: years(5)},
			}},
			{Code: "rotavirus", StartBefore: weeks(16), Doses: []ScheduledDose{
				{Label: "RV-1", Vaccine: RotavirusVaccine, Due: weeks(6), Latest: weeks(32)},
				{Label: "RV-2", Vaccine: RotavirusVaccine, Due: weeks(10), Interval: weeks(4), Latest: weeks(32)},
				{Label: "RV-3", Vaccine: RotavirusVaccine, Due: weeks(14), Interval: weeks(4), Latest: weeks(32)},
			}},
			{Code: "pneumococcal", Accepts: []VaccineCode{Pneumococcal10Vaccine}, Doses: []ScheduledDose{
				{Label: "PCV-1", Vaccine: Pneumococcal13Vaccine, Due: weeks(6), Latest: years(5)},
				{Label: "PCV-2", Vaccine: Pneumococcal13Vaccine, Due: weeks(10), Interval: weeks(4), Latest: years(5)},
				{Label: "PCV-3", Vaccine: Pneumococcal13Vaccine, Due: weeks(14), Interval: weeks(4), Latest: years(5)},
				{Label: "PCV-B", Vaccine: Pneumococcal13Vaccine, Due: months(15), Earliest: months(12), Interval: weeks(8), Overdue: months(18), Latest: years(5)},
			}},
			{Code: "influenza", Doses: []ScheduledDose{
				{Label: "IIV-1", Vaccine: InfluenzaVaccine, Due: months(6), Latest: years(5)},
				{Label: "IIV-2", Vaccine: InfluenzaVaccine, Due: months(7), Interval: weeks(4), Latest: years(5)},
				{Label: "IIV-3", Vaccine: InfluenzaVaccine, Due: months(19), Interval: months(11), Overdue: months(22), Latest: years(5)},
				{Label: "IIV-4", Vaccine: InfluenzaVaccine, Due: months(31), Interval: months(11), Overdue: months(34), Latest: years(5)},
				{Label: "IIV-5", Vaccine: InfluenzaVaccine, Due: months(43), Interval: months(11), Overdue: months(46), Latest: years(5)},
				{Label: "IIV-6", Vaccine: InfluenzaVaccine, Due: months(55), Interval: months(11), Overdue: months(58), Latest: years(5)},
			}},
			{Code: "typhoid", Doses: []ScheduledDose{{Label: "TCV", Vaccine: TyphoidConjugateVaccine, Due: months(6), Overdue: months(10)}}},
			{Code: "mmr", Accepts: []VaccineCode{MRVaccine}, Doses: []ScheduledDose{
				{Label: "MMR-1", Vaccine: MMRVaccine, Due: months(9), Overdue: months(10)},
				{Label: "MMR-2", Vaccine: MMRVaccine, Due: months(15), Earliest: months(12), Interval: weeks(4), Overdue: months(19)},
				{Label: "MMR-3", Vaccine: MMRVaccine, Due: years(4), Interval: weeks(4), Overdue: years(7)},
			}},
			{Code: "hepatitis-a", Doses: []ScheduledDose{
				{Label: "Hep A-1", Vaccine: HepatitisAVaccine, Due: months(12), Overdue: months(15)},
				{Label: "Hep A-2", Vaccine: HepatitisAVaccine, Due: months(18), Interval: months(6), Overdue: months(24)},
			}},
			{Code: "varicella", Doses: []ScheduledDose{
				{Label: "VAR-1", Vaccine: VaricellaVaccine, Due: months(15), Earliest: months(12), Overdue: months(18)},
				{Label: "VAR-2", Vaccine: VaricellaVaccine, Due: months(18), Earliest: months(15), Interval: months(3), Overdue: months(24)},
			}},
			{Code: "tdap", Accepts: []VaccineCode{TdVaccine}, Doses: []ScheduledDose{{Label: "Tdap", Vaccine: TdapVaccine, Due: years(10), Overdue: years(13)}}},
			{Code: "hpv", StartBefore: years(15), Accepts: []VaccineCode{HPV4Vaccine}, Doses: []ScheduledDose{
				{Label: "HPV-1", Vaccine: HPV9Vaccine, Due: years(10), Earliest: years(9), Overdue: years(13)},
				{Label: "HPV-2", Vaccine: HPV9Vaccine, Due: months(126), Earliest: years(9), Interval: months(6), Overdue: months(162)},
			}},
			{Code: "meningococcal", Optional: true, Doses: []ScheduledDose{
				{Label: "MenACWY-1", Vaccine: MeningococcalVaccine, Due: months(9), Overdue: months(12)},
				{Label: "MenACWY-2", Vaccine: MeningococcalVaccine, Due: months(12), Interval: weeks(12), Overdue: months(24)},
			}},
			{Code: "japanese-encephalitis", Optional: true, Doses: []ScheduledDose{
				{Label: "JE-1", Vaccine: JEVaccine, Due: months(12), Latest: years(18)},
				{Label: "JE-2", Vaccine: JEVaccine, Due: months(13), Interval: weeks(4), Latest: years(18)},
			}},
		},
	},
}

// Schedule returns the authority's schedule; ok is false for an unknown
// authority.
func (a ScheduleAuthority) Schedule() (s ImmunisationSchedule, ok bool) {
	i := slices.IndexFunc(ImmunisationSchedules, func(s ImmunisationSchedule) bool { return s.Authority == a })
	if i < 0 {
		return ImmunisationSchedule{}, false
	}
	return ImmunisationSchedules[i], true
}

// With returns the schedule with only those of its optional series that are
// named.
func (s ImmunisationSchedule) With(optional []SeriesCode) ImmunisationSchedule {
	s.Series = slices.DeleteFunc(slices.Clone(s.Series), func(row VaccineSeries) bool {
		return row.Optional && !slices.Contains(optional, row.Code)
	})
	return s
}

// Vaccines returns all vaccines that count for the series.
func (row VaccineSeries) Vaccines() []VaccineCode {
	all := slices.Clone(row.Accepts)
	for _, dose := range row.Doses {
		if !slices.Contains(all, dose.Vaccine) {
			all = append(all, dose.Vaccine)
		}
	}
	return all
}

// accepts reports whether a dose of the vaccine counts for the series.
func (row VaccineSeries) accepts(c VaccineCode) bool {
	return slices.Contains(row.Vaccines(), c)
}

// series returns the row of the code; ok is false if there is none.
func (s ImmunisationSchedule) series(code SeriesCode) (row VaccineSeries, ok bool) {
	i := slices.IndexFunc(s.Series, func(row VaccineSeries) bool { return row.Code == code })
	if i < 0 {
		return VaccineSeries{}, false
	}
	return s.Series[i], true
}
