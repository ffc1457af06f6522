package messages

import (
	"encoding/json"
	"net/http"
	"strconv"
)

// API is the outbox over HTTP, for its page and for tests:
//
//	GET    /outbox/api/messages?after=SEQ  {"messages": […]}, newest first
//	DELETE /outbox/api/messages
//	GET    /outbox/api/faults              {"sms": {"mode","count"}, "email": …}
//	PUT    /outbox/api/faults
func (s *Service) API(mux *http.ServeMux) {
	mux.HandleFunc("GET /outbox/api/messages", func(w http.ResponseWriter, r *http.Request) {
		after := 0
		if text := r.URL.Query().Get("after"); text != "" {
			n, err := strconv.Atoi(text)
			if err != nil {
				http.Error(w, "after is no number", http.StatusBadRequest)
				return
			}
			after = n
		}
		writeJSON(w, map[string]any{"messages": s.Outbox.After(after)})
	})
	mux.HandleFunc("DELETE /outbox/api/messages", func(w http.ResponseWriter, _ *http.Request) {
		if err := s.Outbox.Clear(); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("GET /outbox/api/faults", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, s.faults.get())
	})
	mux.HandleFunc("PUT /outbox/api/faults", func(w http.ResponseWriter, r *http.Request) {
		var f Faults
		err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<16)).Decode(&f)
		if err == nil {
			err = s.faults.set(f)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		writeJSON(w, s.faults.get())
	})
}

func writeJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(v)
}
