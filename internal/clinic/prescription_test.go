package clinic_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/chartshare/chartshare/internal/clinic"
)

// samplePrescription returns a valid prescription in person: amoxicillin, and
// paracetamol when needed.
func samplePrescription(t testing.TB) *clinic.Prescription {
	t.Helper()
	var p clinic.Prescription
	if err := decodeContent(sampleContent(t, clinic.PrescriptionType), &p); err != nil {
		t.Fatal(err)
	}
	return &p
}

func TestPrescriptionAccepted(t *testing.T) {
	tests := []struct {
		name   string
		change func(p *clinic.Prescription)
	}{
		{"without a prescriber, before the server fills it", func(p *clinic.Prescription) { p.Prescriber = nil }},
		{"nothing but medicines", func(p *clinic.Prescription) {
			*p = clinic.Prescription{Consultation: p.Consultation, Medicines: p.Medicines}
		}},
		{"in person, schedule and list left open", func(p *clinic.Prescription) { p.Medicines[0].Schedule, p.Medicines[0].TelemedicineList = "", "" }},
		{"Schedule X in person", func(p *clinic.Prescription) {
			p.Medicines[0].Schedule, p.Medicines[0].TelemedicineList = clinic.ScheduleX, clinic.ListProhibited
		}},
		{"four times of the day, one of them half a dose", func(p *clinic.Prescription) { p.Medicines[0].Frequency.Pattern = "0.5-0-0-1" }},
		{"once a week", func(p *clinic.Prescription) {
			p.Medicines[0].Frequency = &clinic.Frequency{Pattern: "1-0-0", EveryDays: 7}
		}},
		{"when needed, with a frequency and a duration all the same", func(p *clinic.Prescription) {
			p.Medicines[1].Frequency = &clinic.Frequency{Pattern: "1-1-1"}
			p.Medicines[1].Duration = &clinic.Period{Value: 3, Unit: clinic.Days}
		}},
		{"smallest numbers", func(p *clinic.Prescription) {
			p.Weight = new(clinic.Kilograms(2))
			m := &p.Medicines[0]
			m.Dose.Value, m.Duration.Value, m.Quantity, m.Refills, m.Strength.Value = 0.01, 1, new(0.25), 0, 0.001
		}},
		{"largest numbers", func(p *clinic.Prescription) {
			m := &p.Medicines[0]
			m.Dose = &clinic.Dose{Value: 5000, Unit: clinic.DoseMilligrams}
			m.Duration, m.Quantity, m.Refills, m.Strength.Value = &clinic.Period{Value: 12, Unit: clinic.Months}, new(999.0), 12, 1e7
		}},
		{"list O at a first consultation by text", func(p *clinic.Prescription) {
			p.Consultation = clinic.Consultation{Mode: clinic.ByText, Stage: clinic.FirstConsultation}
			p.Medicines[0].TelemedicineList = clinic.ListO
		}},
		{"list A at a first consultation by video", func(p *clinic.Prescription) {
			p.Consultation = clinic.Consultation{Mode: clinic.ByVideo, Stage: clinic.FirstConsultation}
			p.Medicines[0].TelemedicineList = clinic.ListA
		}},
		{"list B at a follow-up by audio", func(p *clinic.Prescription) {
			p.Consultation = clinic.Consultation{Mode: clinic.ByAudio, Stage: clinic.FollowUpConsultation}
			p.Medicines[0].TelemedicineList = clinic.ListB
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := samplePrescription(t)
			tt.change(p)
			warnings, err := p.Validate()
			if err != nil || len(warnings) != 0 {
				t.Errorf("Validate() = %v, %v, want no warnings and no error", warnings, err)
			}
		})
	}
}

