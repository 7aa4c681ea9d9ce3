using BotBottle.Core.Routes;

namespace BotBottle.Core.Tests.Core.Routes;

[Parallelizable(ParallelScope.All)]
public sealed class GitRequestTests
{
    [TestCase("GET /me/repo.git/info/refs?service=git-receive-pack", "Push")]
    [TestCase("GET /me/repo/info/refs?service=git-receive-pack", "Push")]
    [TestCase("GET /me/repo/info/refs?service=git%2Dreceive%2dpack", "Push")]
    [TestCase("GET /me/repo/info/refs?service=git%252Dreceive-pack", "Push")]
    [TestCase("GET /me/repo/info/refs?%73ervice=git-receive-pack", "Push")]
    [TestCase("GET /me/repo/info/refs?SERVICE=GIT-RECEIVE-PACK", "Push")]
    [TestCase("GET /me/repo/info/refs?service=git-upload-pack&service=git-receive-pack", "Push")]
    [TestCase("GET /me/repo/info/refs?service=git-receive-pack&service=git-upload-pack", "Push")]
    [TestCase("GET /me/repo/info/refs?x=1;service=git-receive-pack", "Push")]
    [TestCase("GET /anything?service=git-receive-pack", "Push")]
    [TestCase("POST /me/repo.git/git-receive-pack", "Push")]
    [TestCase("POST /me/repo.git/git-receive-pack/", "Push")]
    [TestCase("POST /me/repo.git//git-receive-pack", "Push")]
    [TestCase("POST /me/repo.git/GIT-RECEIVE-PACK", "Push")]
    [TestCase("POST /me/repo.git/git%2Dreceive%2Dpack", "Push")]
    [TestCase("POST /me/repo.git%2Fgit-receive-pack", "Push")]
    [TestCase("POST /me/repo.git%5Cgit-receive-pack", "Push")]
    [TestCase("POST /me/repo.git%255cgit-receive-pack", "Push")]
    [TestCase("POST /me/repo.git/x/../git-receive-pack", "Push")]
    [TestCase("POST /me/repo.git/git-receive-pack;x=1", "Push")]
    [TestCase("POST /me/repo.git/git%252Dreceive-pack", "Push")]
    [TestCase("GET /me/repo.git/git-receive-pack", "Push")]
    [TestCase("POST /hidden|Content-Type: application/x-git-receive-pack-request", "Push")]
    [TestCase("POST /hidden|Accept: application/x-git-receive-pack-result", "Push")]
    [TestCase("GET /hidden|Git-Protocol: version=2:receive-pack", "Push")]
    [TestCase("PUT /me/repo.git/objects/ab/cdef", "Push")]
    [TestCase("PUT /me/repo/objects/ab/0123456789012345678901234567890123456789", "Push")]
    [TestCase("PUT /me/repo/objects/ab/01234567890123456789012345678901234567_opaquelocktoken", "Push")]
    [TestCase("POST /me/repo/info/refs", "Push")]
    [TestCase("MOVE /me/repo/info/refs", "Push")]
    [TestCase("LOCK /me/repo.git/info/refs", "Push")]
    [TestCase("DELETE /me/repo.git/refs/heads/main", "Push")]
    [TestCase("PUT /x|User-Agent: git/2.39.5", "Push")]
    [TestCase("POST /x|User-Agent: git/2.39.5", "Push")]
    [TestCase("PROPFIND /me/repo/", "WebDav")]
    [TestCase("MKCOL /me/repo/x", "WebDav")]
    [TestCase("LOCK /x", "WebDav")]
    [TestCase("propfind /x", "WebDav")]
    [TestCase("GET /me/repo/info/refs?service=git-upload-pack", "Fetch")]
    [TestCase("GET /me/repo/info/refs", "Fetch")]
    [TestCase("GET /me/repo/info%2Frefs", "Fetch")]
    [TestCase("GET /anything?service=git-upload-pack", "Fetch")]
    [TestCase("POST /me/repo/git-upload-pack", "Fetch")]
    [TestCase("POST /me/repo.git/git-upload-pack|User-Agent: git/2.39.5|Content-Type: application/x-git-upload-pack-request", "Fetch")]
    [TestCase("POST /me/repo/git-upload-archive", "Fetch")]
    [TestCase("POST /hidden|Content-Type: application/x-git-upload-pack-request", "Fetch")]
    [TestCase("GET /hidden|Git-Protocol: version=2", "Fetch")]
    [TestCase("GET /me/repo.git/HEAD", "Fetch")]
    [TestCase("GET /me/repo.git/config", "Fetch")]
    [TestCase("GET /site/.git/config", "Fetch")]
    [TestCase("GET /me/repo/objects/info/packs", "Fetch")]
    [TestCase("GET /me/repo/objects/pack/pack-0123.pack", "Fetch")]
    [TestCase("GET /me/repo/objects/ab/01234567890123456789012345678901234567", "Fetch")]
    [TestCase("GET /me/repo/HEAD|User-Agent: git/2.39.5", "Fetch")]
    [TestCase("POST /me/repo.git/info/lfs/objects/batch|Content-Type: application/vnd.git-lfs+json", "LfsBatch")]
    [TestCase("POST /lfs-server/objects/batch", "LfsBatch")]
    [TestCase("PUT /lfs-server/objects/batch", "Push")]
    [TestCase("POST /me/repo.git/info/lfs/verify", "Push")]
    [TestCase("POST /me/repo.git/info/lfs/locks/verify", "Push")]
    [TestCase("POST /verify|Content-Type: application/vnd.git-lfs+json", "Push")]
    [TestCase("PUT /bucket/oid|User-Agent: git-lfs/3.4.0", "Push")]
    [TestCase("GET /me/repo.git/info/lfs/locks", "Fetch")]
    [TestCase("GET /bucket/oid|User-Agent: git-lfs/3.4.0", "Fetch")]
    [TestCase("GET /", "None")]
    [TestCase("GET /me/repo.git", "None")]
    [TestCase("GET /me/repo", "None")]
    [TestCase("PUT /v1/things/1", "None")]
    [TestCase("POST /v1/messages?service=chat", "None")]
    [TestCase("GET /search?q=git-receive-pack", "None")]
    [TestCase("GET /v1/objects/ab/short", "None")]
    [TestCase("GET /v1/objects/info/other", "None")]
    [TestCase("GET /info/refs2", "None")]
    [TestCase("POST /x|Content-Type: APPLICATION/X-GIT-RECEIVE-PACK-REQUEST", "Push")]
    [TestCase("POST /x|Content-Type: rrreceive-pacreceive-packk", "Push")]
    [TestCase("POST /x|Accept: receive-pac", "None")]
    [TestCase("POST /x|Accept: a/VND.GIT-LFS+json", "Push")]
    public void Every_request_that_a_server_could_take_for_git_is_git(string request, string access) =>
        Assert.That(GitRequest.Classify(RouteTableTests.Request("git.example:443", request)).ToString(), Is.EqualTo(access));

