package dynamostore

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"fmt"
	"io"
	"sync"

	"github.com/chartshare/chartshare/internal/clinic"
)

// A content is kept as DEFLATE-compressed JSON behind one byte that names the
// dictionary. DynamoDB charges by the kilobyte begun: so packed, a usual
// prescription or note with everything around it takes one write unit instead
// of two (docs/adr).

// dictionaries are what contents are packed with, by their number. One that
// was ever deployed stays as it is, for items need it; the last is in use.
var dictionaries = [][]byte{
	1: []byte(`{"visitType":"outpatient","chiefComplaints":[{"text":"","coding":{"system":"snomed-ct","code":"","display":""},` +
		`"duration":{"value":3,"unit":"d"},"severity":"mild"}],"examination":[{"text":""}],"noKnownAllergies":true,"allergies":` +
		`"medicalHistory":[{"kind":"condition","since":"20"}],"familyHistory":[{"relation":""}],"investigationAdvice":"medications":"procedures":` +
		`"referral":{"to":"","reason":""},"otherObservations":"documents":"freeText":"","privateNote":"",` +
		`"temperature":{"value":37,"unit":"Cel","site":"oral"},"pulse":"respiratoryRate":"oxygenSaturation":{"value":98},` +
		`"bloodPressure":{"systolic":120,"diastolic":80,"position":"sitting","arm":"left"},"height":{"value":"position":"standing"},` +
		`"headCircumference":"midUpperArmCircumference":"waistCircumference":"neckCircumference":"glucose":{"value":"timing":"fasting"},"pain":` +
		`{"consultation":{"mode":"in-person","stage":"follow-up"},"diagnoses":[{"text":"","coding":{"system":"icd-10","code":"","display":""},"certainty":"provisional"}],` +
		`"weight":,"medicines":[{"generic":"PARACETAMOL","brand":"","coding":{"system":"snomed-ct","code":"","display":""},` +
		`"strength":{"value":500,"unit":"mg"},"form":"tablet","dose":{"value":1,"unit":"{tablet}"},"frequency":{"pattern":"1-0-1","meaning":""},` +
		`"timing":"after-food","route":"oral","startDate":"2026-","duration":{"value":5,"unit":"d"},"quantity":10,"sos":true,"sosReason":"",` +
		`"instructions":"","substitutionAllowed":true,"schedule":"none","telemedicineList":"o"}],"advice":"","followUp":{"date":"2026-","instructions":""},` +
		`"prescriber":{"name":"Dr ","qualifications":"MBBS, MD","councilRegistrationNumber":""}}`),
}

// inUse is the number of the dictionary that contents are packed with today.
const inUse = 1

// packers are compressors to use again: one takes over half a megabyte.
var packers = sync.Pool{New: func() any {
	w, err := flate.NewWriterDict(io.Discard, flate.BestCompression, dictionaries[inUse])
	if err != nil {
		panic("a compression level that does not exist") // it is a constant
	}
	return w
}}

// packContent returns a content as an item keeps it.
func packContent(c clinic.Content) ([]byte, error) {
	plain, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("encode content: %w", err)
	}
	w, _ := packers.Get().(*flate.Writer)
	defer packers.Put(w)
	packed := bytes.NewBuffer([]byte{inUse})
	w.Reset(packed)
	if _, err := w.Write(plain); err != nil {
		return nil, fmt.Errorf("pack content: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("pack content: %w", err)
	}
	return packed.Bytes(), nil
}

// unpackContent reads into c what packContent made. Nothing of the content
// stands in its error.
func unpackContent(packed []byte, c clinic.Content) error {
	if len(packed) == 0 || packed[0] == 0 || int(packed[0]) >= len(dictionaries) {
		return fmt.Errorf("unpack content: no such dictionary")
	}
	r := flate.NewReaderDict(bytes.NewReader(packed[1:]), dictionaries[packed[0]])
	plain, err := io.ReadAll(io.LimitReader(r, clinic.MaxContentBytes+1))
	if err != nil || len(plain) > clinic.MaxContentBytes {
		return fmt.Errorf("unpack content: damaged")
	}
	if err := json.Unmarshal(plain, c); err != nil {
		return fmt.Errorf("decode content: wrong shape")
	}
	return nil
}