func TestPrescriptionRefused(t *testing.T) {
	const line = "/content/medicines/0"
	first := func(change func(m *clinic.Medicine)) func(*clinic.Prescription) {
		return func(p *clinic.Prescription) { change(&p.Medicines[0]) }
	}
	tele := func(change func(m *clinic.Medicine)) func(*clinic.Prescription) {
		return func(p *clinic.Prescription) {
			p.Consultation.Mode = clinic.ByVideo
			change(&p.Medicines[0])
		}
	}
	tests := []refusal[*clinic.Prescription]{
		{"no mode, which counts as telemedicine", func(p *clinic.Prescription) {
			p.Consultation.Mode = ""
			p.Medicines[0].Schedule = clinic.ScheduleX
		}, []string{"/content/consultation/mode required", line + "/schedule telemedicine_prohibited", line + "/telemedicineList inconsistent"}},
		{"unknown mode", func(p *clinic.Prescription) { p.Consultation.Mode = "phone" }, []string{"/content/consultation/mode unknown_value"}},
		{"no stage", func(p *clinic.Prescription) { p.Consultation.Stage = "" }, []string{"/content/consultation/stage required"}},
		{"no medicine", func(p *clinic.Prescription) { p.Medicines = nil }, []string{"/content/medicines required"}},
		{"too many medicines", func(p *clinic.Prescription) { p.Medicines = make([]clinic.Medicine, clinic.MaxCodedList+1) }, []string{"/content/medicines too_many"}},
		{"weight too low", func(p *clinic.Prescription) { p.Weight = new(clinic.Kilograms(0.199)) }, []string{"/content/weight out_of_range"}},
		{"weight too high", func(p *clinic.Prescription) { p.Weight = new(clinic.Kilograms(500.1)) }, []string{"/content/weight out_of_range"}},
		{"weight that is not a number", func(p *clinic.Prescription) { p.Weight = new(clinic.Kilograms(math.NaN())) }, []string{"/content/weight out_of_range"}},
		{"diagnosis without certainty", func(p *clinic.Prescription) { p.Diagnoses[0].Certainty = "" }, []string{"/content/diagnoses/0/certainty required"}},
		{"no generic name", first(func(m *clinic.Medicine) { m.Generic = "" }), []string{line + "/generic required"}},
		{"generic name in small letters", first(func(m *clinic.Medicine) { m.Generic = "Amoxicillin" }), []string{line + "/generic not_capitals"}},
		{"generic name too long", first(func(m *clinic.Medicine) { m.Generic = strings.Repeat("X", 201) }), []string{line + "/generic too_long"}},
		{"brand with a line break", first(func(m *clinic.Medicine) { m.Brand = "Mox\n500" }), []string{line + "/brand not_allowed_characters"}},
		{"code that is not SNOMED CT", first(func(m *clinic.Medicine) { m.Coding.System = clinic.LOINC }), []string{line + "/coding/code not_a_code", line + "/coding/system unknown_value"}},
		{"strength of nothing", first(func(m *clinic.Medicine) { m.Strength.Value = 0 }), []string{line + "/strength/value out_of_range"}},
		{"strength too high", first(func(m *clinic.Medicine) { m.Strength.Value = 1e7 + 1 }), []string{line + "/strength/value out_of_range"}},
		{"strength in an unknown unit", first(func(m *clinic.Medicine) { m.Strength.Unit = "mgs" }), []string{line + "/strength/unit unknown_value"}},
		{"no form", first(func(m *clinic.Medicine) { m.Form = "" }), []string{line + "/form required"}},
		{"unknown form", first(func(m *clinic.Medicine) { m.Form = "tab" }), []string{line + "/form unknown_value"}},
		{"no dose", first(func(m *clinic.Medicine) { m.Dose = nil }), []string{line + "/dose required"}},
		{"no frequency", first(func(m *clinic.Medicine) { m.Frequency = nil }), []string{line + "/frequency required"}},
		{"no duration", first(func(m *clinic.Medicine) { m.Duration = nil }), []string{line + "/duration required"}},
		{"dose too small", first(func(m *clinic.Medicine) { m.Dose.Value = 0.009 }), []string{line + "/dose/value out_of_range"}},
		{"dose too large", first(func(m *clinic.Medicine) { m.Dose.Value = 5000.1 }), []string{line + "/dose/value out_of_range"}},
		{"dose of no unit", first(func(m *clinic.Medicine) { m.Dose.Unit = "" }), []string{line + "/dose/unit required"}},
		{"frequency in words", first(func(m *clinic.Medicine) { m.Frequency.Pattern = "twice a day" }), []string{line + "/frequency/pattern not_a_frequency"}},
		{"every 91 days", first(func(m *clinic.Medicine) { m.Frequency.EveryDays = 91 }), []string{line + "/frequency/everyDays out_of_range"}},
		{"every -1 days", first(func(m *clinic.Medicine) { m.Frequency.EveryDays = -1 }), []string{line + "/frequency/everyDays out_of_range"}},
		{"meaning too long", first(func(m *clinic.Medicine) { m.Frequency.Meaning = strings.Repeat("x", 201) }), []string{line + "/frequency/meaning too_long"}},
		{"unknown timing", first(func(m *clinic.Medicine) { m.Timing = "ac" }), []string{line + "/timing unknown_value"}},
		{"unknown route", first(func(m *clinic.Medicine) { m.Route = "po" }), []string{line + "/route unknown_value"}},
		{"duration of nothing", first(func(m *clinic.Medicine) { m.Duration.Value = 0 }), []string{line + "/duration/value out_of_range"}},
		{"duration too long", first(func(m *clinic.Medicine) { m.Duration.Value = 366 }), []string{line + "/duration/value out_of_range"}},
		{"duration in hours", first(func(m *clinic.Medicine) { m.Duration.Unit = clinic.Hours }), []string{line + "/duration/unit unknown_value"}},
		{"quantity too small", first(func(m *clinic.Medicine) { m.Quantity = new(0.24) }), []string{line + "/quantity out_of_range"}},
		{"quantity too large", first(func(m *clinic.Medicine) { m.Quantity = new(999.5) }), []string{line + "/quantity out_of_range"}},
		{"13 refills", first(func(m *clinic.Medicine) { m.Refills = 13 }), []string{line + "/refills out_of_range"}},
		{"negative refills", first(func(m *clinic.Medicine) { m.Refills = -1 }), []string{line + "/refills out_of_range"}},
		{"when needed, without a reason", func(p *clinic.Prescription) { p.Medicines[1].SOSReason = "" }, []string{"/content/medicines/1/sosReason required"}},
		{"a reason, though not only when needed", first(func(m *clinic.Medicine) { m.SOSReason = "pain" }), []string{line + "/sosReason inconsistent"}},
		{"instructions too long", first(func(m *clinic.Medicine) { m.Instructions = strings.Repeat("x", clinic.MaxInstructions+1) }), []string{line + "/instructions too_long"}},
		{"unknown schedule", first(func(m *clinic.Medicine) { m.Schedule = "H1" }), []string{line + "/schedule unknown_value"}},
		{"unknown list", first(func(m *clinic.Medicine) { m.TelemedicineList = "c" }), []string{line + "/telemedicineList unknown_value"}},
		{"Schedule X by telemedicine", tele(func(m *clinic.Medicine) { m.Schedule = clinic.ScheduleX }), []string{line + "/schedule telemedicine_prohibited", line + "/telemedicineList inconsistent"}},
		{"Schedule X that is on list A, in person", first(func(m *clinic.Medicine) { m.Schedule, m.TelemedicineList = clinic.ScheduleX, clinic.ListA }), []string{line + "/telemedicineList inconsistent"}},
		{"prohibited by telemedicine", tele(func(m *clinic.Medicine) { m.TelemedicineList = clinic.ListProhibited }), []string{line + "/telemedicineList telemedicine_prohibited"}},
		{"prohibited at a follow-up by audio too", func(p *clinic.Prescription) {
			p.Consultation = clinic.Consultation{Mode: clinic.ByAudio, Stage: clinic.FollowUpConsultation}
			p.Medicines[0].TelemedicineList = clinic.ListProhibited
		}, []string{line + "/telemedicineList telemedicine_prohibited"}},
		{"nobody said what may be prescribed by telemedicine", tele(func(m *clinic.Medicine) { m.Schedule, m.TelemedicineList = "", "" }), []string{line + "/schedule required", line + "/telemedicineList required"}},
		{"advice too long", func(p *clinic.Prescription) { p.Advice = strings.Repeat("x", 2001) }, []string{"/content/advice too_long"}},
		{"empty follow-up", func(p *clinic.Prescription) { p.FollowUp = &clinic.FollowUp{} }, []string{"/content/followUp required"}},
		{"prescriber without a registration number", func(p *clinic.Prescription) { p.Prescriber.CouncilRegistrationNumber = "" }, []string{"/content/prescriber/councilRegistrationNumber required"}},
		{"prescriber without anything", func(p *clinic.Prescription) { p.Prescriber = &clinic.Prescriber{} }, []string{"/content/prescriber/councilRegistrationNumber required", "/content/prescriber/name required", "/content/prescriber/qualifications required"}},
		{"every wrong field at once, in both lines", func(p *clinic.Prescription) {
			p.Medicines[0].Dose, p.Medicines[1].Refills, p.Advice = nil, 99, "\x00"
		}, []string{"/content/advice not_allowed_characters", "/content/medicines/0/dose required", "/content/medicines/1/refills out_of_range"}},
	}
	wantRefused(t, samplePrescription, tests)
}

