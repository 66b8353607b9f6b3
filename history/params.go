package history

import (
	"context"

	"sonde/connectors"
)

// paramsIndex finds the runs with parameters by their text. There are few of
// them, and it is made when it is first needed.
const paramsIndex = `CREATE INDEX IF NOT EXISTS entries_params ON entries (sql) WHERE params <> 'null' AND params <> '[]'`

// LastParams returns the parameters of the newest run of a text that had any;
// nil where there is none. Values that were not stored are [secrets.Mask].
func (s *Store) LastParams(ctx context.Context, text string) ([]connectors.Param, error) {
	params, err := s.lastParams(ctx, s.clean(text))
	return params, s.failed("the parameters cannot be read", err)
}

func (s *Store) lastParams(ctx context.Context, text string) (params []connectors.Param, err error) {
	if _, err := s.db.ExecContext(ctx, paramsIndex); err != nil && s.readOnly == nil {
		return nil, err
	}
	rows, err := s.db.QueryContext(ctx, `SELECT params FROM entries
		WHERE sql = ? AND params <> 'null' AND params <> '[]' ORDER BY seq DESC`, text)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var stored string
		if err := rows.Scan(&stored); err != nil {
			return nil, err
		}
		// What cannot be read is passed over for an earlier run.
		if params, readable := readPart[connectors.Param](stored); readable {
			return params, nil
		}
	}
	return nil, rows.Err()
}
