package guard

// findMerged finds the other texts of the entry whose words nearly all stand in
// the new text: two bullets made one.
func (c *claim) findMerged() {
	if c.field != claimText || c.entry == "" || c.whole() {
		return
	}
	for _, s := range c.ev.entries[c.entry] {
		if s.text == c.old || s.field != claimText || s.text == nil {
			continue
		}
		content, kept := 0, 0
		for _, tok := range s.tokens {
			if tok.stop || tok.number {
				continue
			}
			content++
			if c.new.stems[tok.stem] && !c.old.stems[tok.stem] {
				kept++
			}
		}
		if kept >= 2 && kept*10 >= content*6 {
			c.merged = append(c.merged, s.text)
		}
	}
}

// checkMerged: what makes a text smaller stays when it is taken into another.
func checkMerged(c *claim) {
	for _, t := range c.merged {
		other := *c
		other.old, other.merged, other.compared = t, nil, nil
		checkLimits(&other)
		other.checkHelping()
		c.findings = other.findings
	}
}
