using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Upstream;

/// <summary>Connects to an upstream: resolve, check, connect to a checked endpoint, verify. One time limit over all of it.</summary>
/// <param name="resolver">Finds and checks endpoints.</param>
/// <param name="trust">Verifies certificates.</param>
/// <param name="clock">The clock of its connections.</param>
/// <param name="time">The clock of its own limits.</param>
/// <param name="open">How sockets are opened; null for the system's way.</param>
internal sealed class UpstreamDialer(
    UpstreamResolver resolver, UpstreamTrust trust, DeadlineClock clock, TimeProvider time, Func<AddressFamily, Socket>? open = null)
{
    private readonly Func<AddressFamily, Socket> _open = open ?? (family => new Socket(family, SocketType.Stream, ProtocolType.Tcp));

    private static readonly TimeSpan TotalLimit = TimeSpan.FromSeconds(10);

    /// <summary>So that one address that swallows packets (IPv6 without a route, mostly) leaves time for the next.</summary>
    private static readonly TimeSpan LimitWhenThereIsAnother = TimeSpan.FromSeconds(3);

    /// <summary>A verified connection, or why there is none.</summary>
    public async ValueTask<(UpstreamConnection? Connection, UpstreamFault? Fault)> DialAsync(UpstreamTarget target, CancellationToken cancel)
    {
        using CancellationTokenSource limit = new(TotalLimit, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            (IReadOnlyList<IPEndPoint> endpoints, UpstreamFault? fault) = await resolver.ResolveAsync(target.Authority, either.Token).ConfigureAwait(false);
            if (fault is not null)
            {
                return (null, fault);
            }
            (Socket? socket, fault) = await ConnectAsync(target, endpoints, either.Token).ConfigureAwait(false);
            return socket is null ? (null, fault) : await SecureAsync(target, socket, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return (null, new UpstreamFault(UpstreamFaultKind.TimedOut, $"{target.Authority} did not answer within {TotalLimit.TotalSeconds:0} s"));
        }
    }

    private async ValueTask<(Socket? Socket, UpstreamFault? Fault)> ConnectAsync(
        UpstreamTarget target, IReadOnlyList<IPEndPoint> endpoints, CancellationToken cancel)
    {
        string reason = "";
        for (int i = 0; i < endpoints.Count; i++)
        {
            IPEndPoint endpoint = endpoints[i];
            Socket? socket = null;
            using CancellationTokenSource own = new(i + 1 < endpoints.Count ? LimitWhenThereIsAnother : Timeout.InfiniteTimeSpan, time);
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(own.Token, cancel);
            try
            {
                // Without descriptors, too, nobody can be reached: that is an answer, and no end of the client's connection.
                socket = _open(endpoint.AddressFamily);
                socket.NoDelay = true;
                await socket.ConnectAsync(endpoint, either.Token).ConfigureAwait(false);
                if (resolver.CheckConnected(target.Authority, socket.LocalEndPoint, socket.RemoteEndPoint) is { } denied)
                {
                    socket.Dispose();
                    return (null, denied);
                }
                return (socket, null);
            }
            catch (Exception exception) when (exception is SocketException || (exception is OperationCanceledException && !cancel.IsCancellationRequested))
            {
                reason = $"{endpoint}: {exception.Message}";
                socket?.Dispose();
            }
            catch
            {
                socket?.Dispose();
                throw;
            }
        }
        return (null, new UpstreamFault(UpstreamFaultKind.Unreachable, reason));
    }

    private async ValueTask<(UpstreamConnection? Connection, UpstreamFault? Fault)> SecureAsync(
        UpstreamTarget target, Socket socket, CancellationToken cancel)
    {
        SocketStream transport = new(socket);
        if (!target.Tls)
        {
            return (new UpstreamConnection(target, new PeerConnection(transport, clock), time), null);
        }
        SslStream tls = new(transport, leaveInnerStreamOpen: false);
        string? rejected = null;
        try
        {
            string name = target.Authority.Host.Address?.ToString() ?? target.Authority.Host.ToString();
            await tls.AuthenticateAsClientAsync(trust.OptionsFor(name, reason => rejected = reason), cancel).ConfigureAwait(false);
            return (new UpstreamConnection(target, new PeerConnection(transport, clock, tls), time), null);
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException or SocketException)
        {
            await DropAsync(tls, socket).ConfigureAwait(false);
            return (null, rejected is null
                ? new UpstreamFault(UpstreamFaultKind.Unreachable, $"no TLS session with {target.Authority}: {Innermost(exception)}")
                : new UpstreamFault(UpstreamFaultKind.Untrusted, $"{target.Authority} cannot be trusted: {rejected}"));
        }
        catch
        {
            await DropAsync(tls, socket).ConfigureAwait(false);
            throw;
        }
    }

    private static async ValueTask DropAsync(SslStream tls, Socket socket)
    {
        await tls.DisposeAsync().ConfigureAwait(false);
        socket.Dispose();
    }

    private static string Innermost(Exception exception) => exception.GetBaseException().Message;
}
