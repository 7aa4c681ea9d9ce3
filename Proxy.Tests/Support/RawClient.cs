using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace BotBottle.Proxy.Tests.Support;

/// <summary>An agent that sends any bytes to the proxy and trusts only the run's CA.</summary>
internal sealed class RawClient(Socket socket, X509Certificate2 authority) : WirePeer(socket, new NetworkStream(socket, ownsSocket: true))
{
    /// <summary>The proxy's certificate from the handshake.</summary>
    public X509Certificate2? ShownCertificate { get; private set; }

    public static async Task<RawClient> OpenAsync(EndPoint proxy, X509Certificate2 authority)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(proxy).Within();
        return new RawClient(socket, authority);
    }

    /// <summary>CONNECT, and TLS inside.</summary>
    public async Task<RawClient> TunnelAsync(string authority, string? serverName = null)
    {
        await SendAsync($"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n\r\n");
        Assert.That(await ReadHeadAsync(), Does.StartWith("HTTP/1.1 200 "));
        await SecureAsync(serverName ?? authority[..authority.LastIndexOf(':')]);
        return this;
    }

    /// <summary>Continues over another stream, which wraps the connection.</summary>
    public void Use(Stream stream) => Stream = stream;

    /// <summary>A TLS handshake that verifies the certificate as a client does.</summary>
    public async Task SecureAsync(string serverName, bool verifyName = true, List<SslApplicationProtocol>? protocols = null)
    {
        X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(authority);
        SslStream tls = new(Stream);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = serverName,
            CertificateChainPolicy = policy,
            ApplicationProtocols = protocols ?? [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
            RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
            {
                ShownCertificate = (X509Certificate2)certificate!;
                return errors == SslPolicyErrors.None || (!verifyName && errors == SslPolicyErrors.RemoteCertificateNameMismatch);
            },
        }).Within();
        Stream = tls;
    }
}
