package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/chartshare/chartshare/internal/clinic"
)

const somePractice = "01KJMPWR00HPWY4RQP39J4WCKX"

func TestAnchorsAreReadFromALog(t *testing.T) {
	log := strings.Join([]string{
		"START RequestId: 1", `{"msg":"notice dead","height":9}`, "{", "",
		`{"time":"x","level":"INFO","msg":"audit sealed","practiceId":"` + somePractice + `","day":"2026-03-02","number":1,"height":3,"hash":"abc","lines":2}`,
		`2026-03-02T06:30:00Z {"msg":"audit sealed","practiceId":"` + somePractice + `","height":4,"hash":"def"}`,
	}, "\n")
	got, err := anchorsIn(strings.NewReader(log))
	want := []clinic.SealAnchor{{PracticeID: somePractice, Height: 3, Hash: "abc"}, {PracticeID: somePractice, Height: 4, Hash: "def"}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
}

func TestAnAnchorIsReadAsAHeadIsPrinted(t *testing.T) {
	var out strings.Builder
	head := clinic.SealAnchor{PracticeID: somePractice, Height: 7, Hash: "a-b_c"}
	if err := tell(&out, []clinic.SealReport{{PracticeID: somePractice, Head: head}}, 0); err != nil {
		t.Error(err)
	}
	_, printed, _ := strings.Cut(out.String(), "head ")
	printed, _, _ = strings.Cut(printed, "\n")
	if got, err := parseAnchor(printed); err != nil || got != head {
		t.Errorf("%q was read as %v, %v", printed, got, err)
	}
	for _, wrong := range []string{"", "x", somePractice + ":0:h", somePractice + ":x:h", somePractice + ":1:", "p:1:h", somePractice + ":1:h:h"} {
		if a, err := parseAnchor(wrong); err == nil {
			t.Errorf("%q was read as %v", wrong, a)
		}
	}
}

func TestWhatIsFoundIsNamedAndIsAnError(t *testing.T) {
	var out strings.Builder
	err := tell(&out, []clinic.SealReport{{PracticeID: somePractice, Findings: []clinic.SealFinding{
		{PracticeID: somePractice, Problem: clinic.LineChanged, Where: "AUDIT#x", Detail: "it is not as it was written"},
	}}}, 0)
	if err == nil || !strings.Contains(out.String(), "line_changed") || !strings.Contains(out.String(), "AUDIT#x") {
		t.Errorf("told %q, %v", out.String(), err)
	}
	out.Reset()
	if err := tell(&out, []clinic.SealReport{{PracticeID: somePractice, Lines: 3, Waiting: 2}}, 1); err != nil || !strings.Contains(out.String(), "All is well") {
		t.Errorf("told %q, %v", out.String(), err)
	}
}

func TestTheCloudThatDoesNotRunIsToldInASentence(t *testing.T) {
	err := verifyAudit(t.Context(), []string{"-data", t.TempDir()}, nil)
	if err == nil || !strings.Contains(err.Error(), "make run") {
		t.Errorf("error = %v, want how to start it", err)
	}
}
