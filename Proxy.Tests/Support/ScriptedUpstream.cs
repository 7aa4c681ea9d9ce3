using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace BotBottle.Proxy.Tests.Support;

/// <summary>A real server on loopback; each of its connections follows a script.</summary>
internal sealed class ScriptedUpstream : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly X509Certificate2? _certificate;
    private readonly Func<WirePeer, Task> _script;
    private readonly ConcurrentBag<Task> _peers = [];
    private readonly Task _accepting;
    private int _connections;

    /// <param name="certificate">Null for plain HTTP.</param>
    /// <param name="script">Runs once for each connection.</param>
    public ScriptedUpstream(X509Certificate2? certificate, Func<WirePeer, Task> script)
    {
        _certificate = certificate;
        _script = script;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(64);
        _accepting = AcceptAsync();
    }

    public string Endpoint => _listener.LocalEndPoint!.ToString()!;

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Waits until every connection that was accepted is over.</summary>
    public async Task ServedAsync()
    {
        while (_peers.Count < Connections)
        {
            await Task.Yield();
        }
        await Task.WhenAll(_peers).Within();
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting.Within();
        await Task.WhenAll(_peers).Within();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptAsync();
                Interlocked.Increment(ref _connections);
                _peers.Add(ServeAsync(socket));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        socket.NoDelay = true;
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        if (_certificate is not null)
        {
            SslStream tls = new(stream);
            try
            {
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
                {
                    ServerCertificate = _certificate,
                    ApplicationProtocols = [SslApplicationProtocol.Http11],
                }).Within();
            }
            catch (Exception exception) when (exception is IOException or System.Security.Authentication.AuthenticationException)
            {
                // The proxy refused the certificate.
                return;
            }
            stream = tls;
        }
        await using WirePeer peer = new(socket, stream);
        try
        {
            await _script(peer);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The proxy broke the connection off; a test checks that elsewhere.
        }
    }
}
