package content

import (
	"net/netip"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
)

// webURL gives an http address the form that RenderCV prints it in (that of
// the WHATWG URL standard): lower-case scheme and host, no default port, a
// path, no dot segments, percent-encoding. ok is false if it is no such
// address; then it is returned as it is.
func webURL(raw string) (normal string, ok bool) {
	s := strings.TrimSpace(raw)
	scheme, rest, found := strings.Cut(s, ":")
	scheme = strings.ToLower(scheme)
	if !found || scheme != "http" && scheme != "https" || !strings.HasPrefix(rest, "//") {
		return raw, false
	}
	rest = strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(rest)
	rest, fragment, hasFragment := strings.Cut(strings.TrimLeft(rest, "/\\"), "#")
	rest, query, hasQuery := strings.Cut(rest, "?")
	authority, path := rest, ""
	if i := strings.IndexAny(rest, "/\\"); i >= 0 {
		authority, path = rest[:i], rest[i:]
	}
	user, host := "", authority
	if i := strings.LastIndexByte(authority, '@'); i >= 0 {
		user, host = authority[:i+1], authority[i+1:]
	}
	host, ok = webHost(scheme, host)
	if !ok {
		return raw, false
	}
	normal = scheme + "://" + user + host + percent(dotless(path), " \"<>`{}")
	if hasQuery {
		normal += "?" + percent(query, " \"<>'")
	}
	if hasFragment {
		normal += "#" + percent(fragment, " \"<>`")
	}
	return normal, true
}

func webHost(scheme, host string) (string, bool) {
	port := ""
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.HasSuffix(host, "]") {
		host, port = host[:i], host[i+1:]
		number, err := strconv.ParseUint(port, 10, 16)
		if port != "" && err != nil {
			return "", false
		}
		port = ":" + strconv.FormatUint(number, 10)
		if port == ":0" || scheme == "http" && number == 80 || scheme == "https" && number == 443 {
			port = ""
		}
	}
	if strings.HasPrefix(host, "[") {
		_, err := netip.ParseAddr(strings.Trim(host, "[]"))
		return host + port, err == nil
	}
	ascii, err := idna.Lookup.ToASCII(host)
	if err != nil {
		ascii = strings.ToLower(host) // underscores, which the standard allows
	}
	if ascii == "" || strings.ContainsAny(ascii, " \t<>^|%[]\"\\`{}") {
		return "", false
	}
	return ascii + port, true
}

// dotless resolves "." and ".." in a path, which begins with a slash.
func dotless(path string) string {
	path = strings.ReplaceAll(path, "\\", "/")
	if path == "" {
		return "/"
	}
	if !strings.Contains(path, "/.") {
		return path
	}
	var out []string
	segments := strings.Split(path[1:], "/")
	for i, segment := range segments {
		last := i == len(segments)-1
		switch segment {
		case ".":
			if last {
				out = append(out, "")
			}
		case "..":
			if len(out) > 0 {
				out = out[:len(out)-1]
			}
			if last {
				out = append(out, "")
			}
		default:
			out = append(out, segment)
		}
	}
	return "/" + strings.Join(out, "/")
}

// percent encodes control characters, what is beyond ASCII, and set.
func percent(s, set string) string {
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c >= 0x7f || strings.IndexByte(set, c) >= 0 {
			b.WriteByte('%')
			b.WriteByte(digits[c>>4])
			b.WriteByte(digits[c&15])
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

// cleanURL is an address as it is displayed: no scheme, no slash at the end.
func cleanURL(url string) string {
	url = strings.ReplaceAll(strings.ReplaceAll(url, "https://", ""), "http://", "")
	return strings.TrimSuffix(url, "/")
}
