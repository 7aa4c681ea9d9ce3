using BotBottle.Core.Hosts;

namespace BotBottle.Proxy.Upstream;

/// <summary>
/// The destination of a request, and the key of the pool. A pool belongs to one run, and a run has one credential for a host, so that neither is part of the
/// key; the connection itself fixes the endpoint.
/// </summary>
/// <param name="Authority">Canonical host and port.</param>
/// <param name="Tls">True if the connection uses TLS.</param>
internal readonly record struct UpstreamTarget(Authority Authority, bool Tls)
{
    public override string ToString() => $"{(Tls ? "https" : "http")}://{Authority}";
}
