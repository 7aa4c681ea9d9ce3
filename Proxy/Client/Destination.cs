using BotBottle.Core.Hosts;
using BotBottle.Core.Http1;
using BotBottle.Core.Policy;
using BotBottle.Proxy.Upstream;

namespace BotBottle.Proxy.Client;

/// <summary>
/// Where a request goes (spine step 4): the target's authority, the tunnel's, the handshake's server name and the Host field have to agree, or it goes
/// nowhere. An allowlist that looks at one of them while a CDN looks at another would be no wall.
/// </summary>
internal static class Destination
{
    /// <summary>The destination, or why there is none: a status and a sentence.</summary>
    public static (int Status, string Message)? Of(RequestHead head, ClientScope scope, out UpstreamTarget target)
    {
        target = default;
        if (!RequestReading.IsServed(head))
        {
            return (405, RequestReading.NotServed);
        }
        if (scope.ServerName is { } name)
        {
            return (421, $"the TLS handshake named '{name}', the tunnel is for {scope.Authority}");
        }
        if (scope.IsForwardProxy)
        {
            return OfProxyRequest(head, out target);
        }
        if (head.Form == TargetForm.Absolute && (head.Scheme == TargetScheme.Https) != scope.Tls)
        {
            return (400, "the scheme of the target is not that of the connection");
        }
        int defaultPort = scope.Tls ? 443 : 80;
        if (!head.TryGetAuthority(defaultPort, out Authority named))
        {
            // HTTP/1.0 without Host: only a tunnel says where it goes.
            if (scope.Authority is not { } tunnel)
            {
                return (400, "the request does not say which host it is for");
            }
            named = tunnel;
        }
        if (scope.Authority is { } fixedTo && named != fixedTo)
        {
            return (421, $"the request is for {named}, the connection for {fixedTo}");
        }
        target = new UpstreamTarget(named, scope.Tls);
        return null;
    }

    private static (int Status, string Message)? OfProxyRequest(RequestHead head, out UpstreamTarget target)
    {
        target = default;
        if (head.Form != TargetForm.Absolute || !head.TryGetAuthority(80, out Authority authority))
        {
            return (400, "this is a proxy: it wants an absolute target, or CONNECT");
        }
        if (head.Scheme != TargetScheme.Http)
        {
            return (400, "https goes through CONNECT");
        }
        target = new UpstreamTarget(authority, false);
        return null;
    }
}
