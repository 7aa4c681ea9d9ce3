namespace BotBottle.Proxy.Upstream;

/// <summary>The reason why there is no connection to an upstream.</summary>
/// <param name="Kind">The kind, which gives the refusal code.</param>
/// <param name="Message">The details, for a person.</param>
internal sealed record UpstreamFault(UpstreamFaultKind Kind, string Message);

/// <summary>The kinds of <see cref="UpstreamFault"/>.</summary>
internal enum UpstreamFaultKind
{
    /// <summary>The name does not resolve, no server responds, or the connection breaks.</summary>
    Unreachable,

    /// <summary>The name resolves to an address that must not be reached.</summary>
    AddressDenied,

    /// <summary>The upstream's certificate is not valid.</summary>
    Untrusted,

    /// <summary>The upstream does not accept the connection in time.</summary>
    TimedOut,
}
