package dolthub

import (
	"context"
	"net/http"
	"regexp"
	"strings"
)

// user is who a token belongs to.
type user struct {
	name string
	all  bool // may write, and read what is private
}

var authorization = regexp.MustCompile(`(?i)^(?:token|bearer)\s+(\S+)$`)

// caller finds the user of a request; nil where it has no token.
func caller(r *http.Request) (*user, error) {
	header := strings.TrimSpace(r.Header.Get("Authorization"))
	if header == "" {
		return nil, nil
	}
	m := authorization.FindStringSubmatch(header)
	if m == nil || !strings.HasPrefix(m[1], "dhat.v1.") {
		return nil, refused("invalid authorization header")
	}
	switch m[1] {
	case Token:
		return &user{"sandbox", true}, nil
	case GuestToken:
		return &user{"guest", false}, nil
	}
	return nil, refused("no token found for given api token")
}

// repository finds a repository that the user may see, in its present state.
// Private and missing ones are told apart by nobody.
func (s *service) repository(ctx context.Context, owner, name string, u *user) (*repository, error) {
	r := s.repositories[owner+"/"+name]
	if r == nil || r.private && (u == nil || !u.all) {
		return nil, refused("no such repository")
	}
	if err := r.prepare(ctx, s.store); err != nil {
		return nil, err
	}
	return r, r.settle(ctx, s.store)
}

// open finds the repository of a path for the caller.
func (s *service) open(r *http.Request, path []string) (*repository, *user, error) {
	u, err := caller(r)
	if err != nil {
		return nil, nil, err
	}
	repo, err := s.repository(r.Context(), path[2], path[3], u)
	return repo, u, err
}

// openToWrite is open for a caller who has to have a token.
func (s *service) openToWrite(r *http.Request, path []string) (*repository, *user, error) {
	repo, u, err := s.open(r, path)
	switch {
	case err != nil:
		return nil, nil, err
	case u == nil:
		return nil, nil, refused("no authentication")
	case !u.all:
		return nil, nil, refused("permission denied")
	}
	return repo, u, nil
}

func (s *service) user(r *http.Request, _ []string) reply {
	u, err := caller(r)
	if err == nil && u == nil {
		err = refused("no authentication")
	}
	if err != nil {
		return sending(http.StatusBadRequest, document{{"status", "Error"}, {"message", err.Error()}})
	}
	return sending(http.StatusOK, document{{"username", u.name}, {"display_name", ""}, {"email_addresses", []string{}}})
}

// listing answers with what a repository has of one kind.
func (s *service) listing(r *http.Request, path []string, list func(*repository) member) reply {
	about := document{{"database_owner", path[2]}, {"database_name", path[3]}}
	repo, _, err := s.open(r, path)
	if err != nil {
		return sending(http.StatusBadRequest, append(document{{"status", "Error"}, {"message", err.Error()}}, about...))
	}
	return sending(http.StatusOK, append(append(document{{"status", "Success"}}, about...), list(repo)))
}

func (s *service) branches(r *http.Request, path []string) reply {
	return s.listing(r, path, func(repo *repository) member {
		all := []document{}
		for _, b := range repo.branches {
			all = append(all, document{{"branch_name", b.name}})
		}
		return member{"branches", all}
	})
}

func (s *service) tags(r *http.Request, path []string) reply {
	return s.listing(r, path, func(repo *repository) member {
		all := []document{}
		for _, t := range repo.tags {
			all = append(all, document{{"tag_name", t.name}, {"tag_description", ""}, {"commit_id", t.to.hash}})
		}
		return member{"tags", all}
	})
}

// newBranch is the body of a request for a branch.
type newBranch struct {
	RevisionType  string `json:"revisionType"`
	RevisionName  string `json:"revisionName"`
	NewBranchName string `json:"newBranchName"`
}

func (s *service) createBranch(r *http.Request, path []string) reply {
	var wanted newBranch
	repo, _, err := s.openToWrite(r, path)
	if err == nil {
		err = readJSON(r, &wanted)
	}
	if err == nil && (wanted.NewBranchName == "" || find(repo.branches, wanted.NewBranchName) != nil) {
		err = refused("a branch of that name cannot be made")
	}
	if err == nil {
		var at *commit
		if at, err = repo.resolve(wanted.RevisionName); err == nil {
			repo.point(wanted.NewBranchName, at)
		}
	}
	about := document{{"database_owner", path[2]}, {"database_name", path[3]}}
	if err != nil {
		return sending(http.StatusBadRequest, append(document{{"status", "Error"}, {"message", err.Error()}}, about...))
	}
	return sending(http.StatusOK, append(append(document{{"status", "Success"}}, about...), member{"new_branch_name", wanted.NewBranchName}))
}
