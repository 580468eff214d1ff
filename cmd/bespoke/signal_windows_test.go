package main

import (
	"os"
	"time"
)

// Windows freezes no process by a signal; what needs it runs elsewhere.
const (
	freeze = noSignal("freeze")
	thaw   = noSignal("thaw")
)

type noSignal string

func (s noSignal) String() string { return string(s) }
func (noSignal) Signal()          {}

func cpu() time.Duration { return 0 }

func peak(*os.ProcessState) float64 { return 0 }
