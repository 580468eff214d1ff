package problem_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/bespoke-cv/bespoke/problem"
)

// A problem is a handler: it answers with itself.
func ExampleNew() {
	busy := problem.New(problem.Unavailable, "the queue is full; try again").RetryAfter(20 * time.Second)
	answer := httptest.NewRecorder()
	busy.ServeHTTP(answer, httptest.NewRequest(http.MethodPost, "/applications", http.NoBody))
	fmt.Println(answer.Code, answer.Header().Get("Content-Type"), answer.Header().Get("Retry-After"))
	fmt.Println(answer.Body)
	fmt.Println(problem.NotFound.Status(), problem.Full.Status())
	// Output:
	// 503 application/problem+json 20
	// {"type":"tag:github.com,2026:bespoke-cv/bespoke/problem/unavailable","title":"Not available now","status":503,"detail":"the queue is full; try again"}
	//
	// 404 507
}
