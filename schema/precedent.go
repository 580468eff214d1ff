package schema

// Precedent is something about an application in the light of an earlier one
// of the same user. It is told and stands in nobody's way.
type Precedent struct {
	Kind          string `json:"kind" jsonschema:"description=Applied for before: same_offer or same_url or same_text or same_position or reposted. CVs that contradict: date_differs or title_differs or number_differs"`
	ApplicationID string `json:"application_id"`
	Status        Status `json:"status"`
	Path          string `json:"path,omitempty" jsonschema:"description=Place in this application's CV"`
	Message       string `json:"message"`
}

// Line is the precedent in words, with its place.
func (p Precedent) Line() string {
	if p.Path == "" {
		return p.Message
	}
	return p.Message + " (" + p.Path + ")"
}
