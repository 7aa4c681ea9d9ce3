using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace BotBottle.Bench.Load;

/// <summary>A client's way to the upstream: direct, or through a proxy.</summary>
/// <param name="Name">The name in the tables.</param>
/// <param name="Proxies">The proxy's listeners, used in turn; empty for the direct way.</param>
/// <param name="Upstream">The listener of the upstream.</param>
/// <param name="Trust">The CA that its clients must trust.</param>
/// <param name="Process">The proxy's process; null for the direct way.</param>
internal sealed record Way(string Name, IReadOnlyList<EndPoint> Proxies, IPEndPoint Upstream, BenchAuthority Trust, int? Process)
{
    private int _next;

    /// <summary>The requested host.</summary>
    public string Host { get; init; } = LoadUpstream.Host;

    /// <summary>The requested port. Peers without a setting for a name's address get the upstream's own.</summary>
    public int Port { get; init; } = 443;

    /// <summary>The value of the Host field.</summary>
    public string Authority => Port == 443 ? Host : $"{Host}:{Port}";

    /// <summary>Opens a connection: TCP, CONNECT if there is a proxy, TLS.</summary>
    public async Task<SslStream> ConnectAsync()
    {
        EndPoint endpoint = Proxies.Count == 0 ? Upstream : Proxies[Interlocked.Increment(ref _next) % Proxies.Count];
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(endpoint);
        NetworkStream transport = new(socket, ownsSocket: true);
        if (Proxies.Count > 0)
        {
            await transport.WriteAsync(Encoding.ASCII.GetBytes($"CONNECT {Host}:{Port} HTTP/1.1\r\nHost: {Host}:{Port}\r\n\r\n"));
            byte[] answer = new byte[512];
            int read = await transport.ReadAsync(answer);
            string text = Encoding.ASCII.GetString(answer, 0, read);
            if (!text.Contains(" 200 ", StringComparison.Ordinal) || !text.EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                throw new IOException($"{Name} answered CONNECT with: {text}");
            }
        }
        SslStream stream = new(transport);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = Host,
            CertificateChainPolicy = Trust.Trust,
            ApplicationProtocols = [SslApplicationProtocol.Http11],
        });
        return stream;
    }
}
