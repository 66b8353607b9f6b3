package connectortest

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// Run tests a connector. It looks for goroutines that are left over, and so the
// test that calls it must not be parallel to others.
func Run(t *testing.T, s Source) {
	t.Helper()
	// Only what hangs takes so long: a million rows take a busy machine a minute
	// under the race detector.
	leaking(reporter{t}, func() { run(reporter{t}, s, 3*time.Minute) })
}

// leaking finds goroutines that f has left.
func leaking(t tb, f func()) {
	before := goleak.IgnoreCurrent()
	f()
	if err := goleak.Find(before); err != nil {
		t.Errorf("goroutines are left over: %v", err)
	}
}

// tb is what the suite needs of a testing.T. Its own tests record instead.
type tb interface {
	Logf(format string, args ...any)
	Errorf(format string, args ...any)
	Run(name string, f func(tb)) bool
}

type reporter struct{ *testing.T }

func (r reporter) Run(name string, f func(tb)) bool {
	return r.T.Run(name, func(t *testing.T) { f(reporter{t}) })
}

// test is one test of the suite. Those that break answers need a server.
type test struct {
	name string
	http bool
	run  func(*check)
}

// tests are all but the cases.
var tests = []test{
	{"first batch", true, testFirstBatch},
	{"cut", true, testCut},
	{"clean end", true, testCleanEnd},
	{"end by close", true, testEndByClose},
	{"reset", true, testReset},
	{"content length", true, testContentLength},
	{"gzip", true, testGzip},
	{"drip", true, testDrip},
	{"status", true, testStatus},
	{"web page", true, testWebPage},
	{"redirect", true, testRedirect},
	{"no answer", true, testNoAnswer},
	{"stall", true, testStall},
	{"visible wait", true, testVisibleWait},
	{"sent once", true, testSentOnce},
	{"cancel", false, testCancel},
	{"close", false, testClose},
	{"concurrent", false, testConcurrent},
	{"progress", false, testProgress},
	{"limit", false, testLimit},
	{"catalog", false, testCatalog},
	{"ping", false, testPing},
	{"cancel on server", false, testCanceler},
	{"resume", true, testResume},
	{"curl", true, testCurl},
}

// suite is one run of the tests on one source.
type suite struct {
	Source
	patience time.Duration // how long anything may take before it counts as hanging
	backend  *backend      // nil without a Handler
	ids      atomic.Int64
	truths   truths
}

func run(t tb, source Source, patience time.Duration) {
	s := &suite{Source: source, patience: patience, truths: truths{known: map[Case]*truth{}}}
	s.checkNames(t)
	if s.Handler != nil {
		s.backend = newBackend(s.Handler)
	}
	for _, c := range cases {
		s.test(t, test{name: string(c), run: func(k *check) { testCase(k, c) }})
	}
	for _, test := range tests {
		s.test(t, test)
	}
	if s.backend != nil {
		s.backend.close()
	}
}

// checkNames finds reasons for tests that do not exist, and cases that are
// neither answered nor excused.
func (s *suite) checkNames(t tb) {
	known := map[string]bool{}
	for _, c := range cases {
		known[string(c)] = true
		_, answered := s.Answers[c]
		applies := s.Skip[string(c)] == "" && (c != Endless || s.Handler == nil)
		if applies && !answered {
			t.Errorf("the case %q is not answered, and no reason is given in Skip", c)
		}
	}
	for _, test := range tests {
		known[test.name] = true
	}
	for name := range s.Skip {
		if !known[name] {
			t.Errorf("Skip names %q, which is no test", name)
		}
	}
	if s.Handler != nil && len(s.Secrets) == 0 {
		t.Errorf("Source.Secrets is empty, and so no secret can be looked for")
	}
}

// test runs one test, in a goroutine of its own so that it can be left.
func (s *suite) test(t tb, test test) {
	if test.http && s.Handler == nil || test.name == string(Endless) && s.Handler != nil {
		return
	}
	t.Run(test.name, func(t tb) {
		if reason := s.Skip[test.name]; reason != "" {
			t.Logf("does not apply: %s", reason)
			return
		}
		k := &check{tb: t, suite: s, failures: &atomic.Int64{}}
		var wait sync.WaitGroup
		wait.Go(func() { test.run(k) })
		wait.Wait()
	})
}

// maxFailures is how many failures of one test are reported; the rest say
// nothing new, and are not waited for.
const maxFailures = 5

// check is a test that is under way. Its methods may be called from many
// goroutines.
type check struct {
	tb
	*suite
	what     string
	failures *atomic.Int64
}

func (k *check) Errorf(format string, args ...any) {
	if k.failures.Add(1) <= maxFailures {
		k.tb.Errorf("%s%s", k.what, fmt.Sprintf(format, args...))
	}
}

// fatalf also ends the goroutine, with its deferred calls.
func (k *check) fatalf(format string, args ...any) {
	k.Errorf(format, args...)
	runtime.Goexit()
}

// on names what the failures of a part are about.
func (k *check) on(format string, args ...any) *check {
	part := *k
	part.what += fmt.Sprintf(format, args...) + ": "
	return &part
}

// spread runs f for every i below n on a number of workers, each with a rig of
// its own, and stops early where it is known enough.
func (k *check) spread(n, workers int, f func(g *rig, i int)) {
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(n, workers) {
		wait.Go(func() {
			g := k.open()
			defer g.close()
			for i := int(next.Add(1)) - 1; i < n && k.failures.Load() < maxFailures; i = int(next.Add(1)) - 1 {
				f(g, i)
			}
		})
	}
	wait.Wait()
}
