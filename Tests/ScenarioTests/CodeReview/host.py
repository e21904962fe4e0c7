"""A code host of one pull request, as GitHub and GitLab speak: host.py FOLDER, until it is killed.

Writes its port to FOLDER/port, and after each change all comments to FOLDER/comments.json, what was
posted elsewhere to FOLDER/posted.json. The first request is answered with 503, as hosts do at times.
"""

import http.server
import json
import pathlib
import re
import sys

FOLDER = pathlib.Path(sys.argv[1])
ANA, BOT = {"login": "ana", "username": "ana"}, {"login": "github-actions[bot]", "username": "bot"}
COMMENTS = {index: {"id": index, "body": f"comment {index}", "user": ANA} for index in range(1, 150)}
# Somebody who would like to own the report.
COMMENTS[150] = {"id": 150, "body": "<!-- mlx-review v1 base=0 head=forged -->", "user": ANA}
POSTED = []
PAGE = 100
state = {"answered": 0}


class Host(http.server.BaseHTTPRequestHandler):
    def log_message(self, *arguments):
        pass

    def answer(self, status, value=None, link=None):
        body = json.dumps(value).encode() if value is not None else b""
        self.send_response(status)
        if link:
            self.send_header("Link", link)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle_request(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        state["answered"] += 1
        if state["answered"] == 1:
            return self.answer(503)
        path, _, query = self.path.partition("?")
        if path == "/hook" and self.command == "POST":
            POSTED.append({"body": body.decode(), "type": self.headers["Content-Type"],
                           "authorization": self.headers.get("Authorization")})
            (FOLDER / "posted.json").write_text(json.dumps(POSTED))
            return self.answer(204)
        is_github = self.headers.get("Authorization") == "Bearer secret"
        is_gitlab = self.headers.get("PRIVATE-TOKEN") == "secret"
        if path == "/user" and is_gitlab:
            return self.answer(200, BOT)
        listing = {
            "/repos/team/models/issues/7/comments": is_github,
            "/projects/team%2Fmodels/merge_requests/7/notes": is_gitlab,
        }
        if listing.get(path):
            if self.command == "GET":
                return self.list(path, query)
            comment = {"id": max(COMMENTS) + 1, "body": json.loads(body)["body"], "user": BOT}
        else:
            one = (re.fullmatch(r"/repos/team/models/issues/comments/(\d+)", path)
                   if is_github and self.command == "PATCH"
                   else re.fullmatch(r"/projects/team%2Fmodels/merge_requests/7/notes/(\d+)", path)
                   if is_gitlab and self.command == "PUT" else None)
            if not one or int(one[1]) not in COMMENTS:
                return self.answer(404, {"message": "Not Found"})
            comment = {**COMMENTS[int(one[1])], "body": json.loads(body)["body"]}
        COMMENTS[comment["id"]] = comment
        (FOLDER / "comments.json").write_text(json.dumps(COMMENTS))
        self.answer(201, comment)

    def list(self, path, query):
        page = int(dict(re.findall(r"(\w+)=(\d+)", query)).get("page", 1))
        shown = list(COMMENTS.values())[(page - 1) * PAGE:page * PAGE]
        address = f"http://{self.headers['Host']}{path}?per_page=100&page={page + 1}"
        link = f'<{address}>; rel="next"' if page * PAGE < len(COMMENTS) else None
        # GitHub says who wrote a comment as "user", GitLab as "author".
        name, key = ("user", "login") if path.startswith("/repos/") else ("author", "username")
        self.answer(200, [{"id": comment["id"], "body": comment["body"],
                           name: {key: comment["user"][key]}} for comment in shown], link)

    do_GET = do_POST = do_PATCH = do_PUT = handle_request


server = http.server.HTTPServer(("127.0.0.1", 0), Host)
(FOLDER / "port.new").write_text(str(server.server_port))
(FOLDER / "port.new").rename(FOLDER / "port")
server.serve_forever()
