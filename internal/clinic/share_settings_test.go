package clinic_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
)

func TestANewPracticeSharesAllButNotes(t *testing.T) {
	s := clinic.NewShareSettings(time.Unix(0, 0))
	if err := s.Validate(); err != nil {
		t.Fatal(err)
	}
	if len(s.Modes) != 11 || !s.Master || s.Version != 1 || s.QuietPeriod != 15*time.Minute || s.ChangedBy != "" {
		t.Errorf("settings %+v", s)
	}
	for of, mode := range s.Modes {
		want := clinic.ShareOn
		if of == clinic.ClinicalNoteType {
			want = clinic.ShareAsk
		}
		if mode != want {
			t.Errorf("%s is %s, want %s", of, mode, want)
		}
	}
}

func TestAModeSaysWhetherTheBoxIsOfferedAndTicked(t *testing.T) {
	tests := []struct {
		master          bool
		mode            clinic.ShareMode
		offered, ticked bool
	}{
		{true, clinic.ShareOn, true, true},
		{true, clinic.ShareAsk, true, false},
		{true, clinic.ShareOff, false, false},
		{true, "", false, false},
		{true, "ON", false, false},
		{false, clinic.ShareOn, false, false},
		{false, clinic.ShareAsk, false, false},
		{false, clinic.ShareOff, false, false},
	}
	for _, tt := range tests {
		s := clinic.NewShareSettings(time.Unix(0, 0))
		s.Master, s.Modes[clinic.FileType] = tt.master, tt.mode
		if offered, ticked := s.Offers(clinic.FileType), s.BoxDefault(clinic.FileType); offered != tt.offered || ticked != tt.ticked {
			t.Errorf("master %v, %q: offered %v ticked %v, want %v %v", tt.master, tt.mode, offered, ticked, tt.offered, tt.ticked)
		}
	}
	if (clinic.ShareSettings{}).Offers(clinic.FileType) || (clinic.ShareSettings{Master: true}).BoxDefault(clinic.FileType) {
		t.Error("settings that nobody made offer something")
	}
}

func TestSettingsAreChecked(t *testing.T) {
	tests := []struct {
		name   string
		change func(*clinic.ShareSettings)
		want   map[string]string
	}{
		{"all off", func(s *clinic.ShareSettings) {
			s.Master = false
			for of := range s.Modes {
				s.Modes[of] = clinic.ShareOff
			}
		}, nil},
		{"a type left out", func(s *clinic.ShareSettings) { delete(s.Modes, clinic.PaymentType) }, map[string]string{"/modes/payment": "required"}},
		{"a mode that is none", func(s *clinic.ShareSettings) { s.Modes[clinic.PaymentType] = "yes" }, map[string]string{"/modes/payment": "unknown_mode"}},
		{"a type that is none", func(s *clinic.ShareSettings) { s.Modes["x-ray"] = clinic.ShareOn }, map[string]string{"/modes": "record_type_unknown"}},
		{"no quiet period", func(s *clinic.ShareSettings) { s.QuietPeriod = 0 }, nil},
		{"an hour of quiet", func(s *clinic.ShareSettings) { s.QuietPeriod = time.Hour }, nil},
		{"more than an hour", func(s *clinic.ShareSettings) { s.QuietPeriod = 61 * time.Minute }, map[string]string{"/quietMinutes": "out_of_range"}},
		{"less than nothing", func(s *clinic.ShareSettings) { s.QuietPeriod = -time.Minute }, map[string]string{"/quietMinutes": "out_of_range"}},
		{"half a minute", func(s *clinic.ShareSettings) { s.QuietPeriod = 90 * time.Second }, map[string]string{"/quietMinutes": "out_of_range"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := clinic.NewShareSettings(time.Unix(0, 0))
			tt.change(&s)
			err := s.Validate()
			if got := fieldCodes(err); (err == nil) != (len(tt.want) == 0) || len(tt.want) > 0 && !reflect.DeepEqual(got, tt.want) {
				t.Errorf("fields %v, want %v", got, tt.want)
			}
		})
	}
}
