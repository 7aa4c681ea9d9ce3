using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace BotBottle.Bench.Exchange;

/// <summary>
/// An upstream that allocates nothing per request, so that only the proxy's allocations are counted: blocking reads and writes on one thread per connection,
/// one buffer, and the same response to every complete head.
/// </summary>
internal sealed class QuietServer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly SslServerAuthenticationOptions _tls;
    private readonly byte[] _answer;

    public QuietServer(SslStreamCertificateContext certificate, byte[] answer)
    {
        _tls = new SslServerAuthenticationOptions { ServerCertificateContext = certificate, ApplicationProtocols = [SslApplicationProtocol.Http11] };
        _answer = answer;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public IPEndPoint Endpoint => (IPEndPoint)_listener.LocalEndPoint!;

    public void Dispose() => _listener.Dispose();

    private void Accept()
    {
        try
        {
            while (true)
            {
                Socket socket = _listener.Accept();
                new Thread(() => Serve(socket)) { IsBackground = true }.Start();
            }
        }
        catch (SocketException)
        {
            // Disposed.
        }
    }

    private void Serve(Socket socket)
    {
        socket.NoDelay = true;
        using SslStream stream = new(new NetworkStream(socket, ownsSocket: true));
        byte[] buffer = new byte[16 * 1024];
        try
        {
            stream.AuthenticateAsServer(_tls);
            int filled = 0;
            for (int read; (read = stream.Read(buffer, filled, buffer.Length - filled)) > 0;)
            {
                filled += read;
                if (buffer.AsSpan(0, filled).EndsWith("\r\n\r\n"u8))
                {
                    filled = 0;
                    stream.Write(_answer);
                }
            }
        }
        catch (IOException)
        {
            // The client has left.
        }
    }
}
