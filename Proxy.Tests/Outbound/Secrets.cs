using BotBottle.Core.Routes;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Outbound;

/// <summary>The secrets of these tests, and routes to destinations for them.</summary>
internal static class Secrets
{
    /// <summary>A known secret: the value of a route's variable.</summary>
    public const string Known = "correct-horse-battery-42";

    /// <summary>A secret that is recognised by its shape.</summary>
    public const string Token = "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";

    /// <summary>A token of a format without a checksum.</summary>
    public const string Shaped = "glpat-Zx9Qw3Er7Ty1Ui5Op2As";

    public static TestProxyOptions On(string reaction, string more = "") => new()
    {
        Routes = $"routes: [{{host: {Outside.Plain}, dlp: {{outbound_on_match: {reaction}{more}}}}}]",
        Secrets = [new RouteSecret("TOKEN", Known)],
    };

    /// <summary>A chunked POST request.</summary>
    public static string Chunked(string more = "") => $"POST /a HTTP/1.1\r\nHost: {Outside.Plain}\r\n{more}Transfer-Encoding: chunked\r\n\r\n";
}
