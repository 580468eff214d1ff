package font

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
)

// installed returns a family that the machine has. Only file names that begin
// with the family's name are looked at, so that a machine with thousands of
// fonts costs one listing of its folders and no parsing.
func installed(key string) *Family {
	prefix := strings.ReplaceAll(key, " ", "")
	if prefix == "" {
		return nil
	}
	installedMutex.Lock()
	defer installedMutex.Unlock()
	if family, known := installedFamilies[prefix]; known {
		return family
	}
	library := &Library{}
	for _, path := range installedFiles() {
		base := strings.ToLower(strings.ReplaceAll(filepath.Base(path), " ", ""))
		if strings.HasPrefix(base, prefix) {
			_ = library.add(path) // a damaged font of the machine is as good as none
		}
	}
	family := library.own[key]
	installedFamilies[prefix] = family
	return family
}

var (
	installedMutex    sync.Mutex
	installedFamilies = map[string]*Family{}
)

// installedFiles lists the font files in the machine's font folders.
var installedFiles = sync.OnceValue(func() []string {
	var paths []string
	for _, folder := range fontFolders() {
		_ = filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			if err != nil {
				return nil // folders that are not there or not readable hold no fonts
			}
			switch strings.ToLower(filepath.Ext(path)) {
			case ".ttf", ".otf":
				if !entry.IsDir() {
					paths = append(paths, path)
				}
			}
			return nil
		})
	}
	return paths
})

func fontFolders() []string {
	home, _ := os.UserHomeDir()
	switch runtime.GOOS {
	case "windows":
		return []string{
			filepath.Join(os.Getenv("WINDIR"), "Fonts"),
			filepath.Join(os.Getenv("LOCALAPPDATA"), "Microsoft", "Windows", "Fonts"),
		}
	case "darwin":
		return []string{filepath.Join(home, "Library", "Fonts"), "/Library/Fonts", "/System/Library/Fonts"}
	default:
		return []string{
			filepath.Join(home, ".local", "share", "fonts"), filepath.Join(home, ".fonts"),
			"/usr/local/share/fonts", "/usr/share/fonts",
		}
	}
}
