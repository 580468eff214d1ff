package server

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/identity"
)

// endsIn is an identity whose streams end that much from now.
func endsIn(d time.Duration) identity.Identity {
	return identity.Identity{User: uuid.New(), Until: time.Now().Add(d - grace)}
}

func TestAStreamEndsWithItsToken(t *testing.T) {
	ctx, cancel := newOwner(endsIn(20 * time.Millisecond)).bound(t.Context())
	defer cancel()
	<-ctx.Done()
	assert.ErrorIs(t, context.Cause(ctx), errExpired)
}

func TestANewerTokenKeepsAStreamOpen(t *testing.T) {
	start := time.Now()
	of := newOwner(endsIn(20 * time.Millisecond))
	ctx, cancel := of.bound(t.Context())
	defer cancel()
	of.extend(endsIn(200 * time.Millisecond))
	of.extend(endsIn(50 * time.Millisecond)) // an older token takes nothing back
	<-ctx.Done()
	assert.ErrorIs(t, context.Cause(ctx), errExpired)
	assert.GreaterOrEqual(t, time.Since(start), 200*time.Millisecond)
}

func TestWithoutATokenNothingEnds(t *testing.T) {
	ctx, cancel := newOwner(identity.Identity{User: identity.LocalUser}).bound(t.Context())
	require.NoError(t, ctx.Err())
	_, bounded := ctx.Deadline()
	assert.False(t, bounded)
	cancel()
	require.Error(t, ctx.Err())
}

func TestEndedSessionsAreForgotten(t *testing.T) {
	var all owners
	names := &sessionNames{owners: &all, of: newOwner(identity.Identity{User: uuid.New()})}
	name := names.Generate()
	_, err := names.Validate(name)
	require.NoError(t, err)
	all.gone(name) // a stream of it ended, not the session
	_, err = names.Validate(name)
	require.NoError(t, err)
	_, err = names.Terminate(name)
	require.NoError(t, err)
	_, err = names.Validate(name)
	require.Error(t, err)
	assert.Empty(t, all.all)
	assert.Empty(t, all.names)
}

func TestTheOldestSessionGivesWay(t *testing.T) {
	ended := make(chan string, 10)
	all := owners{terminate: func(session string) { ended <- session }}
	user := identity.Identity{User: uuid.New()}
	first := (&sessionNames{owners: &all, of: newOwner(user)}).Generate()
	stream := newOwner(user)
	ctx, cancel := stream.bound(context.WithValue(t.Context(), ownerKey{}, stream))
	defer cancel()
	stream.hangUp = cancel
	second, err := all.newSession(ctx, nil)
	require.NoError(t, err)
	for range maxSessions - 2 {
		(&sessionNames{owners: &all, of: newOwner(user)}).Generate()
	}
	require.NotNil(t, all.find(first))
	(&sessionNames{owners: &all, of: newOwner(user)}).Generate()
	assert.Equal(t, first, <-ended)
	assert.Nil(t, all.find(first))
	require.NoError(t, ctx.Err())
	(&sessionNames{owners: &all, of: newOwner(user)}).Generate()
	<-ctx.Done() // a stream is hung up
	assert.Nil(t, all.find(second))
	assert.Len(t, all.all, maxSessions)
	for range 2 * maxSessions { // who does not log in is alone
		(&sessionNames{owners: &all, of: newOwner(identity.Identity{User: identity.LocalUser})}).Generate()
	}
	assert.Len(t, all.all, 3*maxSessions)
}