func TestEmptyPrescriptionIsRefused(t *testing.T) {
	_, err := clinic.Prescription{}.Validate()
	want := []string{"/content/consultation/mode required", "/content/consultation/stage required", "/content/medicines required"}
	if got := wrongFields(t, err); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestPrescriptionWarnings(t *testing.T) {
	const line = "/content/medicines/0"
	at := func(mode clinic.ConsultationMode, stage clinic.ConsultationStage, list clinic.TelemedicineList) func(*clinic.Prescription) {
		return func(p *clinic.Prescription) {
			p.Consultation = clinic.Consultation{Mode: mode, Stage: stage}
			p.Medicines[0].TelemedicineList = list
		}
	}
	listA, listB := []string{line + "/telemedicineList telemedicine_list_a"}, []string{line + "/telemedicineList telemedicine_list_b"}
	tests := []struct {
		name   string
		change func(p *clinic.Prescription)
		want   []string
	}{
		{"list A first by audio", at(clinic.ByAudio, clinic.FirstConsultation, clinic.ListA), listA},
		{"list A first by text", at(clinic.ByText, clinic.FirstConsultation, clinic.ListA), listA},
		{"list A continued by audio", at(clinic.ByAudio, clinic.FollowUpConsultation, clinic.ListA), listA},
		{"list A continued by video", at(clinic.ByVideo, clinic.FollowUpConsultation, clinic.ListA), nil},
		{"list B first by video", at(clinic.ByVideo, clinic.FirstConsultation, clinic.ListB), listB},
		{"list B at a follow-up", at(clinic.ByText, clinic.FollowUpConsultation, clinic.ListB), nil},
		{"list B in person", at(clinic.InPerson, clinic.FirstConsultation, clinic.ListB), nil},
		{"on no list, by video", at(clinic.ByVideo, clinic.FollowUpConsultation, clinic.NotListed), []string{line + "/telemedicineList telemedicine_not_listed"}},
		{"the same generic twice", func(p *clinic.Prescription) { p.Medicines[1].Generic = " AMOXICILLIN " }, []string{"/content/medicines/1/generic duplicate_generic"}},
		{"an ingredient of a combination twice", func(p *clinic.Prescription) { p.Medicines[1].Generic = "ACECLOFENAC+AMOXICILLIN" }, []string{"/content/medicines/1/generic duplicate_generic"}},
		{"a generic whose name another contains", func(p *clinic.Prescription) { p.Medicines[1].Generic = "AMOXICILLIN TRIHYDRATE SALT" }, nil},
		{"when needed, without a dose", func(p *clinic.Prescription) { p.Medicines[1].Dose = nil }, []string{"/content/medicines/1/dose dose_missing"}},
		{"four tablets at a time", func(p *clinic.Prescription) { p.Medicines[1].Dose.Value = 4 }, nil},
		{"more than four tablets at a time", func(p *clinic.Prescription) { p.Medicines[1].Dose.Value = 4.5 }, []string{"/content/medicines/1/dose unusual_value"}},
		{"more than four capsules at night", func(p *clinic.Prescription) {
			p.Medicines[0].Dose.Value, p.Medicines[0].Frequency.Pattern = 2, "0-0-3"
		}, []string{line + "/dose unusual_value"}},
		{"for 13 months", func(p *clinic.Prescription) { p.Medicines[0].Duration = &clinic.Period{Value: 13, Unit: clinic.Months} }, []string{line + "/duration unusual_value"}},
		{"for 52 weeks", func(p *clinic.Prescription) { p.Medicines[0].Duration = &clinic.Period{Value: 52, Unit: clinic.Weeks} }, nil},
		{"for 53 weeks", func(p *clinic.Prescription) { p.Medicines[0].Duration = &clinic.Period{Value: 53, Unit: clinic.Weeks} }, []string{line + "/duration unusual_value"}},
		{"Schedule H1 without a total amount", func(p *clinic.Prescription) {
			p.Medicines[0].Schedule, p.Medicines[0].Quantity = clinic.ScheduleH1, nil
		}, []string{line + "/quantity quantity_missing"}},
		{"Schedule X without a total amount, in person", func(p *clinic.Prescription) {
			p.Medicines[0].Schedule, p.Medicines[0].TelemedicineList, p.Medicines[0].Quantity = clinic.ScheduleX, "", nil
		}, []string{line + "/quantity quantity_missing"}},
		{"on no schedule, without a total amount", func(p *clinic.Prescription) {
			p.Medicines[0].Schedule, p.Medicines[0].Quantity = clinic.NoSchedule, nil
		}, nil},
		{"an unusual weight", func(p *clinic.Prescription) { p.Weight = new(clinic.Kilograms(250)) }, []string{"/content/weight unusual_value"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := samplePrescription(t)
			tt.change(p)
			warnings, err := p.Validate()
			if err != nil {
				t.Fatal(err)
			}
			if got := warned(t, warnings); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
