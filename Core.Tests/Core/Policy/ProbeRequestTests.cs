using BotBottle.Core.Policy;

namespace BotBottle.Core.Tests.Core.Policy;

[Parallelizable(ParallelScope.All)]
public sealed class ProbeRequestTests
{
    [TestCase("https://API.Example.com.", "https://api.example.com/")]
    [TestCase("HTTPS://a.example:443/x", "https://a.example/x")]
    [TestCase("http://a.example:80?q", "http://a.example/?q")]
    [TestCase("http://a.example:443/", "http://a.example:443/")]
    [TestCase("wss://a.example/%7e", "https://a.example/~")]
    [TestCase("ws://[::1]:8080/a%2fb", "http://[::1]:8080/a%2Fb")]
    [TestCase("https://192.0.2.1//a", "https://192.0.2.1//a")]
    public void A_URL_is_read_as_the_proxy_reads_it(string url, string canonical) => Assert.That(Read(url).Probe?.Url, Is.EqualTo(canonical));

    [TestCase("api.example.com/x", "'api.example.com/x' is not a URL: write the scheme too, for example https://api.example.com/x")]
    [TestCase("ftp://a.example/", "unsupported scheme in 'ftp://a.example/': use http, https, ws or wss")]
    [TestCase("https://", "'' is not a valid host and port")]
    [TestCase("https:///x", "'' is not a valid host and port")]
    [TestCase("https://a.example:0/", "'a.example:0' is not a valid host and port")]
    [TestCase("https://a.example:65536/", "'a.example:65536' is not a valid host and port")]
    [TestCase("https://a.example:+80/", "is not a valid host and port")]
    [TestCase("https://0x7f.1/", "'0x7f.1' is not a valid host and port")]
    [TestCase("https://127.1/", "'127.1' is not a valid host and port")]
    [TestCase("https://me@a.example/", "has user information before its host: leave it out")]
    [TestCase("https://a.example/b#c", "a '#'")]
    [TestCase("https://a.example/b c", "a blank")]
    [TestCase("https://bücher.example/", "in its ASCII form (xn--…)")]
    [TestCase("https://a.example/\\", "a backslash")]
    [TestCase("https://a.example/\r\nX: y", "a control character")]
    [TestCase("https://a.example/a/..;x/b", "400 bad_request: the path has '.' or '..' beside an encoded slash or backslash, or before ';'")]
    [TestCase("https://a.example/%2e%2e%2f", "400 bad_request: the path has '.' or '..' beside an encoded slash or backslash, or before ';'")]
    [TestCase("https://a.example/%zz", "400 bad_request: the path has a percent-encoding that is malformed")]
    public void A_wrong_URL_gets_an_error_that_names_the_mistake(string url, string problem)
    {
        (ProbeRequest? probe, string? told) = Read(url);
        Assert.That(probe, Is.Null);
        Assert.That(told, Does.Contain(problem));
    }

    [TestCase("GE T", "'GE T' is not a method")]
    [TestCase("", "'' is not a method")]
    [TestCase("GET\r\nX: y", "is not a method")]
    [TestCase("CONNECT", "CONNECT opens a tunnel")]
    public void A_wrong_method_gets_an_error(string method, string problem) => Assert.That(Read("https://a.example/", method).Problem, Does.Contain(problem));

    [TestCase("X-Team core", "is not a header: write 'Name: value'")]
    [TestCase(": core", "is not a header")]
    [TestCase("X Team: core", "is not a header")]
    [TestCase("X-Team: a\r\nX-Other: b", "has a control character")]
    [TestCase("X-Team: \u0001", "control character")]
    [TestCase("hOST: b.example", "leave the header Host out")]
    [TestCase("Content-Length: x", "400 bad_request: the Content-Length is not a plain decimal number")]
    public void A_wrong_header_gets_an_error(string field, string problem) =>
        Assert.That(Read("https://a.example/", "GET", field).Problem, Does.Contain(problem));

    [Test]
    public void A_request_too_long_for_a_head_is_refused_as_by_the_proxy()
    {
        Assert.That(Read("https://a.example/" + new string('a', 9000)).Problem, Does.Contain("414 bad_request: the request line is too long"));
        Assert.That(Read("https://a.example/", "GET", "X: " + new string('a', 40_000)).Problem, Does.Contain("431 bad_request"));
    }

    private static (ProbeRequest? Probe, string? Problem) Read(string url, string method = "GET", params string[] fields) =>
        (ProbeRequest.Read(new ExplainRequest(url, method, fields, WebSocket: false), out string? problem), problem);
}
