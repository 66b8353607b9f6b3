package scenes

// connected waits until the service is open.
func (s *stage) connected() {
	s.t.Helper()
	s.WaitText("● service")
}

func downloading(s *stage) {
	s.connected()
	s.query("STREAM page, visits FROM wikipedia")
	s.WaitText("downloading", "1,000 rows")
}

func waiting(s *stage) {
	s.connected()
	s.query("RETRY count(*) FROM wikipedia")
	s.WaitText("waiting", "Too many requests")
}

func downloaded(s *stage) {
	s.connected()
	s.query("DONE page FROM wikipedia")
	s.WaitText("✓ done", "rows_read")
	s.unnoticed("The answer came from a cache.")
}

func detailed(s *stage) {
	downloaded(s)
	s.Press("alt+3", "d")
	s.WaitText("Run details", "y copy")
}

func asked(s *stage) {
	s.connected()
	s.query("SELECT page, sum(visits) FROM wikipedia\nWHERE day >= :from AND day < :until AND page LIKE :page AND token = :token\nGROUP BY page")
	s.WaitText("Parameters")
	s.Type("2024-01-01")
	s.Press("right")
	s.Type("DATE")
	s.Press("down", "left", "ctrl+n", "down", "down")
	s.Type("sesame")
	s.Press("up")
	s.Type("Main%")
	s.WaitText("NULL", "Main%", "••••••")
}

func connecting(s *stage) {
	s.connected()
	s.Press("alt+1", "n")
	s.WaitText("New connection", "Web service")
	s.Type("web")
	s.Press("enter")
	s.WaitText("Ctrl+T test")
	s.Type("wikipedia")
	s.Press("down", "ctrl+n", "down")
	s.Type("ann")
	s.Press("down")
	s.Type("${env:WIKI_PASSWORD}")
	s.Press("up", "up", "ctrl+n")
	s.WaitText("api.eu.example.com", "${env:WIKI_PASSWORD}")
}

func noCurl(s *stage) {
	s.ready()
	s.Press("ctrl+p")
	s.WaitText("Commands")
	s.Type("curl")
	s.WaitText("has no requests that curl could send")
}
