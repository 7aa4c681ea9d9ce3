using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using BotBottle.Core.Certificates;

namespace BotBottle.Controller.Doctor;

/// <summary>A TLS server with a certificate of a temporary CA, in the place of the proxy for the bottle's clients.</summary>
internal sealed class TrustedServer : IDisposable
{
    private readonly X509Certificate2 _leaf;

    /// <summary>Creates the CA and the certificate.</summary>
    /// <param name="name">The host name of the certificate.</param>
    /// <param name="now">The clock.</param>
    public TrustedServer(string name, DateTimeOffset now)
    {
        CertificateAuthorityPem pem = CertificateAuthorityFactory.Create("doctor", now, TimeSpan.FromDays(2));
        CaPem = pem.Certificate;
        using var issuer = new CertificateIssuer(pem);
        _leaf = issuer.Issue(new ServerCertificate([name], now.AddHours(-1), now.AddDays(1)));
    }

    /// <summary>The CA's certificate.</summary>
    public string CaPem { get; }

    /// <summary>Serves until cancelled; a client that rejects the certificate is ignored.</summary>
    public async Task ServeAsync(Socket listener, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            using var client = await listener.AcceptAsync(cancel);
            try
            {
                await AnswerAsync(client, cancel);
            }
            catch (Exception error) when (error is IOException or AuthenticationException)
            {
                continue; // the client reports it: the bottle's probe shows the error
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _leaf.Dispose();

    private async Task AnswerAsync(Socket client, CancellationToken cancel)
    {
        await using var stream = new SslStream(new NetworkStream(client));
        await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _leaf }, cancel);
        var request = new byte[4096];
        if (await stream.ReadAsync(request, cancel) > 0)
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 8\r\nConnection: close\r\n\r\ntrusted\n"u8.ToArray(), cancel);
            await stream.ShutdownAsync();
        }
    }
}
