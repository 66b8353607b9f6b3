package sqltext

import "strings"

// Dialect is the rules of one source's SQL text. Dialects are constants; get
// one from [ForName].
type Dialect struct {
	name string
	// comments are marks that begin a comment to the end of the line.
	comments []lineComment
	// forms are constructs with an opening and a closing mark, which may span
	// lines. A form whose opening mark begins with another's stands before it.
	// The entry at index 0 stands for plain text.
	forms []form
	// prefixes are words that change how the quote directly behind them reads.
	prefixes []prefix
	// dollarForm is the index of the form for $tag$ quotes; 0: there are none.
	dollarForm uint8
	params     params
	// variables says that @name and @@name are names.
	variables bool
	// blocks says that BEGIN … END and routines hold statements of their own.
	blocks bool
	// unsure says that the server behind the dialect is not known.
	unsure bool
	// folds says that a name with capitals needs quotes to keep them.
	folds bool
	// nameQuote is the mark around names; nameEscape says that a backslash
	// escapes it, rather than the mark itself.
	nameQuote  byte
	nameEscape bool
	// stringEscape says that a backslash in a string must be doubled.
	stringEscape bool

	effects map[string]Effect
	words   map[string]wordClass
	class   [256]class
}

// form is a construct with an opening and a closing mark.
type form struct {
	kind        Kind
	open, close string
	doubled     bool // the closing mark twice stands for itself
	escaped     bool // a backslash takes the next byte with it
	nested      bool // the construct may stand within itself
}

// lineComment is a mark that begins a comment. With blank, it does so only
// before a blank or at the end of the line.
type lineComment struct {
	mark  string
	blank bool
}

// prefix is a word in lower case before a quote, and the form that it makes of
// the quote; 0 leaves the quote as it is.
type prefix struct {
	word string
	form uint8
}

// params says which parameters a dialect has.
type params struct {
	question bool // ? and ?1
	colon    bool // :name
	dollar   bool // $1, $name
	at       bool // @name
	braces   bool // {name:Type}
	operand  bool // :name only where a value may stand
	fold     bool // names are the same in any case
}

// Name is the dialect's name, as [ForName] takes it.
func (d *Dialect) Name() string { return d.name }

// ForName returns the dialect of a name, in any case: "duckdb", "druid",
// "clickhouse", "tinybird", "mysql" (also for Dolt), "athena", "bigquery" or
// "standard". Any other name gives "standard", which is for servers that are
// not known: it reads the quotes of most, and doubts what they would read
// differently.
func ForName(name string) *Dialect {
	if d, ok := dialects[strings.ToLower(name)]; ok {
		return d
	}
	return dialects["standard"]
}

var dialects = buildDialects()

func buildDialects() map[string]*Dialect {
	all := map[string]*Dialect{}
	for _, d := range []*Dialect{
		duckDB(), druid(), clickHouse("clickhouse"), tinybird(), mySQL(), athena(), bigQuery(), standard(),
	} {
		d.words = wordClasses(d.name)
		d.effects = effectsOf(d.name)
		d.class = d.classes()
		all[d.name] = d
	}
	return all
}

var (
	singleQuotes  = form{kind: String, open: "'", close: "'", doubled: true}
	doubleQuotes  = form{kind: QuotedIdentifier, open: `"`, close: `"`, doubled: true}
	backticks     = form{kind: QuotedIdentifier, open: "`", close: "`", doubled: true}
	blockComment  = form{kind: Comment, open: "/*", close: "*/"}
	nestedComment = form{kind: Comment, open: "/*", close: "*/", nested: true}
	dashes        = lineComment{mark: "--"}
	hash          = lineComment{mark: "#"}
)

func escaped(f form) form {
	f.escaped = true
	return f
}

