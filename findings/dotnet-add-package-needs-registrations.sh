#!/bin/sh
# .NET SDK 10.0.401: `dotnet add package` against a feed that `dotnet restore` is content with ends in a null reference.
#
# Expected: a V3 feed that has the one resource which restoring needs (PackageBaseAddress/3.0.0: versions, .nuspec, .nupkg) serves `dotnet add package NAME` too, or is told what
# it lacks.
# Seen: `dotnet restore` of a written PackageReference works; `dotnet add package` prints "Object reference not set to an instance of an object." and ends with code 1. With a
# RegistrationsBaseUrl in the index it works, though the registration says nothing that the other resource had not.
#
# Output seen:
#   restore: works
#   add package, no registrations: null reference
#   add package, with registrations: works
# Needs the .NET SDK, python3. The feed is on loopback and holds one package that the SDK itself packs.
set -eu
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
cd "$work"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 NUGET_PACKAGES="$work/packages" DOTNET_CLI_UI_LANGUAGE=en
dotnet new classlib -n Small.Thing -o lib --no-restore >/dev/null
mkdir feed app
cat > nuget.config <<'XML'
<configuration><packageSources><clear /></packageSources></configuration>
XML
dotnet pack lib -o feed -p:Version=1.2.3 -v q >/dev/null
cat > server.py <<'PY'
import http.server, json, os, zipfile

feed = os.path.join(os.getcwd(), "feed", "Small.Thing.1.2.3.nupkg")
with zipfile.ZipFile(feed) as package:
    nuspec = package.read("Small.Thing.nuspec")

class Feed(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        base = "http://" + self.headers["host"]
        flat = [{"@id": base + "/flat/", "@type": "PackageBaseAddress/3.0.0"}]
        entry = {"@id": base + "/e", "id": "Small.Thing", "version": "1.2.3", "listed": True, "packageContent": base + "/flat/small.thing/1.2.3/small.thing.1.2.3.nupkg"}
        leaf = {"@id": base + "/l", "catalogEntry": entry, "packageContent": entry["packageContent"]}
        answers = {
            "/plain.json": {"version": "3.0.0", "resources": flat},
            "/whole.json": {"version": "3.0.0", "resources": flat + [{"@id": base + "/reg/", "@type": kind} for kind in ("RegistrationsBaseUrl", "RegistrationsBaseUrl/3.6.0")]},
            "/flat/small.thing/index.json": {"versions": ["1.2.3"]},
            "/reg/small.thing/index.json": {"count": 1, "items": [{"@id": base + "/p", "count": 1, "lower": "1.2.3", "upper": "1.2.3", "items": [leaf]}]},
        }
        path = self.path.split("?")[0]
        body = (json.dumps(answers[path]).encode() if path in answers else nuspec if path.endswith(".nuspec") else open(feed, "rb").read() if path.endswith(".nupkg") else None)
        self.send_response(404 if body is None else 200)
        self.send_header("content-length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *arguments):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Feed)
with open("port.new", "w") as file:
    file.write(str(server.server_port))
os.rename("port.new", "port")
server.serve_forever()
PY
python3 server.py &
server=$!
until [ -s port ]; do sleep 0.1; done
project() { # index
  rm -rf app packages
  mkdir app
  cat > app/app.csproj <<XML
<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework><NuGetAudit>false</NuGetAudit></PropertyGroup></Project>
XML
  cat > app/nuget.config <<XML
<configuration><packageSources><clear /><add key="here" value="http://127.0.0.1:$(cat port)/$1" allowInsecureConnections="true" protocolVersion="3" /></packageSources></configuration>
XML
}
verdict() { # log
  if grep -q 'Object reference not set' "$1"; then echo 'null reference'; else cat "$1" >&2; echo 'fails otherwise'; fi
}
project plain.json
sed -i 's|</Project>|<ItemGroup><PackageReference Include="Small.Thing" Version="1.2.3" /></ItemGroup></Project>|' app/app.csproj
restore=$(cd app && if dotnet restore > ../log 2>&1; then echo works; else verdict ../log; fi)
project plain.json
plain=$(cd app && if dotnet add package Small.Thing > ../log 2>&1; then echo works; else verdict ../log; fi)
project whole.json
whole=$(cd app && if dotnet add package Small.Thing > ../log 2>&1; then echo works; else verdict ../log; fi)
echo "restore: $restore"
echo "add package, no registrations: $plain"
echo "add package, with registrations: $whole"
[ "$restore" = works ] && [ "$plain" = 'null reference' ] && [ "$whole" = works ]
