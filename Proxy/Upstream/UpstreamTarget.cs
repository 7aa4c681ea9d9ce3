using BotBottle.Core.Hosts;

namespace BotBottle.Proxy.Upstream;

/// <summary>Where a request goes. The key of the pool: a pool belongs to one run, and a run has one credential for a host, so that neither is part
/// of it; the endpoint is pinned by the connection itself.</summary>
/// <param name="Authority">Canonical host and port.</param>
/// <param name="Tls">Whether TLS is spoken to it.</param>
internal readonly record struct UpstreamTarget(Authority Authority, bool Tls)
{
    public override string ToString() => $"{(Tls ? "https" : "http")}://{Authority}";
}
