using System.Net.Security;

namespace BotBottle.Proxy.Tls;

/// <summary>A minted certificate that handshakes share: one context per host lets OpenSSL resume sessions.</summary>
/// <param name="Options">The options for every handshake of the host; never changed.</param>
/// <param name="RenewAt">The time from which a new leaf is minted.</param>
internal sealed record Leaf(SslServerAuthenticationOptions Options, DateTimeOffset RenewAt);
