package httpapi

import "github.com/chartshare/chartshare/internal/clinic"

// letterheadBody is what stands at the head of a printed record. It names
// practice and patient in full, so it is told only to whoever entered the
// code.
type letterheadBody struct {
	PracticeName  string     `json:"practiceName"`
	Address       string     `json:"address,omitzero"`
	Phone         string     `json:"phone,omitzero"`
	GSTIN         string     `json:"gstin,omitzero"`
	PatientName   string     `json:"patientName"`
	PatientNumber string     `json:"patientNumber,omitzero"`
	Sex           clinic.Sex `json:"sex"`
	DateOfBirth   string     `json:"dateOfBirth,omitzero"`
}

func newLetterheadBody(practice clinic.Practice, patient clinic.Patient) *letterheadBody {
	return &letterheadBody{
		PracticeName: practice.Name, Address: practice.Address, Phone: practice.Phone, GSTIN: practice.GSTIN,
		PatientName: patient.Name, PatientNumber: patient.Number, Sex: patient.Sex, DateOfBirth: patient.DateOfBirth.String(),
	}
}
