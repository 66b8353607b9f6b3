package run

import "sonde/internal/sqltext"

// NeedsScanLeave names the table that a statement would read as a whole over a
// connection that is billed by the scan, where the user is to be asked before;
// empty where it may be sent.
func NeedsScanLeave(c *Connection, sql string) (table string) {
	if !c.Driver.Billed || !c.Config.Bool("confirm_scans") {
		return ""
	}
	return sqltext.ForName(c.Dialect()).Scans(sql)
}
