package messaging_test

import "testing"

func TestWhoWatchesTheCountsLeavesNoEvent(t *testing.T) {
	h := newHouse(t)
	thread := h.start(h.of(h.patient), h.doctor.StaffID)
	h.send(h.of(h.patient), thread.ID)
	events := func() int {
		t.Helper()
		all, err := h.table.PracticeEvents(h.ctx, h.practice.ID, "", 100)
		h.must(err)
		return len(all)
	}
	before := events()
	got, err := h.InboxCounts(h.ctx, h.doctor)
	h.must(err)
	if got.Counts.Mine != 1 || got.Unread != 2 || len(got.Items) != 0 {
		t.Errorf("the counts are %+v", got)
	}
	if n := events() - before; n != 0 {
		t.Errorf("%d events of counting, want none", n)
	}
	h.inbox(h.doctor)
	if n := events() - before; n != 1 {
		t.Errorf("%d events of reading the inbox, want one", n)
	}
}
