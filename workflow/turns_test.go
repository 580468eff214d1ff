package workflow

import (
	"context"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestFewRunsBeginAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := newTurns(Limits{PerUser: 1, PerWorker: 100}, false)
		few := 2 * runtime.GOMAXPROCS(0)
		type begun struct {
			number   int
			giveBack func()
		}
		given := make(chan begun, 100)
		for i := range 3 * few {
			go func() {
				giveBack, err := turns.take(t.Context(), uuid.New())
				assert.NoError(t, err)
				given <- begun{i, giveBack}
			}()
			synctest.Wait() // each stands behind the one before
		}
		assert.Len(t, given, few)
		first := <-given
		assert.Less(t, first.number, few, "who came first begins first")
		first.giveBack()
		synctest.Wait()
		assert.Len(t, given, few, "who ends lets the next begin")
		time.Sleep(ordinary)
		synctest.Wait()
		assert.Len(t, given, 2*few, "who takes long makes room, and keeps its turn")
		time.Sleep(ordinary)
		synctest.Wait()
		assert.Len(t, given, 3*few-1)
		for i := range len(given) {
			next := <-given
			assert.Equal(t, i < few-1, next.number < few, "the first to come, then the others")
			next.giveBack()
		}
		assert.Zero(t, turns.total)
		assert.Zero(t, turns.begun)
		assert.Empty(t, turns.running)
	})
}

func TestRunsBeginInTheOrderOfTheirComing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := newTurns(Limits{PerUser: 1, PerWorker: 1}, false)
		var order []int // each gives its turn back before the next begins
		for i := range 20 {
			go func() {
				giveBack, err := turns.take(t.Context(), uuid.New())
				assert.NoError(t, err)
				order = append(order, i)
				time.Sleep(time.Millisecond)
				giveBack()
			}()
			synctest.Wait()
		}
		time.Sleep(time.Second)
		synctest.Wait()
		assert.IsIncreasing(t, order)
		assert.Len(t, order, 20)
	})
}

func TestAUsersRunsWaitForEachOtherAndForNobodyElse(t *testing.T) {
	turns := newTurns(Limits{PerUser: 1, PerWorker: 100}, false)
	one, other := uuid.New(), uuid.New()
	giveBack, err := turns.take(t.Context(), one)
	require.NoError(t, err)
	hurry, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	_, err = turns.take(hurry, one)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	_, err = turns.take(t.Context(), other)
	require.NoError(t, err)
	giveBack()
	_, err = turns.take(t.Context(), one)
	require.NoError(t, err)
}
