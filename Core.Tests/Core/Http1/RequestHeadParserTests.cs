using System.Text;
using BotBottle.Core.Http1;

namespace BotBottle.Core.Tests.Core.Http1;

public class RequestHeadParserTests
{
    private const string Get = "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n";

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    [Test]
    public void The_parts_of_an_origin_form_request_are_read()
    {
        var head = Heads.Request("POST /v1/messages?beta=true HTTP/1.1\r\nHost: Api.Example:8443\r\nX-Api-Key:  k \t\r\nEmpty:\r\n\r\n");
        Assert.That(Text(head.Method), Is.EqualTo("POST"));
        Assert.That(head.KnownMethod, Is.EqualTo(RequestMethod.Post));
        Assert.That(head.Form, Is.EqualTo(TargetForm.Origin));
        Assert.That(Text(head.Target), Is.EqualTo("/v1/messages?beta=true"));
        Assert.That(Text(head.Path), Is.EqualTo("/v1/messages"));
        Assert.That(Text(head.Query), Is.EqualTo("beta=true"));
        Assert.That(head.MinorVersion, Is.EqualTo(1));
        Assert.That(head.KeepsAlive, Is.True);
        Assert.That(head.TryGetAuthority(443, out var authority), Is.True);
        Assert.That(authority.ToString(), Is.EqualTo("api.example:8443"));
        Assert.That(head.Fields.Count, Is.EqualTo(3));
        Assert.That(head.Fields.GetText(FieldName.ApiKey), Is.EqualTo("k"));
        Assert.That(head.Fields.GetText("empty"u8), Is.Empty);
        Assert.That(head.Fields.GetText("absent"u8), Is.Null);
    }

    [TestCase("GET http://a.example HTTP/1.1\r\nHost: a.example\r\n\r\n", "/", false, "", "a.example:80")]
    [TestCase("GET http://a.example?x HTTP/1.1\r\nHost: a.example:80\r\n\r\n", "/", true, "x", "a.example:80")]
    [TestCase("GET https://A.example:444/p?q?r HTTP/1.1\r\nHost: a.example:444\r\n\r\n", "/p", true, "q?r", "a.example:444")]
    [TestCase("GET HTTPS://a.example./ HTTP/1.1\r\nHost: a.example\r\n\r\n", "/", false, "", "a.example:443")]
    [TestCase("OPTIONS http://a.example HTTP/1.1\r\nHost: a.example\r\n\r\n", "*", false, "", "a.example:80")]
    [TestCase("OPTIONS * HTTP/1.1\r\nHost: a.example\r\n\r\n", "*", false, "", "a.example:9")]
    [TestCase("GET /? HTTP/1.0\r\nHost: [::1]:1\r\n\r\n", "/", true, "", "[::1]:1")]
    [TestCase("CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\r\n\r\n", "", false, "", "a.example:443")]
    [TestCase("CONNECT [2001:db8::1]:443 HTTP/1.0\r\n\r\n", "", false, "", "[2001:db8::1]:443")]
    public void Request_targets_of_every_form_are_read(string wire, string path, bool hasQuery, string query, string authority)
    {
        Assert.That(Heads.RequestVerdict(wire), Is.EqualTo(RejectionReason.None));
        var head = Heads.Request(wire);
        Assert.That(Text(head.Path), Is.EqualTo(path));
        Assert.That(head.HasQuery, Is.EqualTo(hasQuery));
        Assert.That(Text(head.Query), Is.EqualTo(query));
        Assert.That(head.TryGetAuthority(9, out var found), Is.True);
        Assert.That(found.ToString(), Is.EqualTo(authority));
    }

    [TestCase("\r\n", RejectionReason.InvalidMethod)]
    [TestCase("GET / HTTP/1.1\nHost: a\r\n\r\n", RejectionReason.BareLineFeed)]
    [TestCase("GET / HTTP/1.1\r\nHost: a\n\r\n", RejectionReason.BareLineFeed)]
    [TestCase("GET / HTTP/1.1\r\nHost: a\r\n\n", RejectionReason.BareLineFeed)]
    [TestCase("GET / HTTP/1.1\r\nHost: a\r\n\rX", RejectionReason.BareCarriageReturn)]
    [TestCase("GET / HTTP/1.1\r\nHost: a\r\r\n\r\n", RejectionReason.BareCarriageReturn)]
    [TestCase("GET / HTTP/1.1\rHost: a\r\n\r\n", RejectionReason.BareCarriageReturn)]
    [TestCase("GET /\r\n", RejectionReason.Http09)]
    [TestCase("GET\r\n", RejectionReason.InvalidRequestLine)]
    [TestCase("GET  / HTTP/1.1\r\n", RejectionReason.InvalidRequestLine)]
    [TestCase("GET /  HTTP/1.1\r\n", RejectionReason.InvalidRequestLine)]
    [TestCase("GET / HTTP/1.1 \r\n", RejectionReason.InvalidRequestLine)]
    [TestCase(" GET / HTTP/1.1\r\n", RejectionReason.InvalidMethod)]
    [TestCase("G(T / HTTP/1.1\r\n", RejectionReason.InvalidMethod)]
    [TestCase("GET\t/ HTTP/1.1\r\n", RejectionReason.InvalidMethod)]
    [TestCase("\u0016\u0003\u0001", RejectionReason.InvalidMethod)]
    [TestCase("GET / HTTP/1.10\r\n", RejectionReason.InvalidVersion)]
    [TestCase("GET / http/1.1\r\n", RejectionReason.InvalidVersion)]
    [TestCase("GET / HTTP/1,1\r\n", RejectionReason.InvalidVersion)]
    [TestCase("GET / HTTP/1.2\r\n", RejectionReason.UnsupportedVersion)]
    [TestCase("GET / HTTP/2.0\r\n", RejectionReason.UnsupportedVersion)]
    [TestCase("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", RejectionReason.Http2Preface)]
    public void Malformed_lines_and_versions_are_refused(string wire, RejectionReason reason) =>
        Assert.That(Heads.RequestVerdict(wire), Is.EqualTo(reason));

