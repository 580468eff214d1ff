package shape

import (
	"slices"

	gotext "github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/font/opentype/tables"

	"github.com/bespoke-cv/bespoke/render/font"
)

// simple tells which characters of ASCII a face shapes in a simple way: among
// characters of ASCII, the glyph depends on the character alone, and its advance
// on the character and the one behind it.
type simple struct {
	chars [ascii]bool
	joins map[[2]byte]bool // pairs that may begin a ligature and are not simple
}

const ascii = 0x80

// simpleCharacters reads from the face's tables what HarfBuzz may do with
// characters of ASCII when it shapes western text from left to right, with the
// features that are on unless they are switched off. Where a rule might apply to
// one that looks further than to the next glyph, or changes more than an advance,
// the character is not simple. That may leave out some that are.
func simpleCharacters(face *font.Face) *simple {
	t := &characterTables{Font: face.Parsed, owners: map[tables.GlyphID][]byte{}, simple: simple{joins: map[[2]byte]bool{}}}
	if !t.pairsOnly() {
		return &simple{}
	}
	for char := byte(' '); char < ascii-1; char++ {
		if glyph, has := t.NominalGlyph(rune(char)); has && glyph != 0 {
			t.own(tables.GlyphID(glyph), char)
			t.simple.chars[char] = true
		}
	}
	substitutions := lookups(&t.GSUB.Layout, len(t.GSUB.Lookups))
	for found := true; found; { // what a substitute is replaced by, too
		found = false
		for _, i := range substitutions {
			for _, subtable := range t.GSUB.Lookups[i].Subtables {
				if single, ok := subtable.(tables.SingleSubs); ok && t.substitute(single) {
					found = true
				}
			}
		}
	}
	for _, i := range substitutions {
		t.skips(t.GSUB.Lookups[i].LookupOptions)
		for _, subtable := range t.GSUB.Lookups[i].Subtables {
			t.substitution(subtable)
		}
	}
	for _, i := range lookups(&t.GPOS.Layout, len(t.GPOS.Lookups)) {
		t.skips(t.GPOS.Lookups[i].LookupOptions)
		for _, subtable := range t.GPOS.Lookups[i].Subtables {
			t.position(subtable)
		}
	}
	for _, glyph := range t.glyphs {
		if t.class(glyph) == markClass {
			t.strike(glyph)
		}
	}
	return &t.simple
}

// characterTables are a font's tables with the glyphs that characters of ASCII
// may become.
type characterTables struct {
	*gotext.Font
	simple simple
	owners map[tables.GlyphID][]byte // the characters that may become a glyph
	glyphs []tables.GlyphID          // all of those
}

// pairsOnly reports whether the face uses OpenType's tables alone, in one form
// for all designs of the face.
func (t *characterTables) pairsOnly() bool {
	apple := len(t.Morx) > 0 || t.Kerx != nil || !t.Trak.IsEmpty()
	variable := len(t.GSUB.FeatureVariations)+len(t.GPOS.FeatureVariations) > 0
	if apple || variable || t.GPOS.Lookups == nil {
		return false
	}
	return t.Kern == nil || kernsEverywhere(&t.GPOS.Layout) // else the old table is used, which moves both glyphs of a pair
}

// defaultFeatures are those that HarfBuzz has on in text from left to right
// (hb-ot-shape.cc).
var defaultFeatures = func() map[opentype.Tag]bool {
	on := map[opentype.Tag]bool{}
	for _, tag := range []string{
		"rvrn", "ltra", "ltrm", "rand", "Harf", "HARF", "Buzz", "BUZZ", "abvm", "blwm", "ccmp", "locl", "mark", "mkmk", "rlig",
		"calt", "clig", "curs", "dist", "kern", "liga", "rclt",
	} {
		on[opentype.MustNewTag(tag)] = true
	}
	return on
}()

