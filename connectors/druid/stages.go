package druid

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"sonde/connectors"
	"sonde/internal/httpapi"
)

// report is what the multi-stage engine tells of a task, while it runs and
// afterwards.
type report struct {
	MultiStageQuery struct {
		Payload payload
	}
}

type payload struct {
	Status struct {
		Status      string
		DurationMs  int64
		ErrorReport struct {
			Error struct{ ErrorCode, ErrorMessage string }
		}
	}
	Stages []stage
	// Counters are those of the workers, by stage and worker, by name.
	Counters map[string]map[string]map[string]counter
}

type stage struct {
	StageNumber int
	Definition  struct {
		Input     []struct{ Type string }
		Processor struct{ Type string }
	}
	Phase       string
	WorkerCount int
	Duration    int64
}

// counter counts rows of a channel, by partition, or of the segments made.
type counter struct {
	Rows       []int64
	RowsPushed int64
	Type       string
}

// report asks for the report of a task. The Overlord has it, so a Broker has
// not.
func (c *Conn) report(ctx context.Context, op operation) (payload, error) {
	var r report
	err := c.fetch(ctx, httpapi.Request{Path: tasksPath + httpapi.Path(op.task, "reports")}, &r)
	return r.MultiStageQuery.Payload, err
}

// failure is the error of a task that failed, in its own words.
func (p payload) failure() string { return p.Status.ErrorReport.Error.ErrorMessage }

// lookAtStages shows how far the stages are. A report that is not there yet, or
// may not be seen, is no failure of the task.
func (j *job) lookAtStages(ctx context.Context, op operation) {
	r, err := j.conn.report(ctx, op)
	if err != nil || len(r.Stages) == 0 {
		return
	}
	j.update(r.fill)
}

// fill writes the account of the stages.
func (p payload) fill(to *connectors.Progress) {
	to.Server = []connectors.Stat{{Name: "durationMs", Value: strconv.FormatInt(p.Status.DurationMs, 10)}}
	finished := 0
	to.RowsRead, to.RowsAffected = 0, -1
	for _, s := range p.Stages {
		to.Server = append(to.Server, connectors.Stat{Name: fmt.Sprintf("stage %d", s.StageNumber), Value: p.describe(s)})
		if s.finished() {
			finished++
		}
		read, _ := p.rows(s, s.reads)
		to.RowsRead += read
		if pushed, ok := p.pushed(s); ok {
			to.RowsAffected = max(0, to.RowsAffected) + pushed
		}
	}
	to.Fraction = float64(finished) / float64(len(p.Stages))
}

func (s stage) finished() bool { return s.Phase == "FINISHED" || s.Phase == "RESULTS_READY" }

// reads reports whether a counter is that of an input which is no other stage.
func (s stage) reads(name string) bool {
	n, isInput := strings.CutPrefix(name, "input")
	i, err := strconv.Atoi(n)
	return isInput && err == nil && i < len(s.Definition.Input) && s.Definition.Input[i].Type != "stage"
}

// describe says what a stage does, and how far it is.
func (p payload) describe(s stage) string {
	parts := []string{s.Definition.Processor.Type}
	if s.Phase != "" {
		parts = append(parts, s.Phase)
	}
	if s.WorkerCount > 0 {
		parts = append(parts, fmt.Sprintf("workers %d", s.WorkerCount))
	}
	if n, ok := p.rows(s, func(name string) bool { return strings.HasPrefix(name, "input") }); ok {
		parts = append(parts, fmt.Sprintf("rows in %d", n))
	}
	if n, ok := p.rows(s, func(name string) bool { return name == "output" }); ok {
		parts = append(parts, fmt.Sprintf("rows out %d", n))
	}
	if n, ok := p.pushed(s); ok {
		parts = append(parts, fmt.Sprintf("rows pushed %d", n))
	}
	return strings.Join(parts, ", ")
}

// rows adds up the counters of a stage that are wanted; false where it has none.
func (p payload) rows(s stage, wanted func(name string) bool) (sum int64, found bool) {
	for _, worker := range p.Counters[strconv.Itoa(s.StageNumber)] {
		for name, c := range worker {
			for _, n := range c.Rows {
				if wanted(name) {
					sum, found = sum+n, true
				}
			}
		}
	}
	return sum, found
}

// pushed counts the rows of segments that are done; false where the stage makes
// none.
func (p payload) pushed(s stage) (sum int64, found bool) {
	for _, worker := range p.Counters[strconv.Itoa(s.StageNumber)] {
		if c, ok := worker["segmentGenerationProgress"]; ok {
			sum, found = sum+c.RowsPushed, true
		}
	}
	return sum, found
}
