package storetest

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/storage"
)

// RunBlobs runs the suite of storage.Blobs, with users of its own.
func RunBlobs(t *testing.T, open func(t *testing.T) storage.Blobs) {
	blobs := open(t)
	ctx := t.Context()
	pdf := []byte("%PDF-1.7\n\x00\xff binary")

	t.Run("bytes come back and are replaced whole", func(t *testing.T) {
		user := NewUser()
		require.NoError(t, blobs.Put(ctx, user, "a/b.pdf", pdf))
		got, err := blobs.Get(ctx, user, "a/b.pdf")
		require.NoError(t, err)
		assert.Equal(t, pdf, got)
		require.NoError(t, blobs.Put(ctx, user, "a/b.pdf", []byte("short")))
		got, err = blobs.Get(ctx, user, "a/b.pdf")
		require.NoError(t, err)
		assert.Equal(t, "short", string(got))
		address, err := blobs.URL(ctx, user, "a/b.pdf", time.Minute)
		require.NoError(t, err)
		assert.Contains(t, address, "://")
		require.NoError(t, blobs.Ping(ctx))
	})
	t.Run("what is deleted or never was is not found", func(t *testing.T) {
		user := NewUser()
		require.NoError(t, blobs.Put(ctx, user, "gone.pdf", pdf))
		require.NoError(t, blobs.Delete(ctx, user, "gone.pdf"))
		require.NoError(t, blobs.Delete(ctx, user, "gone.pdf"), "deleting twice is fine")
		for _, name := range []string{"gone.pdf", "never.pdf"} {
			_, err := blobs.Get(ctx, user, name)
			assert.ErrorIs(t, err, storage.ErrNotFound)
			_, err = blobs.URL(ctx, user, name, time.Minute)
			assert.ErrorIs(t, err, storage.ErrNotFound)
		}
	})
	t.Run("a list names what is there, whole and sorted", func(t *testing.T) {
		user := NewUser()
		all, err := blobs.List(ctx, user)
		require.NoError(t, err)
		assert.Empty(t, all)
		for _, name := range []string{"z.png", "cv_1/2/3.pdf", "a.pdf", "answers/x.json", "gone.pdf"} {
			require.NoError(t, blobs.Put(ctx, user, name, pdf))
		}
		require.NoError(t, blobs.Delete(ctx, user, "gone.pdf"))
		all, err = blobs.List(ctx, user)
		require.NoError(t, err)
		require.Len(t, all, 4)
		for i, name := range []string{"a.pdf", "answers/x.json", "cv_1/2/3.pdf", "z.png"} {
			assert.Equal(t, name, all[i].Name)
			assert.EqualValues(t, len(pdf), all[i].Size)
			assert.WithinDuration(t, time.Now(), all[i].At, time.Minute)
		}
		stranger := NewUser()
		all, err = blobs.List(ctx, stranger)
		require.NoError(t, err)
		assert.Empty(t, all)
		require.NoError(t, storage.EraseBlobs(ctx, blobs, stranger))
		require.NoError(t, storage.EraseBlobs(ctx, blobs, user))
		all, err = blobs.List(ctx, user)
		require.NoError(t, err)
		assert.Empty(t, all)
	})
	t.Run("a name belongs to one user", func(t *testing.T) {
		owner, stranger := NewUser(), NewUser()
		require.NoError(t, blobs.Put(ctx, owner, "mine.pdf", pdf))
		_, err := blobs.Get(ctx, stranger, "mine.pdf")
		assert.ErrorIs(t, err, storage.ErrNotFound)
		require.NoError(t, blobs.Put(ctx, stranger, "mine.pdf", []byte("theirs")))
		require.NoError(t, blobs.Delete(ctx, stranger, "mine.pdf"))
		got, err := blobs.Get(ctx, owner, "mine.pdf")
		require.NoError(t, err)
		assert.Equal(t, pdf, got)
	})
	t.Run("bad names and sizes are refused", func(t *testing.T) {
		user := NewUser()
		for _, name := range []string{
			"", "/etc/passwd", "../x", "a/../../x", "a//b", "a/", ".hidden", "a/.b", `a\b`, "ü.pdf", "a b", "a\x00b", "a\nb",
			string(bytes.Repeat([]byte("a"), 201)), "C:/x", NewUser().String() + "/../" + user.String(),
		} {
			assert.ErrorIs(t, blobs.Put(ctx, user, name, pdf), storage.ErrInvalid, "%q", name)
			_, err := blobs.Get(ctx, user, name)
			assert.ErrorIs(t, err, storage.ErrInvalid, "%q", name)
			_, err = blobs.URL(ctx, user, name, time.Minute)
			assert.ErrorIs(t, err, storage.ErrInvalid, "%q", name)
			assert.ErrorIs(t, blobs.Delete(ctx, user, name), storage.ErrInvalid, "%q", name)
		}
		assert.ErrorIs(t, blobs.Put(ctx, user, "empty.pdf", nil), storage.ErrInvalid)
		assert.ErrorIs(t, blobs.Put(ctx, user, "big.pdf", make([]byte, storage.MaxBlob+1)), storage.ErrInvalid)
		_, err := blobs.Get(ctx, user, "big.pdf")
		assert.ErrorIs(t, err, storage.ErrNotFound)
	})
	t.Run("concurrent writers leave one whole blob", func(t *testing.T) {
		user := NewUser()
		contents := map[string]bool{}
		var group sync.WaitGroup
		for i := range 6 {
			data := bytes.Repeat(fmt.Appendf(nil, "%d", i), 100_000+i)
			contents[string(data)] = true
			group.Go(func() { assert.NoError(t, blobs.Put(ctx, user, "same.pdf", data)) })
		}
		group.Wait()
		got, err := blobs.Get(ctx, user, "same.pdf")
		require.NoError(t, err)
		assert.True(t, contents[string(got)], "a mix of %d bytes", len(got))
	})
	t.Run("a cancelled context writes nothing", func(t *testing.T) {
		user := NewUser()
		cancelled, cancel := context.WithCancel(ctx)
		cancel()
		assert.ErrorIs(t, blobs.Put(cancelled, user, "a.pdf", pdf), context.Canceled)
		_, err := blobs.Get(ctx, user, "a.pdf")
		assert.ErrorIs(t, err, storage.ErrNotFound)
	})
}
