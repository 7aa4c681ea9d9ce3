using BotBottle.Core.Hosts;
using BotBottle.Core.Http1;
using BotBottle.Core.Policy;
using BotBottle.Proxy.Upstream;

namespace BotBottle.Proxy.Client;

/// <summary>
/// Finds the destination of a request (spine step 4). The authority of the request target, the tunnel's authority, the server name of the handshake and the
/// Host field must agree; otherwise the request is refused. An allowlist that checks one of them while a CDN routes by another would be bypassed.
/// </summary>
internal static class Destination
{
    /// <summary>Finds the destination; null for success, otherwise the status and the message of the refusal.</summary>
    public static (int Status, string Message)? Of(RequestHead head, ClientScope scope, out UpstreamTarget target)
    {
        target = default;
        if (!RequestReading.IsServed(head))
        {
            return (405, RequestReading.NotServed);
        }
        if (scope.ServerName is { } name)
        {
            return (421, $"the TLS handshake names '{name}', but the tunnel is for {scope.Authority}");
        }
        if (scope.IsForwardProxy)
        {
            return OfProxyRequest(head, out target);
        }
        if (head.Form == TargetForm.Absolute && (head.Scheme == TargetScheme.Https) != scope.Tls)
        {
            return (400, "the scheme of the request target does not match the connection");
        }
        int defaultPort = scope.Tls ? 443 : 80;
        if (!head.TryGetAuthority(defaultPort, out Authority named))
        {
            // HTTP/1.0 without a Host field: only a tunnel has a destination.
            if (scope.Authority is not { } tunnel)
            {
                return (400, "the request names no host");
            }
            named = tunnel;
        }
        if (scope.Authority is { } fixedTo && named != fixedTo)
        {
            return (421, $"the request is for {named}, but the connection is for {fixedTo}");
        }
        target = new UpstreamTarget(named, scope.Tls);
        return null;
    }

    private static (int Status, string Message)? OfProxyRequest(RequestHead head, out UpstreamTarget target)
    {
        target = default;
        if (head.Form != TargetForm.Absolute || !head.TryGetAuthority(80, out Authority authority))
        {
            return (400, "this is a proxy: send an absolute request target, or CONNECT");
        }
        if (head.Scheme != TargetScheme.Http)
        {
            return (400, "for https, use CONNECT");
        }
        target = new UpstreamTarget(authority, false);
        return null;
    }
}
