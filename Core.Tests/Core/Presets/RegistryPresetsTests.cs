using System.Text;
using BotBottle.Core.Hosts;
using BotBottle.Core.Http1;
using BotBottle.Core.Presets;
using BotBottle.Core.Routes;
using FsCheck;
using FsCheck.Fluent;

namespace BotBottle.Core.Tests.Core.Presets;

/// <summary>Requests that install are allowed and requests that publish are refused: those of the real clients, and others that an agent might try.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class RegistryPresetsTests
{
    private static readonly Dictionary<string, RouteTable> Tables =
        RegistryPresets.Names.ToDictionary(name => name, name => new RouteTable(RegistryPresets.Routes(name)!));

    private static readonly string[] Writing = ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "MKCOL", "get", "LINK"];

    private static readonly string[] Pieces =
    [
        "/", "/@scope%2Fname", "-", "/npm/v1/security/advisories/bulk", "/-/npm/v1/security/audits", "/quick", "/-/v1/login", "/-/user/org.couchdb.user:x",
        "/legacy/", "/api/v1/crates", "/new",
        "/o/r", ".git", "/git-upload-pack", "/git-receive-pack", "/info/lfs/objects/batch", "/rust-lang/crates.io-index", "/api/v2/package",
        "/x?service=git-upload-pack", "/graphql", "/gists", "/dist/", "a",
    ];

    [Test]
    public void Each_ecosystem_has_a_preset() =>
        Assert.That(RegistryPresets.Names, Is.EqualTo(new[] { "cargo", "debian", "github", "go", "maven", "npm", "nuget", "pypi" }));

    // npm install, npm audit (since 7, and 6), yarn 1 and its audit, node-gyp.
    [TestCase("npm", "GET https://registry.npmjs.org/left-pad")]
    [TestCase("npm", "GET https://registry.npmjs.org/@types%2Fnode")]
    [TestCase("npm", "GET https://registry.npmjs.org/@types/node/-/node-22.0.0.tgz")]
    [TestCase("npm", "POST https://registry.npmjs.org/-/npm/v1/security/advisories/bulk")]
    [TestCase("npm", "POST https://registry.npmjs.org/-/npm/v1/security/audits/quick")]
    [TestCase("npm", "GET https://registry.yarnpkg.com/left-pad/-/left-pad-1.3.0.tgz")]
    [TestCase("npm", "POST https://registry.yarnpkg.com/-/npm/v1/security/audits")]
    [TestCase("npm", "GET https://nodejs.org/download/release/v22.11.0/node-v22.11.0-headers.tar.gz")]
    [TestCase("pypi", "GET https://pypi.org/simple/requests/")]
    [TestCase("pypi", "GET https://files.pythonhosted.org/packages/aa/bb/cc/requests-2.32.3-py3-none-any.whl.metadata")]
    [TestCase("cargo", "GET https://index.crates.io/config.json")]
    [TestCase("cargo", "GET https://index.crates.io/se/rd/serde")]
    [TestCase("cargo", "GET https://static.crates.io/crates/serde/1.0.0/download")]
    [TestCase("cargo", "GET https://crates.io/api/v1/crates?q=serde&per_page=10")]
    [TestCase("cargo", "GET https://github.com/rust-lang/crates.io-index/info/refs?service=git-upload-pack")]
    [TestCase("cargo", "POST https://github.com/rust-lang/crates.io-index/git-upload-pack")]
    [TestCase("go", "GET https://proxy.golang.org/github.com/!burnt!sushi/toml/@v/v1.4.0.zip")]
    [TestCase("go", "GET https://proxy.golang.org/gitlab.com/group/sub/module.git/@v/list")]
    [TestCase("go", "GET https://proxy.golang.org/sumdb/sum.golang.org/supported")]
    [TestCase("go", "GET https://sum.golang.org/lookup/gitlab.com/group/sub/module.git/v2@v2.0.0")]
    [TestCase("go", "GET https://sum.golang.org/tile/8/0/x001/230")]
    [TestCase("go", "GET https://storage.googleapis.com/proxy-golang-org-prod/23434e8d708c9bd3-google.golang.org:api-v0.3.1.zip?Expires=1&Signature=x")]
    [TestCase("maven", "GET https://repo.maven.apache.org/maven2/junit/junit/4.13.2/junit-4.13.2.pom")]
    [TestCase("maven", "HEAD https://plugins.gradle.org/m2/co/uzzu/dotenv/gradle/2.0.0/gradle-2.0.0.pom")]
    [TestCase("maven", "GET https://github.com/gradle/gradle-distributions/releases/download/v8.14.0/gradle-8.14-bin.zip")]
    [TestCase("nuget", "GET https://api.nuget.org/v3/index.json")]
    [TestCase("nuget", "GET https://www.nuget.org/api/v2/package/Newtonsoft.Json/13.0.3")]
    [TestCase("nuget", "GET http://crl3.digicert.com/sha2-assured-cs-g1.crl")]
    [TestCase("nuget",
        "GET http://ocsp.digicert.com/MFEwTzBNMEswSTAJBgUrDgMCGgUABBTfqhLjKLEJQZPin0KCzkdAQpVYowQUsT7DaQP4v0cB1JgmGggC72NkK8MCEATh56TcXPLzbcArQrhdFZ8%3D")]
    [TestCase("debian", "GET http://deb.debian.org/debian/dists/bookworm/InRelease")]
    [TestCase("debian", "GET http://security.debian.org/debian-security/pool/main/o/openssl/openssl_3.0.15-1_amd64.deb")]
    [TestCase("github", "GET https://github.com/o/r/info/refs?service=git-upload-pack")]
    [TestCase("github", "POST https://github.com/o/r.git/git-upload-pack")]
    [TestCase("github", "POST https://github.com/o/r.git/info/lfs/objects/batch")]
    [TestCase("github", "GET https://github-cloud.s3.amazonaws.com/alambic/media/1?X-Amz-Signature=x")]
    [TestCase("github", "GET https://github.com/o/r/releases/download/v1/a.tar.gz")]
    [TestCase("github", "GET https://codeload.github.com/o/r/tar.gz/refs/heads/main")]
    [TestCase("github", "GET https://raw.githubusercontent.com/o/r/main/x.git/info/refs")]
    [TestCase("github", "GET https://api.github.com/repos/o/r/git/trees/main?recursive=1")]
    [TestCase("github", "POST https://gist.github.com/0123456789abcdef.git/git-upload-pack")]
    public void Installing_is_allowed(string preset, string request) => Assert.That(Judge(preset, request), Is.EqualTo(RouteOutcome.Allowed));

    // npm publish, unpublish, dist-tag, login, token, trusted publishing, star; twine; cargo publish, yank, owner; nuget push, delete; git push; gh.
    [TestCase("npm", "PUT https://registry.npmjs.org/@scope%2Fname")]
    [TestCase("npm", "DELETE https://registry.npmjs.org/name/-rev/1-a")]
    [TestCase("npm", "PUT https://registry.npmjs.org/-/package/name/dist-tags/latest")]
    [TestCase("npm", "POST https://registry.npmjs.org/-/v1/login")]
    [TestCase("npm", "PUT https://registry.npmjs.org/-/user/org.couchdb.user:name")]
    [TestCase("npm", "POST https://registry.npmjs.org/-/npm/v1/tokens")]
    [TestCase("npm", "POST https://registry.npmjs.org/-/npm/v1/oidc/token/exchange/package/name")]
    [TestCase("npm", "POST https://registry.npmjs.org/-/npm/v1/security/advisories/bulk/x")]
    [TestCase("npm", "PUT https://registry.yarnpkg.com/name")]
    [TestCase("npm", "GET https://nodejs.org/en")]
    [TestCase("pypi", "POST https://upload.pypi.org/legacy/")]
    [TestCase("pypi", "POST https://pypi.org/legacy/")]
    [TestCase("pypi", "POST https://pypi.org/_/oidc/mint-token")]
    [TestCase("pypi", "POST https://pypi.org/pypi")]
    [TestCase("cargo", "PUT https://crates.io/api/v1/crates/new")]
    [TestCase("cargo", "DELETE https://crates.io/api/v1/crates/name/1.0.0/yank")]
    [TestCase("cargo", "PUT https://crates.io/api/v1/crates/name/owners")]
    [TestCase("cargo", "GET https://crates.io/me")]
    [TestCase("cargo", "GET https://github.com/rust-lang/rust/info/refs?service=git-upload-pack")]
    [TestCase("cargo", "POST https://github.com/rust-lang/crates.io-index/git-receive-pack")]
    [TestCase("go", "GET https://storage.googleapis.com/another-bucket/proxy-golang-org-prod/x")]
    [TestCase("go", "POST https://proxy.golang.org/x/@v/list")]
    [TestCase("maven", "PUT https://repo.maven.apache.org/maven2/x/1/x-1.jar")]
    [TestCase("maven", "PUT https://central.sonatype.com/api/v1/publisher/upload")]
    [TestCase("maven", "POST https://plugins.gradle.org/api/v1/publish")]
    [TestCase("maven", "GET https://github.com/o/r/releases/download/v1/a.zip")]
    [TestCase("nuget", "PUT https://www.nuget.org/api/v2/package")]
    [TestCase("nuget", "DELETE https://www.nuget.org/api/v2/package/Name/1.0.0")]
    [TestCase("debian", "PUT http://deb.debian.org/x")]
    [TestCase("github", "GET https://github.com/o/r/info/refs?service=git-receive-pack")]
    [TestCase("github", "POST https://github.com/o/r.git/git-receive-pack")]
    [TestCase("github", "POST https://github.com/o/r.git/info/lfs/locks")]
    [TestCase("github", "POST https://api.github.com/repos/o/r/issues")]
    [TestCase("github", "POST https://api.github.com/graphql")]
    [TestCase("github", "POST https://github.com/login/device/code")]
    [TestCase("github", "POST https://uploads.github.com/repos/o/r/releases/1/assets?name=a")]
    public void Publishing_is_refused(string preset, string request) => Assert.That(Judge(preset, request), Is.Not.EqualTo(RouteOutcome.Allowed));

    [Test]
    public void Only_reading_and_a_few_posts_are_allowed()
    {
        string[] hosts = [
            .. RegistryPresets.Names.SelectMany(name => RegistryPresets.Routes(name)!).Select(route => route.Host).Append("upload.pypi.org").Distinct()];
        Gen<(string Host, string Method, string Path)> requests =
            from host in Gen.Elements(hosts)
            from method in Gen.Elements(Writing)
            from pieces in Gen.ListOf(Gen.Elements(Pieces))
            select (host, method, "/" + string.Concat(pieces).TrimStart('/'));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(requests.ToArbitrary(), request =>
            RegistryPresets.Names.All(
                name => Judge(name, $"{request.Method} https://{request.Host}{request.Path}") != RouteOutcome.Allowed || IsKnown(request))));
    }

    [Test]
    public void Every_route_names_its_methods_and_its_preset() => Assert.Multiple(() =>
    {
        foreach (string name in RegistryPresets.Names)
        {
            foreach (Route route in RegistryPresets.Routes(name)!)
            {
                Assert.That(route.Matches?.All(match => match.Methods is not null), Is.True, $"{name} {route.Host}");
                Assert.That(route.Describe(), Is.EqualTo($"preset {name} ({route.Host})"));
                Assert.That(route.Auth, Is.Null, $"{name} {route.Host}");
                Assert.That(route.Host, Does.Not.StartWith("*."), name);
            }
        }
    });

    [TestCase("GET https://registry.npmjs.org/left-pad", ExpectedResult = "npm")]
    [TestCase("PUT https://registry.npmjs.org/left-pad", ExpectedResult = null)]
    [TestCase("GET https://github.com/o/r", ExpectedResult = "github")]
    [TestCase("GET https://github.com/rust-lang/crates.io-index/info/refs?service=git-upload-pack", ExpectedResult = "github")]
    [TestCase("GET https://nodejs.org/dist/index.json", ExpectedResult = "npm")]
    [TestCase("GET https://storage.googleapis.com/some-bucket/x", ExpectedResult = null)]
    [TestCase("GET https://example.com/", ExpectedResult = null)]
    public string? A_refused_request_leads_to_the_preset_that_opens_it(string request)
    {
        (RouteRequest read, _) = Read(request);
        return RegistryPresets.Opening(read.Authority, read.Method, read.Path);
    }

    [TestCase("registry.npmjs.org:443", ExpectedResult = "npm")]
    [TestCase("nodejs.org:443", ExpectedResult = null)]
    [TestCase("registry.npmjs.org:8443", ExpectedResult = null)]
    public string? So_does_a_host_of_which_it_opens_every_path(string authority) =>
        RegistryPresets.Opening(Authority.TryParse(Encoding.ASCII.GetBytes(authority), null, out Authority parsed) ? parsed : default, null, null);

    private static bool IsKnown((string Host, string Method, string Path) request) => request.Method == "POST" && request.Host switch
    {
        "registry.npmjs.org" or "registry.yarnpkg.com" => request.Path.Split('?')[0]
            is "/-/npm/v1/security/advisories/bulk" or "/-/npm/v1/security/audits" or "/-/npm/v1/security/audits/quick",
        "github.com" or "gist.github.com" => request.Path.Split('?')[0] is var path
            && (path.EndsWith("/git-upload-pack", StringComparison.Ordinal) || path.EndsWith("/info/lfs/objects/batch", StringComparison.Ordinal)),
        _ => false,
    };

    private static RouteOutcome Judge(string preset, string request)
    {
        (RouteRequest read, bool valid) = Read(request);
        return valid ? Tables[preset].Judge(read).Outcome : RouteOutcome.RouteNotMatched;
    }

    private static (RouteRequest Request, bool Valid) Read(string request)
    {
        string[] words = request.Split(' ');
        string[] parts = words[1].Split('/', 4);
        Assert.That(Authority.TryParse(Encoding.ASCII.GetBytes(parts[2]), parts[0] == "http:" ? 80 : 443, out Authority authority), Is.True, request);
        return CanonicalPath.Parse(Encoding.ASCII.GetBytes("/" + parts[3]), out CanonicalPath? path) == RejectionReason.None && path is not null
            ? (new RouteRequest(authority, words[0], path, null), true)
            : (default, false);
    }
}