// lookups lists the lookups that may be on, whatever the language.
func lookups(layout *gotext.Layout, count int) []int {
	on := make([]bool, count)
	feature := func(i uint16) {
		if int(i) >= len(layout.Features) {
			return
		}
		for _, lookup := range layout.Features[i].LookupListIndices {
			if int(lookup) < count {
				on[lookup] = true
			}
		}
	}
	for i := range layout.Features {
		if defaultFeatures[layout.Features[i].Tag] {
			feature(uint16(i))
		}
	}
	for _, system := range languageSystems(layout) {
		feature(system.RequiredFeatureIndex) // 0xFFFF: none
	}
	var list []int
	for i := range on {
		if on[i] {
			list = append(list, i)
		}
	}
	return list
}

// languageSystems lists the choices of features for all scripts and languages.
func languageSystems(layout *gotext.Layout) []*tables.LangSys {
	var list []*tables.LangSys
	for i := range layout.Scripts {
		script := &layout.Scripts[i]
		if script.DefaultLangSys != nil {
			list = append(list, script.DefaultLangSys)
		}
		for j := range script.LangSys {
			list = append(list, &script.LangSys[j])
		}
	}
	return list
}

// kernsEverywhere reports whether each script and language has kerning.
func kernsEverywhere(layout *gotext.Layout) bool {
	kern := opentype.MustNewTag("kern")
	systems := languageSystems(layout)
	for _, system := range systems {
		kerns := false
		for _, i := range system.FeatureIndices {
			kerns = kerns || int(i) < len(layout.Features) && layout.Features[i].Tag == kern
		}
		if !kerns {
			return false
		}
	}
	return len(systems) > 0
}

// own notes that a character may become a glyph, and reports whether that is new.
func (t *characterTables) own(glyph tables.GlyphID, char byte) bool {
	if slices.Contains(t.owners[glyph], char) {
		return false
	}
	if t.owners[glyph] == nil {
		t.glyphs = append(t.glyphs, glyph)
	}
	t.owners[glyph] = append(t.owners[glyph], char)
	return true
}

// strike makes the characters that may become a glyph no simple ones.
func (t *characterTables) strike(glyph tables.GlyphID) {
	for _, char := range t.owners[glyph] {
		t.simple.chars[char] = false
	}
}

// strikeAll strikes what a table covers.
func (t *characterTables) strikeAll(covered tables.Coverage) {
	for _, glyph := range t.glyphs {
		if _, has := covered.Index(glyph); has {
			t.strike(glyph)
		}
	}
}

// touches reports whether a table covers anything that ASCII may become.
func (t *characterTables) touches(covered tables.Coverage) bool {
	for _, glyph := range t.glyphs {
		if _, has := covered.Index(glyph); has {
			return true
		}
	}
	return false
}

// Classes of glyphs, which lookups may look past (GDEF).
const (
	baseClass     = 1
	ligatureClass = 2
	markClass     = 3
)

// class is the class of a glyph; a letter's where the font does not say.
func (t *characterTables) class(glyph tables.GlyphID) uint16 {
	if t.GDEF.GlyphClassDef == nil {
		return baseClass
	}
	class, _ := t.GDEF.GlyphClassDef.Class(glyph)
	return class
}

// skips strikes what a lookup looks past.
func (t *characterTables) skips(options gotext.LookupOptions) {
	const bases, ligatures = 1 << 1, 1 << 2
	for _, glyph := range t.glyphs {
		class := t.class(glyph)
		if options.Flag&bases != 0 && class == baseClass || options.Flag&ligatures != 0 && class == ligatureClass {
			t.simple.chars = [ascii]bool{} // what stands around it is no pair
		}
	}
}

