package records

import (
	"context"

	"github.com/chartshare/chartshare/internal/clinic"
)

// keep stores a version by put or, where it is final and moves money, together
// with the books. today is the practice's day, which its number is of.
func (s *Service) keep(ctx context.Context, r clinic.Record, today clinic.Date, put func(context.Context, clinic.Record) error) (clinic.Record, error) {
	content, ok := r.Content.(clinic.Poster)
	if !ok || r.Status != clinic.FinalStatus {
		return r, put(ctx, r)
	}
	return s.Store.PostRecord(ctx, r, content.Posting(r.ID, today))
}

// takeBack stores the version that says that a record was entered in error and,
// where the version before had moved money, what gives it back.
func (s *Service) takeBack(ctx context.Context, r clinic.Record, before clinic.RecordStatus) (clinic.Record, error) {
	content, ok := r.Content.(clinic.Poster)
	if !ok || before == clinic.DraftStatus {
		return r, s.Store.AppendRecord(ctx, r)
	}
	return s.Store.PostRecord(ctx, r, content.Reversal(r.ID))
}

// asSent returns a content without what only the books and the server gave it.
func asSent(c clinic.Content) clinic.Content {
	if content, ok := c.(clinic.Poster); ok {
		return content.AsSent()
	}
	return c
}
