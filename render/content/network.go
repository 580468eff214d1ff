package content

import (
	"regexp"
	"strings"
)

// network is a social network of RenderCV v2.8.
type network struct {
	icon   string
	prefix string // of the profile's address
	// pattern is what a username must look like, and rule says so.
	pattern *regexp.Regexp
	rule    string
}

var networks = map[string]network{
	"LinkedIn":       {icon: "linkedin", prefix: "https://linkedin.com/in/"},
	"GitHub":         {icon: "github", prefix: "https://github.com/"},
	"GitLab":         {icon: "gitlab", prefix: "https://gitlab.com/"},
	"IMDB":           {icon: "imdb", prefix: "https://imdb.com/name/", pattern: regexp.MustCompile(`^nm\d{7}$`), rule: "IMDB name should be in the format nmXXXXXXX"},
	"Instagram":      {icon: "instagram", prefix: "https://instagram.com/"},
	"ORCID":          {icon: "orcid", prefix: "https://orcid.org/", pattern: regexp.MustCompile(`^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$`), rule: "ORCID username should be in the format XXXX-XXXX-XXXX-XXXX"},
	"Mastodon":       {icon: "mastodon", pattern: regexp.MustCompile(`^@[^@]+@[^@]+$`), rule: "Mastodon username should be in the format @username@domain"},
	"StackOverflow":  {icon: "stack-overflow", prefix: "https://stackoverflow.com/users/", pattern: regexp.MustCompile(`^\d+/[^/]+$`), rule: "StackOverflow username should be in the format user_id/username"},
	"ResearchGate":   {icon: "researchgate", prefix: "https://researchgate.net/profile/"},
	"YouTube":        {icon: "youtube", prefix: "https://youtube.com/@", pattern: regexp.MustCompile(`^[^@]`), rule: "YouTube username should not start with @"},
	"Google Scholar": {icon: "graduation-cap", prefix: "https://scholar.google.com/citations?user="},
	"Telegram":       {icon: "telegram", prefix: "https://t.me/"},
	"WhatsApp":       {icon: "whatsapp", prefix: "https://wa.me/", pattern: regexp.MustCompile(`^\+?[\d ()./-]{6,}$`), rule: "WhatsApp username should be your phone number with country code in international format, such as +49 30 1234567"},
	"Leetcode":       {icon: "code", prefix: "https://leetcode.com/u/"},
	"X":              {icon: "x-twitter", prefix: "https://x.com/"},
	"Bluesky":        {icon: "bluesky", prefix: "https://bsky.app/profile/", pattern: regexp.MustCompile(`^([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$`), rule: "Bluesky username should be a handle without @, such as username.bsky.social"},
	"Reddit":         {icon: "reddit", prefix: "https://reddit.com/user/", pattern: regexp.MustCompile(`^[a-zA-Z0-9_-]{3,23}$`), rule: "Reddit username should be 3 to 23 letters, numbers, underscores and hyphens"},
}

// networkNames is the list for messages, in RenderCV's order.
const networkNames = "LinkedIn, GitHub, GitLab, IMDB, Instagram, ORCID, Mastodon, StackOverflow, ResearchGate, YouTube, Google Scholar, Telegram, WhatsApp, Leetcode, X, Bluesky, Reddit"

// profile is the address of a user's page.
func (n network) profile(username string) string {
	if n.prefix != "" {
		return n.prefix + username
	}
	parts := strings.Split(username, "@") // Mastodon: @user@domain
	if len(parts) != 3 {
		return ""
	}
	return "https://" + parts[2] + "/@" + parts[1]
}

// ProfileURL is the address of a user's page in a social network, "" for a
// network that RenderCV does not know.
func ProfileURL(name, username string) string {
	if n, ok := networks[name]; ok {
		return n.profile(username)
	}
	return ""
}
