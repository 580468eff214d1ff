package tools

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/google/uuid"
	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/bespoke-cv/bespoke/atomicfile"
	"github.com/bespoke-cv/bespoke/storage"
)

// output is a file that a caller asks for by output_path.
type output struct {
	path       string
	data       []byte
	extensions []string // the path must end in one of them
}

// yamlExtensions are those of a CV.
var yamlExtensions = []string{".yaml", ".yml"}

// outputs are the SHA-256 of the last files that were written for callers. Whose is
// forgotten is no longer replaced, but for what a row tells of.
type outputs struct {
	once sync.Once
	sums *lru.Cache[[sha256.Size]byte, struct{}]
}

// keptOutputs are as many as a person writes in weeks, in half a megabyte.
const keptOutputs = 4096

func (o *outputs) open() *lru.Cache[[sha256.Size]byte, struct{}] {
	o.once.Do(func() { o.sums, _ = lru.New[[sha256.Size]byte, struct{}](keptOutputs) }) // the error is a size below 1
	return o.sums
}

func (o *outputs) add(sum [sha256.Size]byte) { o.open().Add(sum, struct{}{}) }

func (o *outputs) has(sum [sha256.Size]byte) bool { return o.open().Contains(sum) }

// fileOf is where a CV was read from, "" for one that came as text.
func fileOf(row storage.CV) string {
	if row.File == "" {
		return ""
	}
	return filepath.Join(row.Dir, row.File)
}

// maxOutput bounds what is read of a file to tell whether bespoke made it. No
// CV and no PDF of one comes near.
const maxOutput = 64 << 20

// writeOut puts files into the roots, each of them whole or not at all, and none
// when one is refused. It gives where they are.
//
// The tools are annotated as destroying nothing, so a file that is there
// already is replaced only when it holds what bespoke made, byte for byte: the
// user's own files stay, and so does what was made here and edited since. base
// is the CV that is worked on, "" for none; its refusal is told by its name.
func (b *Toolbox) writeOut(ctx context.Context, owner uuid.UUID, base string, files ...output) ([]string, error) {
	targets := make([]string, len(files))
	for i, file := range files {
		var err error
		if targets[i], err = b.target(ctx, file); err != nil {
			return nil, err
		}
		if same(targets[i], base) {
			return nil, fmt.Errorf("output_path: %s is the base CV, which is never overwritten: choose another name", file.path)
		}
		if err := b.mayReplace(ctx, owner, targets[i], file.data); err != nil {
			return nil, fmt.Errorf("output_path: %w", err)
		}
	}
	for i, file := range files {
		if err := atomicfile.Write(targets[i], file.data, 0o644); err != nil {
			return nil, fmt.Errorf("output_path: %w", err)
		}
		b.outputs.add(sha256.Sum256(file.data))
	}
	return targets, nil
}

// target is the place of a file inside the roots, with the links of its folder
// followed.
func (b *Toolbox) target(ctx context.Context, file output) (string, error) {
	root, name, err := b.locate(ctx, "output_path", file.path)
	if err != nil {
		return "", err
	}
	if !slices.Contains(file.extensions, strings.ToLower(filepath.Ext(name))) {
		return "", fmt.Errorf("output_path: %s should end in %s", file.path, strings.Join(file.extensions, " or "))
	}
	target := filepath.Join(root, name)
	folder, err := filepath.EvalSymlinks(filepath.Dir(target))
	if err != nil {
		return "", fmt.Errorf("output_path: %w: make the folder first", err)
	}
	if inside, err := filepath.Rel(root, folder); err != nil || !filepath.IsLocal(inside) {
		return "", fmt.Errorf("output_path: %w: %s leads outside %s", errPath, file.path, root)
	}
	return filepath.Join(folder, filepath.Base(target)), nil
}

// errForeign refuses to replace a file that bespoke did not make.
var errForeign = errors.New("holds what bespoke did not make, or was changed since: choose another name, or move that file away")

// mayReplace refuses a place where something lies that bespoke did not make. A
// PDF or a tailored CV is known by its row; what else this process wrote, by its
// sum.
func (b *Toolbox) mayReplace(ctx context.Context, owner uuid.UUID, target string, data []byte) error {
	info, err := os.Lstat(target)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() || info.Size() > maxOutput {
		return fmt.Errorf("%s %w", target, errForeign)
	}
	sum, err := sumOf(target)
	if err != nil {
		return err
	}
	if b.outputs.has(sum) || sum == sha256.Sum256(data) {
		return nil
	}
	made, err := b.Store.Made(ctx, owner, hex.EncodeToString(sum[:]))
	if err != nil {
		return fmt.Errorf("looking up who made %s: %w", target, err)
	}
	if !made {
		return fmt.Errorf("%s %w", target, errForeign)
	}
	return nil
}

func sumOf(path string) (sum [sha256.Size]byte, err error) {
	file, err := os.Open(path)
	if err != nil {
		return sum, err
	}
	defer file.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, io.LimitReader(file, maxOutput)); err != nil {
		return sum, err
	}
	return [sha256.Size]byte(hash.Sum(nil)), nil
}

func same(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	infoA, errA := os.Stat(a)
	infoB, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(infoA, infoB)
}
