namespace BotBottle.Core.Http1;

/// <summary>Names of the header fields that the proxy uses, in lower case. Lookups ignore case.</summary>
public static class FieldName
{
    /// <summary><c>Host</c>.</summary>
    public static ReadOnlySpan<byte> Host => "host"u8;

    /// <summary><c>Content-Length</c>.</summary>
    public static ReadOnlySpan<byte> ContentLength => "content-length"u8;

    /// <summary><c>Content-Type</c>.</summary>
    public static ReadOnlySpan<byte> ContentType => "content-type"u8;

    /// <summary><c>Content-Encoding</c>.</summary>
    public static ReadOnlySpan<byte> ContentEncoding => "content-encoding"u8;

    /// <summary><c>Accept-Encoding</c>.</summary>
    public static ReadOnlySpan<byte> AcceptEncoding => "accept-encoding"u8;

    /// <summary><c>Transfer-Encoding</c>.</summary>
    public static ReadOnlySpan<byte> TransferEncoding => "transfer-encoding"u8;

    /// <summary><c>Connection</c>.</summary>
    public static ReadOnlySpan<byte> Connection => "connection"u8;

    /// <summary><c>Upgrade</c>.</summary>
    public static ReadOnlySpan<byte> Upgrade => "upgrade"u8;

    /// <summary><c>Expect</c>.</summary>
    public static ReadOnlySpan<byte> Expect => "expect"u8;

    /// <summary><c>Authorization</c>.</summary>
    public static ReadOnlySpan<byte> Authorization => "authorization"u8;

    /// <summary><c>Proxy-Authorization</c>.</summary>
    public static ReadOnlySpan<byte> ProxyAuthorization => "proxy-authorization"u8;

    /// <summary><c>Cookie</c>.</summary>
    public static ReadOnlySpan<byte> Cookie => "cookie"u8;

    /// <summary><c>X-Api-Key</c>.</summary>
    public static ReadOnlySpan<byte> ApiKey => "x-api-key"u8;
}
