using System.Text;
using BotBottle.Core.Http1;
using BotBottle.Fuzz.References;
using FsCheck;
using FsCheck.Fluent;

namespace BotBottle.Core.Tests.Core.Http1;

public class CanonicalPathTests
{
    [TestCase("/", "/", null)]
    [TestCase("/v1/messages?beta=true", "/v1/messages", "beta=true")]
    [TestCase("/a?", "/a", "")]
    [TestCase("/a?b?%2e%zz\\", null, null)]
    [TestCase("/a?b?%2e%zz", "/a", "b?%2e%zz")]
    [TestCase("*", "*", null)]
    [TestCase("/@scope%2fname", "/@scope%2Fname", null)]
    [TestCase("/%61%7e%2D", "/a~-", null)]
    [TestCase("/a%20b%3f%25%2525", "/a%20b%3F%25%2525", null)]
    [TestCase("/%252e%252e/", "/%252e%252e/", null)]
    [TestCase("//a//", "//a//", null)]
    [TestCase("/...", "/...", null)]
    [TestCase("/.a/a./..a", "/.a/a./..a", null)]
    [TestCase("/a;b=c,d", "/a;b=c,d", null)]
    [TestCase("/{a}|\"<>^`[]", "/%7Ba%7D%7C%22%3C%3E%5E%60%5B%5D", null)]
    [TestCase("/b%c3%bccher/%e2%82%ac/%f0%9f%98%80", "/b%C3%BCcher/%E2%82%AC/%F0%9F%98%80", null)]
    [TestCase("/.", "/", null)]
    [TestCase("/..", "/", null)]
    [TestCase("/./a", "/a", null)]
    [TestCase("/a/.", "/a/", null)]
    [TestCase("/a/..", "/", null)]
    [TestCase("/a/../b?x=/../y", "/b", "x=/../y")]
    [TestCase("/a/b/../../../c/./d/..", "/c/", null)]
    [TestCase("/a/%2e%2E/b", "/b", null)]
    [TestCase("/a/.%2e", "/", null)]
    [TestCase("/a/%2e", "/a/", null)]
    [TestCase("/a//../b", "/a/b", null)]
    [TestCase("/a%2fb/../c", "/c", null)]
    [TestCase("/a%5cb", "/a%5Cb", null)]
    [TestCase("/%83%5c.txt", "/%83%5C.txt", null)]
    [TestCase("/caf%e9/%80%ff/%c3/%c3a", "/caf%E9/%80%FF/%C3/%C3a", null)]
    [TestCase("/%c3%2f%ed%a0%80", "/%C3%2F%ED%A0%80", null)]
    public void Every_spelling_of_a_path_has_one_form(string target, string? path, string? query)
    {
        var reason = CanonicalPath.Parse(Wire.Splits.Bytes(target), out var canonical);
        Assert.That((canonical?.Path, canonical?.Query), Is.EqualTo((path, query)));
        Assert.That(reason == RejectionReason.None, Is.EqualTo(path is not null));
    }

    [TestCase("", RejectionReason.InvalidTarget)]
    [TestCase("a", RejectionReason.InvalidTarget)]
    [TestCase("/a b", RejectionReason.InvalidTarget)]
    [TestCase("/\u00fc", RejectionReason.InvalidTarget)]
    [TestCase("/a/..;x/b", RejectionReason.DotSegment)]
    [TestCase("/a/..%3bx/b", RejectionReason.DotSegment)]
    [TestCase("/a%2f..%2fb", RejectionReason.DotSegment)]
    [TestCase("/a%2F%2e%2e", RejectionReason.DotSegment)]
    [TestCase("/a\\b", RejectionReason.BackslashInPath)]
    [TestCase("/a%5C..%5C", RejectionReason.DotSegment)]
    [TestCase("/a/.%5Cb", RejectionReason.DotSegment)]
    [TestCase("/a/..%2fb/../c", RejectionReason.DotSegment)]
    [TestCase("/a/..;/../c", RejectionReason.DotSegment)]
    [TestCase("/a%00", RejectionReason.NulInPath)]
    [TestCase("/%", RejectionReason.InvalidPathEncoding)]
    [TestCase("/%2", RejectionReason.InvalidPathEncoding)]
    [TestCase("/%g0", RejectionReason.InvalidPathEncoding)]
    [TestCase("/%u002e", RejectionReason.InvalidPathEncoding)]
    [TestCase("/%c0%ae", RejectionReason.InvalidPathEncoding)]
    [TestCase("/%c0%af", RejectionReason.InvalidPathEncoding)]
    [TestCase("/%e0%80%ae", RejectionReason.InvalidPathEncoding)]
    [TestCase("/%f5%80%80%80", RejectionReason.InvalidPathEncoding)]
    [TestCase("/%f4%91%80%af", RejectionReason.InvalidPathEncoding)]
    [TestCase("/%f0%80%80%af", RejectionReason.InvalidPathEncoding)]
    [TestCase("/%f8%80%80%80%af", RejectionReason.InvalidPathEncoding)]
    [TestCase("/%c0%80", RejectionReason.InvalidPathEncoding)]
    [TestCase("/%c1%9c", RejectionReason.InvalidPathEncoding)]
    public void Invalid_paths_are_refused(string target, RejectionReason reason)
    {
        Assert.That(CanonicalPath.Parse(Wire.Splits.Bytes(target), out var path), Is.EqualTo(reason));
        Assert.That(path, Is.Null);
    }

    [Test]
    public void A_CONNECT_request_has_no_path()
    {
        var head = Heads.Request("CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.That(CanonicalPath.Of(head, out _), Is.EqualTo(RejectionReason.InvalidTarget));
    }

    [Test]
    public void Canonical_text_is_its_own_canonical_form_and_equals_the_references()
    {
        var pieces = Gen.Elements("/", "a", "%41", "%2f", "%2F", ".", "%2e", ";", "%25", "%c3%bc", "%00", "\\", "{", "~", "%7E", "?", "=", "%20", "%", "%c3",
            "..", "%5c", "%e9", "%c0", "%ae", "%80");
        var paths = pieces.ArrayOf().Select(all => "/" + string.Concat(all));
        Prop.ForAll(paths.ToArbitrary(), target =>
        {
            if (CanonicalPath.Parse(Wire.Splits.Bytes(target), out var first) != RejectionReason.None)
            {
                return ReferencePath.Of(target) is null;
            }

            return CanonicalPath.Parse(Encoding.ASCII.GetBytes(first!.ToString()), out var second) == RejectionReason.None
                && second!.ToString() == first.ToString() && first.ToString() == ReferencePath.Of(target);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }
}
