#!/usr/bin/env python3
"""Put a report of 'mlx review --format md' where reviewers see it.

    comment.py REPORT --github OWNER/NAME --pull NUMBER      one comment on a pull request
    comment.py REPORT --gitlab PROJECT --merge-request IID   one note on a merge request
    comment.py REPORT --url URL                              the report as the body of a POST

A comment that is there already, found by its first line and its author, is changed in its place. The author
is REVIEW_AUTHOR; else "github-actions[bot]", or at GitLab whoever the token is of. The token is read
from GITHUB_TOKEN, GITLAB_TOKEN or REVIEW_TOKEN; the hosts' addresses from GITHUB_API_URL and CI_API_V4_URL.
Only Python's standard library is needed.
"""

import argparse
import json
import os
import pathlib
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

MARKER = "<!-- mlx-review v1 "


def call(method, url, headers, body=None, content_type="application/json"):
    """The JSON of an answer, and the address of the next page. Tries again where the host is to blame."""
    for attempt in range(4):
        request = urllib.request.Request(url, data=body, method=method)
        request.add_header("User-Agent", "mlx-review")
        if body is not None:
            request.add_header("Content-Type", content_type)
        for name, value in headers.items():
            request.add_header(name, value)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                text = answer.read()
                return (json.loads(text) if text.strip().startswith((b"{", b"[")) else None,
                        next_page(answer.headers.get("Link", "")))
        except urllib.error.HTTPError as error:
            if error.code < 500 and error.code != 429 or attempt == 3:
                sys.exit(f"error: {method} {url}: {error.code} {error.reason}")
        except urllib.error.URLError as error:
            if attempt == 3:
                sys.exit(f"error: {method} {url}: {error.reason}")
        time.sleep(float(os.environ.get("REVIEW_RETRY_SECONDS", 2)) * 2**attempt)


def next_page(link):
    """The URL of rel="next" in a Link header; None on the last page."""
    for part in link.split(","):
        address, _, relation = part.partition(";")
        if 'rel="next"' in relation:
            return address.strip().strip("<>")
    return None


def put(listing, of_comment, update, headers, report, author):
    """Changes the comment of this author that holds an earlier report, or adds one. A comment of anybody
    else that looks like a report stays what it is: others can edit theirs."""
    page = listing + "?per_page=100"
    while page:
        comments, page = call("GET", page, headers)
        for comment in comments:
            writer = comment.get("user") or comment.get("author") or {}
            name = writer.get("login") or writer.get("username")
            if name == author and (comment.get("body") or "").startswith(MARKER):
                call(update, of_comment(comment["id"]), headers, encoded(report))
                return "changed"
    call("POST", listing, headers, encoded(report))
    return "added"


def encoded(report):
    return json.dumps({"body": report}).encode()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("report", type=pathlib.Path)
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument("--github", metavar="OWNER/NAME")
    place.add_argument("--gitlab", metavar="PROJECT")
    place.add_argument("--url")
    parser.add_argument("--pull", type=int, metavar="NUMBER")
    parser.add_argument("--merge-request", type=int, metavar="IID")
    arguments = parser.parse_args()
    report = arguments.report.read_text(encoding="utf-8")
    if not report.startswith(MARKER):
        sys.exit(f"error: '{arguments.report}' is no report of 'mlx review --format md'")

    if arguments.github:
        if arguments.pull is None:
            parser.error("--github needs --pull")
        api = os.environ.get("GITHUB_API_URL", "https://api.github.com")
        root = f"{api}/repos/{arguments.github}/issues"
        headers = {"Authorization": f"Bearer {os.environ.get('GITHUB_TOKEN', '')}",
                   "Accept": "application/vnd.github+json"}
        author = os.environ.get("REVIEW_AUTHOR", "github-actions[bot]")
        done = put(f"{root}/{arguments.pull}/comments", lambda id: f"{root}/comments/{id}", "PATCH",
                   headers, report, author)
    elif arguments.gitlab:
        if arguments.merge_request is None:
            parser.error("--gitlab needs --merge-request")
        api = os.environ.get("CI_API_V4_URL", "https://gitlab.com/api/v4")
        project = urllib.parse.quote(arguments.gitlab, safe="")
        notes = f"{api}/projects/{project}/merge_requests/{arguments.merge_request}/notes"
        headers = {"PRIVATE-TOKEN": os.environ.get("GITLAB_TOKEN", "")}
        author = os.environ.get("REVIEW_AUTHOR") or call("GET", f"{api}/user", headers)[0]["username"]
        done = put(notes, lambda id: f"{notes}/{id}", "PUT", headers, report, author)
    else:
        token = os.environ.get("REVIEW_TOKEN")
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        call("POST", arguments.url, headers, report.encode(), "text/markdown; charset=utf-8")
        done = "posted"
    print(f"{done} the report of {arguments.report}")


if __name__ == "__main__":
    main()
