using System.Buffers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using BotBottle.Core.Hosts;
using BotBottle.Core.Http1;
using BotBottle.Core.Policy;
using BotBottle.Core.Refusals;
using BotBottle.Core.Tls;
using BotBottle.Proxy.Client;
using BotBottle.Proxy.Run;
using BotBottle.Proxy.Tls;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Pipeline;

/// <summary>
/// Opens a CONNECT tunnel, or a connection to a TLS listener (spine step 2). The client must begin with TLS, or with plain HTTP in a tunnel to port 80; the
/// proxy never forwards bytes without reading them. Requests to denied hosts are refused inside the tunnel as well, because clients show such a refusal.
/// </summary>
/// <param name="policy">Has the known hosts.</param>
/// <param name="leaves">The run's certificates.</param>
/// <param name="inside">Serves the requests inside a tunnel.</param>
/// <param name="refusals">Writes the refusal for a tunnel that is not opened.</param>
/// <param name="journal">Records refused tunnels.</param>
/// <param name="time">The clock for the limit of a handshake.</param>
internal sealed class Tunnel(LivePolicy policy, LeafAuthority leaves, RequestLoop inside, RunRefusals refusals, Journal journal, TimeProvider time)
{
    private static readonly TimeSpan HandshakeLimit = TimeSpan.FromSeconds(30);

    /// <summary>A TLS alert: fatal, unrecognized_name (RFC 6066 §3).</summary>
    private static readonly byte[] UnrecognizedName = [0x15, 3, 3, 0, 2, 2, 112];

    /// <summary>Responds to a CONNECT request and serves the requests inside its tunnel.</summary>
    public async ValueTask OpenAsync(PeerConnection plain, Authority authority)
    {
        Leaf? leaf = LeafFor(authority);
        if (leaf is null)
        {
            Refusal refusal = refusals.Of(RefusalCode.HostNotAllowed, null, authority.ToString());
            journal.Refused(authority, "CONNECT", null, refusal);
            ResponseWriter.Write(plain.Output, refusal, withBody: true, close: true);
            await plain.CloseAsync().ConfigureAwait(false);
            return;
        }
        HeadWriter.WriteStatusLine(plain.Output, 200, "Connection established"u8);
        HeadWriter.WriteEnd(plain.Output);
        await plain.FlushAsync().ConfigureAwait(false);

        PeerRead read = await plain.ReadAsync(HandshakeLimit).ConfigureAwait(false);
        if (read.Buffer.IsEmpty)
        {
            return;
        }
        byte first = read.Buffer.FirstSpan[0];
        plain.AdvanceTo(read.Buffer.Start, read.Buffer.Start);
        if (first == ClientHello.HandshakeRecord)
        {
            if (await ReadHelloAsync(plain).ConfigureAwait(false) is { } hello)
            {
                await ServeTlsAsync(plain, authority, leaf, hello).ConfigureAwait(false);
                return;
            }
            plain.Abort("no ClientHello");
        }
        else if (authority.Port == 80)
        {
            await inside.RunAsync(new ClientConnection(plain, new ClientScope(authority, Tls: false, IsForwardProxy: false))).ConfigureAwait(false);
        }
        else
        {
            plain.Abort("neither TLS nor a tunnel to port 80");
        }
    }

    /// <summary>Serves a client that begins with TLS. The server name of its handshake is the destination.</summary>
    public async ValueTask AcceptAsync(PeerConnection plain)
    {
        if (await ReadHelloAsync(plain).ConfigureAwait(false) is { } hello && HostName.TryParse(hello.ServerName, out HostName? host)
            && new Authority(host, 443) is var authority && LeafFor(authority) is { } leaf)
        {
            await ServeTlsAsync(plain, authority, leaf, hello).ConfigureAwait(false);
            return;
        }
        await plain.WriteAsync(new ReadOnlySequence<byte>(UnrecognizedName)).ConfigureAwait(false);
        await plain.CloseAsync().ConfigureAwait(false);
    }

    private Leaf? LeafFor(Authority authority) => policy.Current.Routes.Knows(authority) || RunPolicy.IsIntrospection(authority)
        ? leaves.ForKnown(authority.Host)
        : leaves.ForDenied(authority.Host);

    /// <summary>Reads a whole ClientHello without consuming it; null if none arrives within one limit for all of it.</summary>
    private static async ValueTask<ClientHelloFacts?> ReadHelloAsync(PeerConnection plain)
    {
        long until = plain.Clock.After(HandshakeLimit);
        int needed = 0;
        while (true)
        {
            PeerRead read = await plain.ReadAsync(TimeSpan.FromMilliseconds(until - plain.Clock.Now)).ConfigureAwait(false);
            if (!read.IsOpen)
            {
                return null;
            }
            if (read.Buffer.Length < needed)
            {
                plain.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }
            ClientHelloStatus status = ClientHello.Read(read.Buffer, out ClientHelloFacts facts, out needed);
            plain.AdvanceTo(read.Buffer.Start, status == ClientHelloStatus.NeedMore ? read.Buffer.End : read.Buffer.Start);
            if (status != ClientHelloStatus.NeedMore)
            {
                return status == ClientHelloStatus.Found ? facts : null;
            }
        }
    }

    private async ValueTask ServeTlsAsync(PeerConnection plain, Authority authority, Leaf leaf, ClientHelloFacts hello)
    {
        if (!hello.OffersHttp11)
        {
            // The handshake reports this to the client (alert 120, no_application_protocol), the journal to the operator.
            Refusal refusal = refusals.Of(RefusalCode.BadRequest, null, status: 505);
            journal.Refused(authority, null, null, refusal, "the client does not offer HTTP/1.1, the only protocol of this proxy");
        }
        SocketStream transport = plain.Detach();
        await using SslStream tls = new(transport, leaveInnerStreamOpen: false);
        if (!await HandshakeAsync(tls, leaf).ConfigureAwait(false))
        {
            return;
        }
        PeerConnection secure = new(transport, plain.Clock, tls);
        await using (secure.ConfigureAwait(false))
        {
            ClientScope scope = new(authority, Tls: true, IsForwardProxy: false, WrongName(hello.ServerName, authority));
            await inside.RunAsync(new ClientConnection(secure, scope)).ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> HandshakeAsync(SslStream tls, Leaf leaf)
    {
        using CancellationTokenSource limit = new(HandshakeLimit, time);
        try
        {
            await tls.AuthenticateAsServerAsync(leaf.Options, limit.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException or SocketException or OperationCanceledException)
        {
            // The client does not trust the CA, speaks only HTTP/2, or has left. It knows the reason, and the proxy cannot respond.
            return false;
        }
    }

    // By then the handshake is complete with the leaf of the tunnel's host. A failed handshake would give the client no message to show.
    private static string? WrongName(string? serverName, Authority authority)
    {
        if (serverName is null || (HostName.TryParse(serverName, out HostName? host) && host == authority.Host))
        {
            return null;
        }
        return string.Concat(serverName.Select(c => c is > ' ' and < (char)0x7F ? c : '?'));
    }
}
