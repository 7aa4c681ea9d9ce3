using System.Buffers;
using System.Text;
using BotBottle.Core.Hosts;
using BotBottle.Core.Http1;

namespace BotBottle.Core.Policy;

/// <summary>
/// A hypothetical request in the form that the proxy would receive. It is written out and read by the proxy's own parsers, so that it is read as a real one.
/// </summary>
public sealed class ProbeRequest
{
    // Only the form of a key matters: 16 bytes in Base64 (RFC 6455 section 4.1).
    private const string Handshake =
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";

    private ProbeRequest(RequestHead head, RequestReading reading, Authority authority, bool tls)
    {
        Head = head;
        Reading = reading;
        Authority = authority;
        Tls = tls;
    }

    /// <summary>The request head.</summary>
    public RequestHead Head { get; }

    /// <summary>The derived parts of the head.</summary>
    public RequestReading Reading { get; }

    /// <summary>The destination.</summary>
    public Authority Authority { get; }

    /// <summary>True if the upstream connection uses TLS.</summary>
    public bool Tls { get; }

    /// <summary>The method as sent.</summary>
    public string Method => Encoding.ASCII.GetString(Head.Method);

    /// <summary>The URL of the decision.</summary>
    public string Url =>
        $"{(Tls ? "https" : "http")}://{(Authority.Port == (Tls ? 443 : 80) ? Authority.Host.ToString() : Authority.ToString())}{Reading.Path}";

    /// <summary>Builds a request.</summary>
    /// <param name="asked">The request to explain.</param>
    /// <param name="problem">The error, for a person; null for none.</param>
    /// <returns>The request; null if no client could send it or the proxy would not parse it.</returns>
    public static ProbeRequest? Read(ExplainRequest asked, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(asked);
        problem = ReadUrl(asked.Url, out Authority authority, out bool tls, out bool isWebSocket, out string hostField, out string target)
            ?? ReadMethod(asked.Method) ?? asked.Headers.Select(ReadField).FirstOrDefault(fault => fault is not null);
        if (problem is not null)
        {
            return null;
        }

        string fields = string.Concat(asked.Headers.Select(field => $"{field}\r\n")) + (isWebSocket || asked.WebSocket ? Handshake : "");
        string text = $"{asked.Method} {target} HTTP/1.1\r\nHost: {hostField}\r\n{fields}\r\n";
        RequestHead head = new();
        ParseStatus status = new RequestHeadParser(HeadLimits.Request).Parse(
            new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(text)), head, out _, out _);
        RequestReading reading = default;
        RejectionReason fault = status == ParseStatus.Done ? RequestReading.Of(head, out reading) : head.Rejection;
        if (fault != RejectionReason.None)
        {
            Rejection rejection = Rejection.Of(fault);
            problem = $"the proxy refuses such a request with {rejection.Status} bad_request: {rejection.Text}";
            return null;
        }

        return new ProbeRequest(head, reading, authority, tls);
    }

    private static string? ReadUrl(string url, out Authority authority, out bool tls, out bool isWebSocket, out string hostField, out string target)
    {
        (authority, tls, isWebSocket, hostField, target) = (default, false, false, "", "");
        int colon = url.IndexOf("://", StringComparison.Ordinal);
        string scheme = colon < 0 ? "" : url[..colon].ToLowerInvariant();
        if (scheme is not ("http" or "https" or "ws" or "wss"))
        {
            return colon < 0
                ? $"'{url}' is not a URL: write the scheme too, for example https://{url}"
                : $"unsupported scheme in '{url}': use http, https, ws or wss";
        }

        (tls, isWebSocket) = (scheme is "https" or "wss", scheme is "ws" or "wss");
        string rest = url[(colon + 3)..];
        if (Encoding.UTF8.GetBytes(rest).AsSpan().ContainsAnyExcept(HttpSyntax.Target))
        {
            return $"'{url}' has a blank, a control character, a backslash, a '#' or a character outside ASCII, which no request carries; percent-encode what "
                + "is meant, "
                + "and write a host's name in its ASCII form (xn--…)";
        }

        int end = rest.AsSpan().IndexOfAny('/', '?');
        hostField = end < 0 ? rest : rest[..end];
        target = end < 0 ? "/" : rest[end] == '?' ? "/" + rest[end..] : rest[end..];
        if (hostField.Contains('@', StringComparison.Ordinal))
        {
            return $"'{url}' has user information before its host: leave it out, a client sends it as a header (--header 'Authorization: …')";
        }

        return Authority.TryParse(Encoding.ASCII.GetBytes(hostField), tls ? 443 : 80, out authority)
            ? null
            : $"'{hostField}' is not a valid host and port: use a DNS name, four decimal numbers, or an IPv6 address in brackets, and a port from 1 to 65535";
    }

    private static string? ReadMethod(string method) =>
        !HttpSyntax.IsToken(Encoding.UTF8.GetBytes(method)) ? $"'{method}' is not a method"
        : method == "CONNECT" ? "CONNECT opens a tunnel and says nothing of what goes through it: ask about the request inside"
        : null;

    private static string? ReadField(string field)
    {
        ReadOnlySpan<byte> line = Encoding.UTF8.GetBytes(field);
        int colon = line.IndexOf((byte)':');
        return colon <= 0 || !HttpSyntax.IsToken(line[..colon]) ? $"'{field}' is not a header: write 'Name: value'"
            : line[(colon + 1)..].ContainsAnyExcept(HttpSyntax.Value) ? $"the value of the header '{field}' has a control character, which no request carries"
            : Ascii.EqualsIgnoreCase(line[..colon], FieldName.Host) ? "leave the header Host out: the URL has the host"
            : null;
    }
}