// substitute notes what a single substitution may make of characters of ASCII,
// which depends on them alone, and reports whether that is new.
func (t *characterTables) substitute(subtable tables.SingleSubs) bool {
	found := false
	for _, glyph := range t.glyphs {
		var to tables.GlyphID
		switch data := subtable.Data.(type) {
		case tables.SingleSubstData1:
			if _, has := data.Coverage.Index(glyph); !has {
				continue
			}
			to = tables.GlyphID(int(glyph) + int(data.DeltaGlyphID))
		case tables.SingleSubstData2:
			i, has := data.Coverage.Index(glyph)
			if !has || i >= len(data.SubstituteGlyphIDs) {
				continue
			}
			to = data.SubstituteGlyphIDs[i]
		}
		for _, char := range t.owners[glyph] {
			found = t.own(to, char) || found
		}
	}
	return found
}

// substitution strikes what a substitution may do more with than to replace one
// glyph by another.
func (t *characterTables) substitution(subtable tables.GSUBLookup) {
	switch subtable := subtable.(type) {
	case tables.SingleSubs:
	case tables.LigatureSubs:
		for _, glyph := range t.glyphs {
			if i, has := subtable.Coverage.Index(glyph); has && i < len(subtable.LigatureSets) {
				t.ligatures(glyph, subtable.LigatureSets[i])
			}
		}
	case tables.ContextualSubs:
		if context, ok := subtable.Data.(tables.ContextualSubs3); !ok || t.meets(nil, context.Coverages, nil) {
			t.strikeAll(subtable.Cov())
		}
	case tables.ChainedContextualSubs:
		context, ok := subtable.Data.(tables.ChainedContextualSubs3)
		if !ok || t.meets(context.BacktrackCoverages, context.InputCoverages, context.LookaheadCoverages) {
			t.strikeAll(subtable.Cov())
		}
	default:
		t.strikeAll(subtable.Cov())
	}
}

// ligatures notes the pairs that ligatures begin with which are made of nothing
// but what ASCII may become.
func (t *characterTables) ligatures(first tables.GlyphID, set tables.LigatureSet) {
	for _, ligature := range set.Ligatures {
		components := ligature.ComponentGlyphIDs
		switch {
		case slices.ContainsFunc(components, func(g tables.GlyphID) bool { return t.owners[g] == nil }):
		case len(components) == 0:
			t.strike(first)
		default:
			for _, char := range t.owners[first] {
				for _, next := range t.owners[components[0]] {
					t.simple.joins[[2]byte{char, next}] = true
				}
			}
		}
	}
}

// meets reports whether a context may be met where there is nothing but ASCII:
// its first glyph, what stands before it and what stands behind it.
func (t *characterTables) meets(before, input, behind []tables.Coverage) bool {
	near := input
	if len(near) > 2 {
		near = near[:2]
	}
	if len(before) > 0 {
		near = append(near[:len(near):len(near)], before[0])
	}
	if len(input) == 1 && len(behind) > 0 {
		near = append(near[:len(near):len(near)], behind[0])
	}
	for _, covered := range near {
		if !t.touches(covered) {
			return false
		}
	}
	return true
}

// position strikes what a positioning may do more with than to change an
// advance by the glyph and the next one.
func (t *characterTables) position(subtable tables.GPOSLookup) {
	switch subtable := subtable.(type) {
	case tables.SinglePos:
	case tables.PairPos:
		var second tables.ValueFormat
		switch data := subtable.Data.(type) {
		case tables.PairPosData1:
			second = data.ValueFormat2
		case tables.PairPosData2:
			second = data.ValueFormat2
		}
		if second != 0 { // then the second glyph begins no pair of its own
			t.strikeAll(subtable.Cov())
		}
	case tables.ContextualPos:
		if context, ok := subtable.Data.(tables.ContextualPos3); !ok || t.meets(nil, context.Coverages, nil) {
			t.strikeAll(subtable.Cov())
		}
	case tables.ChainedContextualPos:
		context, ok := subtable.Data.(tables.ChainedContextualPos3)
		if !ok || t.meets(context.BacktrackCoverages, context.InputCoverages, context.LookaheadCoverages) {
			t.strikeAll(subtable.Cov())
		}
	default:
		t.strikeAll(subtable.Cov())
	}
}
