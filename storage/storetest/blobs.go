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

// aPDF is what a blob holds.
var aPDF = []byte("%PDF-1.7\n\x00\xff binary")

// RunBlobs runs the suite of storage.Blobs, with users of its own.
func RunBlobs(t *testing.T, open func(t *testing.T) storage.Blobs) {
	blobs := open(t)
	for name, test := range map[string]func(*testing.T, storage.Blobs){
		"bytes come back and are replaced whole":       blobComesBack,
		"what is deleted or never was is not found":    blobIsGone,
		"a list names what is there, whole and sorted": blobsAreListed,
		"a name belongs to one user":                   blobsAreApart,
		"bad names and sizes are refused":              badBlobs,
		"concurrent writers leave one whole blob":      concurrentBlobs,
		"a cancelled context writes nothing":           cancelledBlob,
	} {
		t.Run(name, func(t *testing.T) { test(t, blobs) })
	}
}

func blobComesBack(t *testing.T, blobs storage.Blobs) {
	ctx, user := t.Context(), NewUser()
	require.NoError(t, blobs.Put(ctx, user, "a/b.pdf", aPDF))
	got, err := blobs.Get(ctx, user, "a/b.pdf")
	require.NoError(t, err)
	assert.Equal(t, aPDF, got)
	require.NoError(t, blobs.Put(ctx, user, "a/b.pdf", []byte("short")))
	got, err = blobs.Get(ctx, user, "a/b.pdf")
	require.NoError(t, err)
	assert.Equal(t, "short", string(got))
	address, err := blobs.URL(ctx, user, "a/b.pdf", time.Minute)
	require.NoError(t, err)
	assert.Contains(t, address, "://")
	require.NoError(t, blobs.Ping(ctx))
}

func blobIsGone(t *testing.T, blobs storage.Blobs) {
	ctx, user := t.Context(), NewUser()
	require.NoError(t, blobs.Put(ctx, user, "gone.pdf", aPDF))
	require.NoError(t, blobs.Delete(ctx, user, "gone.pdf"))
	require.NoError(t, blobs.Delete(ctx, user, "gone.pdf"), "deleting twice is fine")
	for _, name := range []string{"gone.pdf", "never.pdf"} {
		_, err := blobs.Get(ctx, user, name)
		assert.ErrorIs(t, err, storage.ErrNotFound)
		_, err = blobs.URL(ctx, user, name, time.Minute)
		assert.ErrorIs(t, err, storage.ErrNotFound)
	}
}

func blobsAreListed(t *testing.T, blobs storage.Blobs) {
	ctx, user := t.Context(), NewUser()
	all, err := blobs.List(ctx, user)
	require.NoError(t, err)
	assert.Empty(t, all)
	for _, name := range []string{"z.png", "cv_1/2/3.pdf", "a.pdf", "answers/x.json", "gone.pdf"} {
		require.NoError(t, blobs.Put(ctx, user, name, aPDF))
	}
	require.NoError(t, blobs.Delete(ctx, user, "gone.pdf"))
	all, err = blobs.List(ctx, user)
	require.NoError(t, err)
	require.Len(t, all, 4)
	for i, name := range []string{"a.pdf", "answers/x.json", "cv_1/2/3.pdf", "z.png"} {
		assert.Equal(t, name, all[i].Name)
		assert.EqualValues(t, len(aPDF), all[i].Size)
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
}

func blobsAreApart(t *testing.T, blobs storage.Blobs) {
	ctx, owner, stranger := t.Context(), NewUser(), NewUser()
	require.NoError(t, blobs.Put(ctx, owner, "mine.pdf", aPDF))
	_, err := blobs.Get(ctx, stranger, "mine.pdf")
	assert.ErrorIs(t, err, storage.ErrNotFound)
	require.NoError(t, blobs.Put(ctx, stranger, "mine.pdf", []byte("theirs")))
	require.NoError(t, blobs.Delete(ctx, stranger, "mine.pdf"))
	got, err := blobs.Get(ctx, owner, "mine.pdf")
	require.NoError(t, err)
	assert.Equal(t, aPDF, got)
}

func badBlobs(t *testing.T, blobs storage.Blobs) {
	ctx, user := t.Context(), NewUser()
	for _, name := range []string{
		"", "/etc/passwd", "../x", "a/../../x", "a//b", "a/", ".hidden", "a/.b", `a\b`, "ü.pdf", "a b", "a\x00b", "a\nb",
		string(bytes.Repeat([]byte("a"), 201)), "C:/x", NewUser().String() + "/../" + user.String(),
	} {
		assert.ErrorIs(t, blobs.Put(ctx, user, name, aPDF), storage.ErrInvalid, "%q", name)
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
}

func concurrentBlobs(t *testing.T, blobs storage.Blobs) {
	ctx, user := t.Context(), NewUser()
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
}

func cancelledBlob(t *testing.T, blobs storage.Blobs) {
	ctx, user := t.Context(), NewUser()
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	assert.ErrorIs(t, blobs.Put(cancelled, user, "a.pdf", aPDF), context.Canceled)
	_, err := blobs.Get(ctx, user, "a.pdf")
	assert.ErrorIs(t, err, storage.ErrNotFound)
}
