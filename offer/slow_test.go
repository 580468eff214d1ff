package offer_test

import (
	"fmt"
	"math/rand"
	"os"
	"testing"
	"time"

	"github.com/bespoke-cv/bespoke/offer"
	"github.com/bespoke-cv/bespoke/offer/labelled"
)

func TestSlow(t *testing.T) {
	if os.Getenv("SLOW") == "" {
		t.Skip()
	}
	cases, _ := labelled.Load("testdata/offers")
	start := time.Now()
	n := 0
	var worst time.Duration
	for seed := int64(0); time.Since(start) < 40*time.Second; seed++ {
		r := rand.New(rand.NewSource(seed))
		c := cases[r.Intn(len(cases))]
		b := []byte(c.Input.Text + c.Input.HTML)
		for range 1 + r.Intn(30) {
			i, j := r.Intn(len(b)), r.Intn(len(b))
			switch r.Intn(5) {
			case 0:
				b[i] = byte(r.Intn(256))
			case 1:
				b = append(b[:i:i], b[min(len(b), i+r.Intn(20)):]...)
			case 2:
				lo, hi := min(i, j), max(i, j)
				b = append(b[:i:i], append(append([]byte{}, b[lo:min(hi, lo+80)]...), b[i:]...)...)
			case 3:
				b[i] = "\n\t .,:;-(<>{}\"'&"[r.Intn(16)]
			case 4:
				o := cases[r.Intn(len(cases))]
				s := o.Input.Text + o.Input.HTML
				k := r.Intn(len(s))
				b = append(b[:i:i], append([]byte(s[k:min(len(s), k+100)]), b[i:]...)...)
			}
			if len(b) == 0 {
				b = []byte("x")
			}
		}
		at := time.Now()
		done := make(chan bool)
		go func() {
			p, err := offer.Parse(offer.Input{Text: string(b), Today: today})
			if err == nil {
				requireVerbatim(t, p)
			}
			close(done)
		}()
		select {
		case <-done:
		case <-time.After(3 * time.Second):
			os.WriteFile("/tmp/offerdev/hang.txt", b, 0o644)
			t.Fatal("hang", c.Name, seed)
		}
		if d := time.Since(at); d > worst {
			worst = d
			fmt.Println(seed, c.Name, d, len(b))
		}
		n++
	}
	fmt.Println(n, "runs")
}
