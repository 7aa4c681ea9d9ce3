using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Upstream;

/// <summary>
/// Connects to an upstream: resolves and checks its addresses, connects to a checked endpoint and verifies the certificate, within one time limit.
/// </summary>
/// <param name="resolver">Resolves and checks endpoints.</param>
/// <param name="trust">Verifies certificates.</param>
/// <param name="clock">The clock for the limits of its connections.</param>
/// <param name="time">The clock for its own limits.</param>
/// <param name="open">Opens sockets; null for the default.</param>
internal sealed class UpstreamDialer(
    UpstreamResolver resolver, UpstreamTrust trust, DeadlineClock clock, TimeProvider time, Func<AddressFamily, Socket>? open = null)
{
    private readonly Func<AddressFamily, Socket> _open = open ?? (family => new Socket(family, SocketType.Stream, ProtocolType.Tcp));

    private static readonly TimeSpan TotalLimit = TimeSpan.FromSeconds(10);

    /// <summary>Leaves time for the next address if one drops packets (mostly IPv6 without a route).</summary>
    private static readonly TimeSpan LimitWhenThereIsAnother = TimeSpan.FromSeconds(3);

    /// <summary>Returns a verified connection, or the reason why there is none.</summary>
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
            return (null, new UpstreamFault(UpstreamFaultKind.TimedOut, $"{target.Authority} did not respond within {TotalLimit.TotalSeconds:0} s"));
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
                // If no file descriptor is free, the upstream counts as unreachable; the client's connection stays open.
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
        catch (CryptographicException exception)
        {
            // The platform could not read a certificate of the chain.
            await DropAsync(tls, socket).ConfigureAwait(false);
            return (null, new UpstreamFault(UpstreamFaultKind.Untrusted, $"{target.Authority} cannot be trusted: {exception.Message}"));
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
