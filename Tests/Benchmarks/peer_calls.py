"""The two peers that are Python packages without a program, called as a program would be.

    python3 peer_calls.py oxen init | status | commit PATH BRANCH | checkout BRANCH | restore PATH
    python3 peer_calls.py xet put PATH INDEX | get INDEX
"""
import json
import os
import sys


def oxen_call(verb, words):
    import oxen

    here = os.getcwd()
    if verb == "init":
        from oxen.user import config_user

        os.makedirs(os.path.expanduser("~/.config/oxen"), exist_ok=True)
        config_user("bench", "bench@example.com")
        oxen.init(here)
        return
    repository = oxen.Repo(here)
    if verb == "commit":
        path, branch = words
        # A branch a version, since its checkout takes branches. The first commit makes the first one.
        if branch != "v1":
            repository.checkout(branch, create=True)
        repository.add(os.path.join(here, path))
        repository.commit(branch)
        if branch == "v1":
            repository.checkout(branch, create=True)
    elif verb == "status":
        print(repository.status())
    elif verb == "checkout":
        repository.checkout(words[0])
    elif verb == "restore":
        repository.restore(words[0])


def files_of(path):
    if os.path.isfile(path):
        return [path]
    return [os.path.join(folder, name) for folder, _, names in os.walk(path) for name in sorted(names)]


def xet_call(verb, words):
    import hf_xet

    store = os.path.abspath(".xet")
    os.makedirs(store, exist_ok=True)
    session, endpoint = hf_xet.XetSession(), f"local://{store}"
    if verb == "put":
        path, index = words
        upload = session.new_upload_commit(endpoint=endpoint)
        begun = [(name, upload.start_upload_file(name, hf_xet.SKIP_SHA256)) for name in files_of(path)]
        upload.wait_to_finish()
        found = {}
        for name, handle in begun:
            result = handle.result()
            info = getattr(result, "xet_info", result)
            found[name] = (info.hash, info.file_size)
        with open(index, "w") as file:
            json.dump(found, file)
    elif verb == "get":
        download = session.new_file_download_group(endpoint=endpoint)
        with open(words[0]) as file:
            found = json.load(file)
        for name, (digest, size) in found.items():
            os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
            download.start_download_file(hf_xet.XetFileInfo(digest, size), name)
        download.wait_to_finish()


if __name__ == "__main__":
    {"oxen": oxen_call, "xet": xet_call}[sys.argv[1]](sys.argv[2], sys.argv[3:])
