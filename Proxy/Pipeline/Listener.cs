using System.Net;
using System.Net.Sockets;
using System.Text;
using BotBottle.Core.Control;
using BotBottle.Core.Hosts;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Pipeline;

/// <summary>
/// A listening socket of a run (spine step 1). It accepts at most <see cref="RunConnections.Max"/> connections at once; further clients wait in the backlog.
/// </summary>
internal sealed class Listener : IDisposable
{
    private const int Backlog = 512;

    /// <summary>A failed accept (no file descriptor, no memory) is temporary. Retrying at once would only use up a processor.</summary>
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket;
    private readonly ListenerKind _kind;
    private readonly IPEndPoint? _bound;

    private Listener(Socket socket, ListenerKind kind, bool isOurs)
    {
        _socket = socket;
        _kind = kind;
        _bound = isOurs ? (IPEndPoint)socket.LocalEndPoint! : null;
    }

    public EndPoint LocalEndPoint => _socket.LocalEndPoint!;

    /// <summary>
    /// True if a connection from this process to <paramref name="endpoint"/> would reach this listener, so that a request to it would loop. An inherited
    /// listener is in another network namespace, which this process cannot reach.
    /// </summary>
    public bool IsAt(IPEndPoint endpoint) =>
        _bound is { } bound && bound.Port == endpoint.Port
        && (bound.Address.Equals(endpoint.Address) || bound.Address.Equals(IPAddress.Any) || bound.Address.Equals(IPAddress.IPv6Any));

    /// <exception cref="ProxyConfigurationException">The descriptor is not a listening socket, or the endpoint cannot be bound.</exception>
    public static Listener Open(ProxyListener configuration)
    {
        try
        {
            return new Listener(configuration switch
            {
                { Descriptor: { } descriptor } => new Socket(new SafeSocketHandle(descriptor, ownsHandle: true)),
                { Endpoint: { } endpoint } => Bind(Parse(endpoint)),
                _ => throw new ProxyConfigurationException("a listener has neither descriptor nor endpoint"),
            }, configuration.Kind, isOurs: configuration.Descriptor is null);
        }
        catch (SocketException exception)
        {
            throw new ProxyConfigurationException(
                $"cannot listen on {configuration.Endpoint ?? $"descriptor {configuration.Descriptor}"}: {exception.Message}");
        }
    }

    /// <summary>Accepts connections until the listener is disposed.</summary>
    /// <param name="connections">Serves the accepted connections.</param>
    /// <param name="time">The clock for the pause after a failure.</param>
    public async Task RunAsync(RunConnections connections, TimeProvider time)
    {
        while (true)
        {
            await connections.WaitForRoomAsync().ConfigureAwait(false);
            try
            {
                connections.Serve(await _socket.AcceptAsync().ConfigureAwait(false), _kind);
            }
            catch (Exception exception) when (exception is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                connections.GiveUpRoom();
                return;
            }
            catch (SocketException)
            {
                connections.GiveUpRoom();
                await Task.Delay(PauseAfterFailure, time).ConfigureAwait(false);
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private static Socket Bind(IPEndPoint endpoint)
    {
        Socket socket = new(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(endpoint);
            socket.Listen(Backlog);
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
    }

    private static IPEndPoint Parse(string endpoint)
    {
        // Port 0 lets the system choose a port. An authority on the wire must not have it.
        bool anyPort = endpoint.EndsWith(":0", StringComparison.Ordinal);
        string text = anyPort ? endpoint[..^2] + ":1" : endpoint;
        return Authority.TryParse(Encoding.ASCII.GetBytes(text), null, out Authority authority) && authority.Host.Address is { } address
            ? new IPEndPoint(address, anyPort ? 0 : authority.Port)
            : throw new ProxyConfigurationException($"'{endpoint}' is not address:port");
    }
}
