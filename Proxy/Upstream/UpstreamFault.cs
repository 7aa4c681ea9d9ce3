namespace BotBottle.Proxy.Upstream;

/// <summary>Why no connection to an upstream came about.</summary>
/// <param name="Kind">Decides the refusal's code.</param>
/// <param name="Message">What happened, for a person.</param>
internal sealed record UpstreamFault(UpstreamFaultKind Kind, string Message);

/// <summary>The kinds of <see cref="UpstreamFault"/>.</summary>
internal enum UpstreamFaultKind
{
    /// <summary>The name does not resolve, nobody answers, or the connection breaks.</summary>
    Unreachable,

    /// <summary>The name resolves to an address that must not be reached.</summary>
    AddressDenied,

    /// <summary>The upstream's certificate does not hold.</summary>
    Untrusted,

    /// <summary>The upstream does not accept the connection in time.</summary>
    TimedOut,
}