func duckDB() *Dialect {
	return &Dialect{
		name:     "duckdb",
		comments: []lineComment{dashes},
		forms: []form{{}, nestedComment, singleQuotes, doubleQuotes,
			{kind: String, close: "'", doubled: true, escaped: true}, {kind: String}},
		prefixes:   []prefix{{"e", 4}, {"x", 0}, {"b", 0}},
		dollarForm: 5,
		params:     params{question: true, dollar: true, colon: true, operand: true, fold: true},
		nameQuote:  '"',
	}
}

func druid() *Dialect {
	return &Dialect{
		name:      "druid",
		comments:  []lineComment{dashes, {mark: "//"}},
		forms:     []form{{}, blockComment, singleQuotes, doubleQuotes},
		prefixes:  []prefix{{"x", 0}, {"n", 0}},
		params:    params{question: true, colon: true, operand: true},
		nameQuote: '"',
	}
}

func clickHouse(name string) *Dialect {
	return &Dialect{
		name:     name,
		comments: []lineComment{dashes, {mark: "#!"}, {mark: "#", blank: true}},
		forms: []form{{}, nestedComment, escaped(singleQuotes), escaped(doubleQuotes),
			escaped(backticks), {kind: String}},
		prefixes:     []prefix{{"x", 0}, {"b", 0}},
		dollarForm:   5,
		params:       params{braces: true},
		nameQuote:    '`',
		nameEscape:   true,
		stringEscape: true,
	}
}

func tinybird() *Dialect {
	d := clickHouse("tinybird")
	d.forms = append(d.forms,
		form{kind: Template, open: "{{", close: "}}"},
		form{kind: Template, open: "{%", close: "%}"},
		form{kind: Comment, open: "{#", close: "#}"})
	return d
}

func mySQL() *Dialect {
	return &Dialect{
		name:     "mysql",
		comments: []lineComment{{mark: "--", blank: true}, hash},
		forms: []form{{}, blockComment, escaped(singleQuotes),
			{kind: String, open: `"`, close: `"`, doubled: true, escaped: true}, backticks},
		prefixes:     []prefix{{"x", 0}, {"b", 0}, {"n", 0}},
		params:       params{question: true, colon: true},
		variables:    true,
		blocks:       true,
		nameQuote:    '`',
		stringEscape: true,
	}
}

func athena() *Dialect {
	return &Dialect{
		name:      "athena",
		comments:  []lineComment{dashes},
		forms:     []form{{}, blockComment, singleQuotes, doubleQuotes, backticks},
		prefixes:  []prefix{{"x", 0}},
		params:    params{question: true, colon: true, operand: true},
		nameQuote: '"',
	}
}

// bigQuery needs no form of its own for raw strings: a backslash in them keeps
// the quote behind it from closing, as in any other string.
func bigQuery() *Dialect {
	return &Dialect{
		name:     "bigquery",
		comments: []lineComment{dashes, hash},
		forms: []form{{}, blockComment,
			{kind: String, open: "'''", close: "'''", escaped: true},
			{kind: String, open: `"""`, close: `"""`, escaped: true},
			{kind: String, open: "'", close: "'", escaped: true},
			{kind: String, open: `"`, close: `"`, escaped: true},
			{kind: QuotedIdentifier, open: "`", close: "`", escaped: true}},
		prefixes:     []prefix{{"r", 0}, {"b", 0}, {"rb", 0}, {"br", 0}},
		params:       params{question: true, at: true, colon: true, operand: true},
		variables:    true,
		blocks:       true,
		nameQuote:    '`',
		nameEscape:   true,
		stringEscape: true,
	}
}

func standard() *Dialect {
	return &Dialect{
		name:     "standard",
		comments: []lineComment{dashes},
		forms: []form{{}, blockComment, singleQuotes, doubleQuotes, backticks,
			{kind: String, close: "'", doubled: true, escaped: true}, {kind: String}},
		prefixes:   []prefix{{"e", 5}, {"x", 0}, {"b", 0}, {"n", 0}},
		dollarForm: 6,
		params:     params{question: true, colon: true, operand: true},
		variables:  true,
		unsure:     true,
		folds:      true,
		nameQuote:  '"',
	}
}
