using System.Net.Security;

namespace BotBottle.Proxy.Tls;

/// <summary>A minted certificate in the shape in which handshakes share it: one context a host lets OpenSSL resume sessions.</summary>
/// <param name="Options">What every handshake for the host uses; never changed.</param>
/// <param name="RenewAt">From when on another one is minted.</param>
internal sealed record Leaf(SslServerAuthenticationOptions Options, DateTimeOffset RenewAt);
