using System.Net;
using System.Net.Sockets;
using System.Text;
using BotBottle.Core.Control;
using BotBottle.Core.Hosts;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Accept;

/// <summary>A listening socket of a run (spine step 1). Beyond <see cref="RunConnections.Max"/> nothing is accepted: clients wait in the backlog.</summary>
internal sealed class Listener : IDisposable
{
    private const int Backlog = 512;

    /// <summary>What keeps a process from accepting (no descriptors, no memory) passes; asking again at once would only burn a processor.</summary>
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
    /// Whether a connection of this process to <paramref name="endpoint"/> would come in here: a request to itself would be served again and again. A listener
    /// that was handed over lies in another network's name space, where this process cannot connect to.
    /// </summary>
    public bool IsAt(IPEndPoint endpoint) =>
        _bound is { } bound && bound.Port == endpoint.Port
        && (bound.Address.Equals(endpoint.Address) || bound.Address.Equals(IPAddress.Any) || bound.Address.Equals(IPAddress.IPv6Any));

    /// <exception cref="ProxyConfigurationException">The descriptor is no listening socket, or the endpoint cannot be listened on.</exception>
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

    /// <summary>Accepts until the listener is disposed of.</summary>
    /// <param name="connections">Takes what is accepted.</param>
    /// <param name="time">For the pause after a failure.</param>
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
        // Port 0 lets the system choose one; no authority on the wire may have it.
        bool anyPort = endpoint.EndsWith(":0", StringComparison.Ordinal);
        string text = anyPort ? endpoint[..^2] + ":1" : endpoint;
        return Authority.TryParse(Encoding.ASCII.GetBytes(text), null, out Authority authority) && authority.Host.Address is { } address
            ? new IPEndPoint(address, anyPort ? 0 : authority.Port)
            : throw new ProxyConfigurationException($"'{endpoint}' is not address:port");
    }
}
