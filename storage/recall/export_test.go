package recall

import "time"

// At sets the clock of a store.
func (s *Store) At(now func() time.Time) { s.now = now }
