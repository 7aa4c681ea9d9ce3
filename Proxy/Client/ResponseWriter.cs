using System.Buffers;
using System.Globalization;
using System.Text;
using BotBottle.Core.Http1;
using BotBottle.Core.Policy;
using BotBottle.Core.Refusals;
using BotBottle.Core.Text;

namespace BotBottle.Proxy.Client;

/// <summary>Writes the response heads for the client.</summary>
internal static class ResponseWriter
{
    /// <summary>Writes the head of an upstream's response, with the proxy's own framing.</summary>
    public static void Write(IBufferWriter<byte> output, ResponseHead head, MessageFraming framing, bool close)
    {
        HeadWriter.WriteStatusLine(output, head.StatusCode, head.Reason);
        WriteFields(output, head.Fields);
        WriteEnd(output, framing, close);
    }

    /// <summary>Writes a refusal.</summary>
    public static void Write(IBufferWriter<byte> output, Refusal refusal, bool withBody, bool close)
    {
        HeadWriter.WriteStatusLine(output, refusal.Status, Reason(refusal));
        foreach ((string name, string value) in refusal.Fields)
        {
            HeadWriter.WriteField(output, Encoding.ASCII.GetBytes(name), value);
        }
        if (refusal.Status == 426)
        {
            // RFC 9110 §15.5.22 requires a 426 to name the protocol to use.
            HeadWriter.WriteField(output, "Upgrade"u8, "HTTP/1.1"u8);
        }
        if (refusal.Status == 407)
        {
            HeadWriter.WriteField(output, "Proxy-Authenticate"u8, "Basic realm=\"bot-bottle\""u8);
        }
        WriteBody(output, refusal.Body, withBody, close);
    }

    /// <summary>Writes a document of the proxy's own with status 200.</summary>
    public static void WriteDocument(IBufferWriter<byte> output, IntrospectionAnswer document, bool withBody, bool close)
    {
        HeadWriter.WriteStatusLine(output, 200, "OK"u8);
        HeadWriter.WriteField(output, "Content-Type"u8, Encoding.ASCII.GetBytes(document.MediaType));
        HeadWriter.WriteField(output, "Cache-Control"u8, "no-store"u8);
        WriteBody(output, document.Body.Span, withBody, close);
    }

    /// <summary>Writes a response with status 200 and an empty body.</summary>
    public static void WriteEmpty(IBufferWriter<byte> output, bool close)
    {
        HeadWriter.WriteStatusLine(output, 200, "OK"u8);
        WriteBody(output, [], withBody: true, close);
    }

    /// <summary>Writes the interim response 100.</summary>
    public static void WriteContinue(IBufferWriter<byte> output)
    {
        HeadWriter.WriteStatusLine(output, 100, "Continue"u8);
        HeadWriter.WriteEnd(output);
    }

    public static void WriteInterim(IBufferWriter<byte> output, ResponseHead head)
    {
        HeadWriter.WriteStatusLine(output, head.StatusCode, head.Reason);
        WriteFields(output, head.Fields);
        HeadWriter.WriteEnd(output);
    }

    private static void WriteFields(IBufferWriter<byte> output, HeaderTable fields)
    {
        HopByHop hops = new(fields);
        foreach (HeaderField field in fields)
        {
            // Alt-Svc would direct the client to another port or to QUIC, which the proxy does not serve.
            if (!hops.Drops(field) && !field.Is("alt-svc"u8))
            {
                HeadWriter.WriteField(output, field);
            }
        }
    }

    private static void WriteBody(IBufferWriter<byte> output, ReadOnlySpan<byte> body, bool withBody, bool close)
    {
        WriteEnd(output, MessageFraming.OfLength(body.Length), close);
        if (withBody)
        {
            output.Write(body);
        }
    }

    private static void WriteEnd(IBufferWriter<byte> output, MessageFraming framing, bool close)
    {
        HeadWriter.WriteFraming(output, framing);
        if (close)
        {
            HeadWriter.WriteField(output, "Connection"u8, "close"u8);
        }
        HeadWriter.WriteEnd(output);
    }

    // wget, Maven, apt and npm show only this line for a refused download. A model call is never refused with 403.
    private static byte[] Reason(Refusal refusal) => refusal.Status == 403
        ? [.. Reason(403), .. " (Bot Bottle: "u8, .. Encoding.ASCII.GetBytes(WireNames.Of(refusal.Code)), (byte)')']
        : Reason(refusal.Status);

    private static byte[] Reason(int status) => Encoding.ASCII.GetBytes(status switch
    {
        400 => "Bad Request",
        402 => "Payment Required",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        407 => "Proxy Authentication Required",
        408 => "Request Timeout",
        414 => "URI Too Long",
        417 => "Expectation Failed",
        421 => "Misdirected Request",
        426 => "Upgrade Required",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        505 => "HTTP Version Not Supported",
        _ => status.ToString(CultureInfo.InvariantCulture),
    });
}
