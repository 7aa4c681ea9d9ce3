namespace BotBottle.Core.Tls;

/// <summary>How far <see cref="ClientHello"/> came.</summary>
public enum ClientHelloStatus
{
    /// <summary>The message is not whole yet.</summary>
    NeedMore,

    /// <summary>The message is whole; its server name, if it has one, is known.</summary>
    Found,

    /// <summary>Not TLS, not a ClientHello, malformed, or too long.</summary>
    Invalid,
}
