package tinybird

import (
	"cmp"
	"context"
	"fmt"

	"sonde/connectors"
)

// Pipes lists the pipes that the token may read.
func (c *Conn) Pipes(ctx context.Context) ([]connectors.Pipe, error) {
	pipes, err := c.pipes(ctx, true)
	if err != nil {
		return nil, err
	}
	if len(pipes) == 0 {
		return nil, c.mayListAll(ctx, groupPipes)
	}
	out := make([]connectors.Pipe, len(pipes))
	for i, p := range pipes {
		out[i] = p.public()
	}
	return out, nil
}

// PipeStatement returns the statement that asks the endpoint of a pipe.
func (c *Conn) PipeStatement(p connectors.Pipe, format, sql string) string {
	return endpointText(p, cmp.Or(format, c.defaults[optionFormat]), sql)
}

func (p pipe) public() connectors.Pipe {
	out := connectors.Pipe{Name: p.Name, Type: p.kind(), Comment: p.Description}
	if p.Endpoint != nil {
		out.Formats = pipeFormats
	}
	for _, q := range p.params() {
		known := connectors.PipeParam{Name: q.Name, Type: q.Type, Comment: q.Description, Required: q.Required}
		if q.Default != nil {
			known.Default, known.HasDefault = fmt.Sprint(q.Default), true
		}
		out.Params = append(out.Params, known)
	}
	for _, n := range p.Nodes {
		step := connectors.PipeNode{Name: n.Name, SQL: n.SQL, Published: p.Endpoint != nil && n.ID == *p.Endpoint}
		if n.Description != nil {
			step.Comment = *n.Description
		}
		out.Nodes = append(out.Nodes, step)
	}
	return out
}
