using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace BotBottle.Proxy.Tests.Support;

/// <summary><c>openssl s_server -www</c>: a server whose page shows its side of the handshake.</summary>
internal sealed class OpenSslServer : IAsyncDisposable
{
    private readonly TestFolder _folder;
    private readonly Process _process;

    private OpenSslServer(TestFolder folder, Process process, string endpoint, string authority)
    {
        _folder = folder;
        _process = process;
        Endpoint = endpoint;
        Authority = authority;
    }

    public string Endpoint { get; }

    /// <summary>Its CA, PEM.</summary>
    public string Authority { get; }

    public static Task<OpenSslServer> StartAsync(string name, params string[] options)
    {
        TestAuthority authority = new();
        X509Certificate2 certificate = authority.Certify(name);
        string pem = certificate.ExportCertificatePem() + "\n" + certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem();
        return StartAsync(pem, "", authority.Pem, options);
    }

    /// <summary>Starts it with a certificate of any kind.</summary>
    /// <param name="server">Its certificate and key, PEM.</param>
    /// <param name="above">The certificates that it sends besides, PEM.</param>
    /// <param name="authority">Its CA, PEM.</param>
    /// <param name="options">Further options of <c>openssl s_server</c>.</param>
    public static async Task<OpenSslServer> StartAsync(string server, string above, string authority, string[] options)
    {
        TestFolder folder = new();
        await File.WriteAllTextAsync(folder.File("server.pem"), server);
        await File.WriteAllTextAsync(folder.File("above.pem"), above);
        if (above.Length > 0)
        {
            options = [.. options, "-cert_chain", folder.File("above.pem")];
        }
        int port = FreePort();
        ProcessStartInfo start = new(
            "openssl", [
                "s_server", "-www", "-accept", $"127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}", "-cert", folder.File("server.pem"), .. options])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        Process process = Process.Start(start)!;
        for (string line = ""; line != "ACCEPT";)
        {
            line = await process.StandardOutput.ReadLineAsync().Within() ?? throw new InvalidOperationException("openssl s_server has ended");
        }
        return new OpenSslServer(folder, process, $"127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}", authority);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().Within();
        _process.Dispose();
        _folder.Dispose();
    }

    private static int FreePort()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