    [TestCase("/a\\b", RejectionReason.InvalidTarget)]
    [TestCase("/a#b", RejectionReason.InvalidTarget)]
    [TestCase("/a\u007f", RejectionReason.InvalidTarget)]
    [TestCase("/a\0", RejectionReason.InvalidTarget)]
    [TestCase("/\u00e9", RejectionReason.InvalidTarget)]
    [TestCase("/a\tb", RejectionReason.InvalidTarget)]
    [TestCase("a.example:80", RejectionReason.TargetFormMismatch)]
    [TestCase("*", RejectionReason.TargetFormMismatch)]
    [TestCase("ftp://a.example/", RejectionReason.UnsupportedScheme)]
    [TestCase("http:/a.example/", RejectionReason.TargetFormMismatch)]
    [TestCase("http://u:p@a.example/", RejectionReason.UserinfoInTarget)]
    [TestCase("http:///", RejectionReason.InvalidAuthority)]
    [TestCase("http://a.example:0/", RejectionReason.InvalidAuthority)]
    [TestCase("http://a.example:080/", RejectionReason.InvalidAuthority)]
    [TestCase("http://a.example:/", RejectionReason.InvalidAuthority)]
    [TestCase("http://127.1/", RejectionReason.InvalidAuthority)]
    [TestCase("http://b.example/", RejectionReason.HostMismatch)]
    [TestCase("http://a.example:81/", RejectionReason.HostMismatch)]
    public void Malformed_request_targets_are_refused(string target, RejectionReason reason) =>
        Assert.That(Heads.RequestVerdict($"GET {target} HTTP/1.1\r\nHost: a.example\r\n\r\n"), Is.EqualTo(reason));

    [TestCase("/", RejectionReason.TargetFormMismatch)]
    [TestCase("https://a.example/", RejectionReason.TargetFormMismatch)]
    [TestCase("a.example", RejectionReason.InvalidAuthority)]
    [TestCase("a.example:", RejectionReason.InvalidAuthority)]
    [TestCase("a.example:65536", RejectionReason.InvalidAuthority)]
    [TestCase("a.example:+443", RejectionReason.InvalidAuthority)]
    [TestCase("u@a.example:443", RejectionReason.UserinfoInTarget)]
    [TestCase("b.example:443", RejectionReason.HostMismatch)]
    [TestCase("*", RejectionReason.InvalidAuthority)]
    public void CONNECT_accepts_only_an_authority(string target, RejectionReason reason) =>
        Assert.That(Heads.RequestVerdict($"CONNECT {target} HTTP/1.1\r\nHost: a.example:443\r\n\r\n"), Is.EqualTo(reason));

