using System.Buffers;
using System.Globalization;
using System.Text;
using BotBottle.Core.Http1;
using BotBottle.Core.Providers;
using BotBottle.Core.WebSocket;
using BotBottle.Proxy.Run;
using BotBottle.Proxy.Upstream;

namespace BotBottle.Proxy.Outbound;

/// <summary>
/// Writes the request head for the upstream (spine step 9): the canonical request target that was decided on, the Host field that was checked, the proxy's own
/// framing, and the run's credentials in place of the agent's. No part of the client's head is copied unread.
/// </summary>
internal static class RequestWriter
{
    public static void Write(IBufferWriter<byte> output, Exchange exchange) =>
        Write(output, exchange, exchange.Path.Path, exchange.Framing, isCount: false, isDecoded: false);

    /// <summary>Writes the head of a request whose body had a content coding and is sent as text, in chunks.</summary>
    public static void WriteDecoded(IBufferWriter<byte> output, Exchange exchange) =>
        Write(output, exchange, exchange.Path.Path, MessageFraming.Chunked, isCount: false, isDecoded: true);

    /// <summary>Writes the head of a request for the input count of the exchange's call: the call's own head, with another path and a JSON response.</summary>
    /// <param name="output">Receives the head.</param>
    /// <param name="exchange">The call.</param>
    /// <param name="path">The count endpoint's path.</param>
    public static void WriteCount(IBufferWriter<byte> output, Exchange exchange, string path) =>
        Write(output, exchange, path, MessageFraming.Chunked, isCount: true, isDecoded: false);

    private static void Write(IBufferWriter<byte> output, Exchange exchange, string path, MessageFraming framing, bool isCount, bool isDecoded)
    {
        RequestHead head = exchange.Client.Head;
        bool metered = exchange.Verdict.Provider is not null;
        bool replaces = exchange.Credential is not null;
        string? query = replaces ? QueryCredentials.Strip(exchange.Path.Query) : exchange.Path.Query;
        HeadWriter.WriteRequestLine(output, head.Method, path, query);
        HeadWriter.WriteField(output, "Host"u8, HostField(exchange.Target));

        MaxForwards.Of(head, out long? forwards);
        HopByHop hops = new(head.Fields);
        foreach (HeaderField field in head.Fields)
        {
            if (Forwards(exchange, hops, field) && (forwards is null || !field.Is(MaxForwards.Name)) && !(isCount && field.Is("accept"u8))
                && !(isDecoded && field.Is(FieldName.ContentEncoding)))
            {
                HeadWriter.WriteField(output, field);
            }
        }
        if (isCount)
        {
            HeadWriter.WriteField(output, "Accept"u8, "application/json"u8);
            HeadWriter.WriteField(output, "Accept-Encoding"u8, "identity"u8);
        }
        else if (metered || replaces || (exchange.Inbound.IsOn && head.Fields.Contains(FieldName.AcceptEncoding)))
        {
            HeadWriter.WriteField(output, "Accept-Encoding"u8, replaces && !metered ? "identity"u8 : AcceptEncoding.Of(head.Fields));
        }
        if (exchange.Credential is { } credential)
        {
            HeadWriter.WriteField(output, Encoding.ASCII.GetBytes(credential.Field), credential.Value);
            if (credential.Account is var (field, account))
            {
                HeadWriter.WriteField(output, Encoding.ASCII.GetBytes(field), account);
            }
        }
        if (forwards is { } left)
        {
            HeadWriter.WriteField(output, "Max-Forwards"u8, (left - 1).ToString(CultureInfo.InvariantCulture));
        }
        if (exchange.WebSocketKey is { } key)
        {
            // The proxy offers no extension, so that it can read every message.
            HeadWriter.WriteField(output, "Connection"u8, "Upgrade"u8);
            HeadWriter.WriteField(output, "Upgrade"u8, WebSocketHandshake.Protocol);
            HeadWriter.WriteField(output, "Sec-WebSocket-Version"u8, WebSocketHandshake.Version);
            HeadWriter.WriteField(output, "Sec-WebSocket-Key"u8, key);
        }
        HeadWriter.WriteFraming(output, framing);
        HeadWriter.WriteEnd(output);
    }

    /// <summary>True if a header field of the client is forwarded.</summary>
    public static bool Forwards(Exchange exchange, in HopByHop hops, HeaderField field)
    {
        bool replaces = exchange.Credential is not null;
        return !hops.Drops(field) && !field.Is(FieldName.Host) && !OverrideField.Is(field.Name)
            && !(ReplacesCodings(exchange) && field.Is(FieldName.AcceptEncoding))
            && !(replaces && (AgentCredentials.IsField(field.Name) || IsRange(field)))
            && !(exchange.Credential?.Account is { } account && Ascii.EqualsIgnoreCase(field.Name, account.Field))
            && !(exchange.WebSocketKey is not null && IsOfHandshake(field, exchange.Verdict.Provider is not null));
    }

    // If the proxy reads the response, the request offers only content codings that it can decode.
    private static bool ReplacesCodings(Exchange exchange) =>
        exchange.Verdict.Provider is not null || exchange.Credential is not null || exchange.Inbound.IsOn;

    // If the agent requested an echo of the proxy's credential in two ranges, the search would find it in neither.
    private static bool IsRange(HeaderField field) => field.Is("range"u8) || field.Is("if-range"u8);

    // OpenAI also accepts a key in the name of a subprotocol (openai-insecure-api-key.…). Metered hosts need no subprotocol.
    private static bool IsOfHandshake(HeaderField field, bool metered) =>
        WebSocketHandshake.IsHopField(field.Name) || (metered && field.Is(WebSocketHandshake.ProtocolField));

    // The scheme's default port is left out, because several upstreams compare the field as text.
    private static string HostField(UpstreamTarget target) =>
        target.Authority.Port == (target.Tls ? 443 : 80) ? target.Authority.Host.ToString() : target.Authority.ToString();
}