    /// <summary>
    /// An encoded separator at the end and an encoded letter in the query only force the full decoding, whose verdict must equal that of the short path.
    /// </summary>
    [Test]
    public void A_plain_path_is_judged_like_an_encoded_one([Range(1, 8)] int seed)
    {
        string[] pieces = [
            "git-receive-pack", "git-upload-pack", "GIT-Upload-Archive", "info", "Info", "refs", "objects", "OBJECTS", "batch", "lfs", "pack", "pack-1", "ab",
            "0123456789012345678901234567890123456789", "repo.git", "repo.GIT", ".git", "x;git", "git;x", "service=git-receive-pack", "Service=git-upload-pack",
            "+service+=git-receive-pack", "x", ""];
        Random random = new(seed);
        for (int i = 0; i < 2_000; i++)
        {
            string path = "/" + string.Join('/', Enumerable.Range(0, random.Next(1, 5)).Select(_ => pieces[random.Next(pieces.Length)]));
            string query = string.Join(random.Next(2) == 0 ? '&' : ';', Enumerable.Range(0, random.Next(0, 3)).Select(_ => pieces[random.Next(pieces.Length)]));
            string method = random.Next(2) == 0 ? "GET" : "POST";
            string brief = $"{method} {path}?{query}";
            string thorough = $"{method} {path}/%2F?{query}&a=%41";
            Assert.That(Classify(brief), Is.EqualTo(Classify(thorough)), brief);
        }

        static GitAccess Classify(string request) => GitRequest.Classify(RouteTableTests.Request("git.example:443", request));
    }
}
