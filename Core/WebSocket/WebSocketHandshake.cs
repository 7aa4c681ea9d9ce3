using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using BotBottle.Core.Http1;

namespace BotBottle.Core.WebSocket;

/// <summary>The opening handshake (RFC 6455 section 4), towards client and upstream, for a proxy that forwards no extension.</summary>
public static class WebSocketHandshake
{
    /// <summary>The protocol name in Upgrade.</summary>
    public static ReadOnlySpan<byte> Protocol => "websocket"u8;

    /// <summary>The only version of the protocol.</summary>
    public static ReadOnlySpan<byte> Version => "13"u8;

    /// <summary><c>Sec-WebSocket-Key</c>.</summary>
    public static ReadOnlySpan<byte> KeyField => "sec-websocket-key"u8;

    /// <summary><c>Sec-WebSocket-Accept</c>.</summary>
    public static ReadOnlySpan<byte> AcceptField => "sec-websocket-accept"u8;

    /// <summary><c>Sec-WebSocket-Version</c>.</summary>
    public static ReadOnlySpan<byte> VersionField => "sec-websocket-version"u8;

    /// <summary><c>Sec-WebSocket-Extensions</c>.</summary>
    public static ReadOnlySpan<byte> ExtensionsField => "sec-websocket-extensions"u8;

    /// <summary><c>Sec-WebSocket-Protocol</c>.</summary>
    public static ReadOnlySpan<byte> ProtocolField => "sec-websocket-protocol"u8;

    private const int KeyBytes = 16;
    private const int KeyLength = 24;

    /// <summary>True if a request asks for a WebSocket, in a valid form or not: any Upgrade list that names it.</summary>
    public static bool IsAsked(RequestHead head)
    {
        ArgumentNullException.ThrowIfNull(head);
        return head.Fields.ListContains(FieldName.Upgrade, Protocol);
    }

    /// <summary>Checks a WebSocket request.</summary>
    public static HandshakeFault CheckRequest(RequestHead head, MessageFraming framing)
    {
        ArgumentNullException.ThrowIfNull(head);
        var fields = head.Fields;
        if (!ConnectionField.Upgrades(fields, Protocol))
        {
            return HandshakeFault.NotUpgrade;
        }

        if (head.KnownMethod != RequestMethod.Get || head.MinorVersion != 1 || framing.Kind != FramingKind.None)
        {
            return HandshakeFault.InvalidRequest;
        }

        if (!HasOne(fields, VersionField, out var version) || !version.SequenceEqual(Version))
        {
            return HandshakeFault.UnsupportedVersion;
        }

        Span<byte> decoded = stackalloc byte[KeyLength];
        bool isKey = HasOne(fields, KeyField, out var key) && key.Length == KeyLength
            && Base64.DecodeFromUtf8(key, decoded, out _, out int count) == System.Buffers.OperationStatus.Done && count == KeyBytes;
        return isKey ? HandshakeFault.None : HandshakeFault.InvalidKey;
    }

    /// <summary>Checks a response of status 101.</summary>
    /// <param name="answer">The response head.</param>
    /// <param name="key">The key that was sent.</param>
    /// <param name="asked">The client's request, with the subprotocols that it offers.</param>
    public static HandshakeFault CheckAnswer(ResponseHead answer, string key, RequestHead asked)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentNullException.ThrowIfNull(asked);
        var fields = answer.Fields;
        if (answer.StatusCode != 101 || answer.MinorVersion != 1 || !ConnectionField.Upgrades(fields, Protocol))
        {
            return HandshakeFault.NotUpgrade;
        }

        if (!HasOne(fields, AcceptField, out var accept) || !Ascii.Equals(accept, AcceptFor(Encoding.ASCII.GetBytes(key))))
        {
            return HandshakeFault.InvalidAccept;
        }

        if (fields.Contains(ExtensionsField))
        {
            return HandshakeFault.UnexpectedExtension;
        }

        bool isOffered = !fields.Contains(ProtocolField)
            || (HasOne(fields, ProtocolField, out var protocol) && asked.Fields.ListContains(ProtocolField, protocol));
        return isOffered ? HandshakeFault.None : HandshakeFault.UnexpectedProtocol;
    }

    /// <summary>True for a header field of the handshake of one hop; each hop has its own.</summary>
    public static bool IsHopField(ReadOnlySpan<byte> name) =>
        Ascii.EqualsIgnoreCase(name, KeyField) || Ascii.EqualsIgnoreCase(name, VersionField) || Ascii.EqualsIgnoreCase(name, ExtensionsField)
        || Ascii.EqualsIgnoreCase(name, AcceptField);

    /// <summary>The key of 16 random bytes.</summary>
    public static string KeyOf(ReadOnlySpan<byte> random) => Convert.ToBase64String(random);

    /// <summary>The value of Sec-WebSocket-Accept for a key.</summary>
    public static string AcceptFor(ReadOnlySpan<byte> key)
    {
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // RFC 6455 section 4.2.2 fixes SHA-1; it proves that the key was read and protects nothing.
        SHA1.HashData([.. key, .. "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"u8], hash);
#pragma warning restore CA5350
        return Convert.ToBase64String(hash);
    }

    private static bool HasOne(HeaderTable fields, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value) =>
        fields.TryGet(name, out value) && fields.CountOf(name) == 1;
}
