package plan

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// employed is the number of months that the CV's jobs cover, overlaps counted
// once; 0 when no job has dates.
func (p *planner) employed() int {
	today := p.AsOf
	if today.IsZero() {
		today = time.Now()
	}
	now := min(today.Year()*12+int(today.Month())-1, lastYear*12+11)
	var covered [(lastYear - firstYear + 1) * 12]bool
	months := 0
	for _, job := range p.jobs() {
		start, ok := month(job.Get("start_date"), 0)
		if !ok {
			continue
		}
		end, ok := month(job.Get("end_date"), 11)
		if !ok {
			end = now
		}
		for m := start; m <= min(end, now); m++ {
			if !covered[m-firstYear*12] {
				covered[m-firstYear*12] = true
				months++
			}
		}
	}
	return months
}

// Years that a CV may speak of.
const (
	firstYear = 1900
	lastYear  = 2200
)

// month reads YYYY-MM-DD, YYYY-MM or YYYY as a count of months; a year alone
// takes the given month. It is false for "present" and any other text.
func month(date string, missing int) (int, bool) {
	parts := strings.Split(strings.TrimSpace(date), "-")
	year, err := strconv.Atoi(parts[0])
	if err != nil || year < firstYear || year > lastYear {
		return 0, false
	}
	m := missing
	if len(parts) > 1 {
		n, err := strconv.Atoi(parts[1])
		if err != nil || !slices.Contains([]int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, n) {
			return 0, false
		}
		m = n - 1
	}
	return year*12 + m, true
}