    [TestCase("", RejectionReason.MissingHost)]
    [TestCase("Host: a\r\nhost: a\r\n", RejectionReason.DuplicateHost)]
    [TestCase("Host:\r\n", RejectionReason.InvalidHost)]
    [TestCase("Host: a b\r\n", RejectionReason.InvalidHost)]
    [TestCase("Host: a,b\r\n", RejectionReason.InvalidHost)]
    [TestCase("Host: u@a\r\n", RejectionReason.InvalidHost)]
    [TestCase("Host: a:\r\n", RejectionReason.InvalidHost)]
    [TestCase("Host: a/\r\n", RejectionReason.InvalidHost)]
    [TestCase("Host: a\r\nX\r\n", RejectionReason.MissingColon)]
    [TestCase("Host: a\r\n: v\r\n", RejectionReason.InvalidFieldName)]
    [TestCase("Host: a\r\nX : v\r\n", RejectionReason.InvalidFieldName)]
    [TestCase("Host: a\r\nX\u00e9: v\r\n", RejectionReason.InvalidFieldName)]
    [TestCase("Host: a\r\nX: v\r\n w\r\n", RejectionReason.FoldedField)]
    [TestCase(" Host: a\r\n", RejectionReason.FoldedField)]
    [TestCase("Host: a\r\nX: \0\r\n", RejectionReason.InvalidFieldValue)]
    [TestCase("Host: a\r\nX: a\u0001b\r\n", RejectionReason.InvalidFieldValue)]
    [TestCase("Host: a\r\nX: \u000bv\r\n", RejectionReason.InvalidFieldValue)]
    [TestCase("Host: a\r\nX: \u007f\r\n", RejectionReason.InvalidFieldValue)]
    [TestCase("Host: a\r\nExpect: 100-continue, x\r\n", RejectionReason.UnsupportedExpectation)]
    [TestCase("Host: a\r\nExpect: 100-continue\r\nExpect: 100-continue\r\n", RejectionReason.UnsupportedExpectation)]
    public void Malformed_header_fields_are_refused(string fields, RejectionReason reason) =>
        Assert.That(Heads.RequestVerdict($"GET / HTTP/1.1\r\n{fields}\r\n"), Is.EqualTo(reason));

    [Test]
    public void Control_characters_are_refused_at_every_place([Values('\n', '\r', '\0', '\u000b', '\u007f')] char b)
    {
        const string Wire = "PUT /a?b HTTP/1.1\r\nHost: a.example:1\r\nA: b c\r\nD:\r\n\r\n";
        for (var at = 0; at < Wire.Length - 1; at++)
        {
            Assert.That(Heads.RequestVerdict(Wire.Insert(at, b.ToString())), Is.Not.EqualTo(RejectionReason.None), $"at {at}");
        }
    }

    [Test]
    public void Limits_are_exact_and_apply_before_the_end_of_the_head()
    {
        var limits = new HeadLimits(StartLineBytes: 14, FieldBytes: 9 + 6, FieldCount: 2);
        Assert.That(Heads.RequestVerdict("GET / HTTP/1.1\r\nHost: a\r\nB: c\r\n\r\n", limits), Is.EqualTo(RejectionReason.None));
        Assert.That(Heads.RequestVerdict("GET /x HTTP/1.1", limits), Is.EqualTo(RejectionReason.RequestLineTooLong));
        Assert.That(Heads.RequestVerdict("GET / HTTP/1.1\r\nHost: a\r\nB: cd", limits), Is.EqualTo(RejectionReason.FieldsTooLong));
        Assert.That(Heads.RequestVerdict("GET /x HTTP/1.1\n", limits), Is.EqualTo(RejectionReason.RequestLineTooLong), "and a wrong end after it");
        Assert.That(Heads.RequestVerdict("GET / HTTP/1.1\r\nA:\r\nB:\r\nC:\r\n", limits), Is.EqualTo(RejectionReason.TooManyFields));
    }

    [Test]
    public void An_expectation_is_ignored_in_http_1_0()
    {
        Assert.That(Heads.Request("PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\n\r\n").ExpectsContinue, Is.True);
        Assert.That(Heads.Request("PUT / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n").ExpectsContinue, Is.False);
    }

    [Test]
    public void A_reused_head_keeps_no_earlier_state()
    {
        var head = Heads.Request("CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\nExpect: 100-continue\r\n\r\n");
        head.Reset();
        var status = Heads.RequestParser.Parse(Wire.Splits.Whole("GET / HTTP/1.0\r\n\r\n"), head, out _, out _);
        Assert.That(status, Is.EqualTo(ParseStatus.Done));
        Assert.That(head.TryGetAuthority(80, out _), Is.False);
        Assert.That(head.ExpectsContinue, Is.False);
        Assert.That(head.Fields.Count, Is.Zero);
        Assert.That(Text(head.Path), Is.EqualTo("/"));
        Assert.That(() => Heads.RequestParser.Parse(Wire.Splits.Whole(Get), head, out _, out _), Throws.InvalidOperationException);
    }

    [Test]
    public void A_typical_head_allocates_nothing_in_a_reused_instance()
    {
        var wire = Wire.Splits.Whole(
            "POST /v1/messages?beta=true HTTP/1.1\r\nHost: api.anthropic.com\r\nAccept: application/json\r\nContent-Type: application/json\r\n"
            + "User-Agent: cli/2.1\r\nx-api-key: k\r\nanthropic-version: 2023-06-01\r\nAccept-Encoding: gzip, br\r\nContent-Length: 48000\r\nConnection: "
            + "keep-alive\r\n\r\n");
        var head = new RequestHead();
        for (var i = 0; i < 100; i++)
        {
            ParseOnce();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            ParseOnce();
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);

        void ParseOnce()
        {
            head.Reset();
            Heads.RequestParser.Parse(wire, head, out _, out _);
            MessageFraming.OfRequest(head, out _);
            _ = head.KeepsAlive;
        }
    }
}
