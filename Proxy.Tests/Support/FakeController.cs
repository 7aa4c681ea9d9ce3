using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;

namespace BotBottle.Proxy.Tests.Support;

/// <summary>
/// Implements the controller's side of proxy.sock on a real Unix socket, because the proxy must not reference the real one. A test can wait for everything that
/// it receives.
/// </summary>
internal sealed class FakeController : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly ConcurrentDictionary<Socket, Task> _peers = new();
    private readonly Channel<string> _orders = Channel.CreateUnbounded<string>();
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;
    private CancellationTokenSource _down = new();

    public FakeController() => Up();

    public ControllerAddress Address => new(_folder.File("proxy.sock"), "the-run's-token");

    public string Spool => _folder.File("spool");

    /// <summary>Answers requests for admission.</summary>
    public Func<AdmissionRequest, Task<AdmissionAnswer>> Admit { get; set; } = _ => Task.FromResult(new AdmissionAnswer(AdmissionVerdict.Admitted));

    /// <summary>Answers requests for approval.</summary>
    public Func<ApprovalRequest, Task<ApprovalAnswer>> Approve { get; set; } =
        _ => Task.FromResult(new ApprovalAnswer(ApprovalVerdict.Unsupervised, Message: "nobody is asked"));

    /// <summary>Awaited before a report is acknowledged.</summary>
    public Task MayAcknowledge { get; set; } = Task.CompletedTask;

    /// <summary>Decides the status of a batch of reports.</summary>
    public Func<IReadOnlyList<UsageReport>, int> ReportStatus { get; set; } = _ => 200;

    public Channel<AdmissionRequest> Admissions { get; } = Channel.CreateUnbounded<AdmissionRequest>();

    /// <summary>Decides whether an approval for one request is granted; if it throws, the answer is lost.</summary>
    public Func<ApprovalUse, bool> Use { get; set; } = _ => false;

    public Channel<ApprovalUse> Uses { get; } = Channel.CreateUnbounded<ApprovalUse>();

    public Channel<ApprovalRequest> Approvals { get; } = Channel.CreateUnbounded<ApprovalRequest>();

    public Channel<UsageReport> Reports { get; } = Channel.CreateUnbounded<UsageReport>();

    public Channel<EgressEvent> Events { get; } = Channel.CreateUnbounded<EgressEvent>();

    public Channel<string> Drains { get; } = Channel.CreateUnbounded<string>();

    /// <summary>The options of a proxy with this controller.</summary>
    public TestProxyOptions Options => new() { Controller = Address, Spool = Spool };

    public void Order(RunOrders orders) => _orders.Writer.TryWrite(JsonSerializer.Serialize(orders, ControlJson.Default.RunOrders) + "\n");

    /// <summary>Waits until the proxy has its first orders.</summary>
    public static Task ReadyAsync(TestProxy proxy) => ReadyAsync(proxy.Endpoint(), proxy.Authority);

    /// <summary>Waits until a proxy has orders with this spend, because orders arrive on their own connection.</summary>
    public static async Task UntilSpentAsync(TestProxy proxy, long spent)
    {
        await using RawClient client = await proxy.ConnectAsync();
        string body;
        do
        {
            await client.SendAsync("GET http://_egress.local/budget HTTP/1.1\r\nHost: _egress.local\r\n\r\n");
            (_, body) = await client.ReadMessageAsync();
        }
        while (!body.Contains(spent.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));
    }

    public static async Task ReadyAsync(EndPoint proxy, X509Certificate2 authority)
    {
        await using RawClient client = await RawClient.OpenAsync(proxy, authority);
        string body;
        do
        {
            await client.SendAsync("GET http://_egress.local/budget HTTP/1.1\r\nHost: _egress.local\r\n\r\n");
            (_, body) = await client.ReadMessageAsync();
        }
        while (body.Contains("\"spent\":null", StringComparison.Ordinal));
    }

    /// <summary>The present contents of the spool files.</summary>
    public SpoolContents ReadSpool()
    {
        string path = Directory.GetFiles(_folder.Path, SpoolFormat.SearchPattern(Spool)).Single();
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return SpoolFormat.Read(bytes);
    }

    /// <summary>Stops: the socket is removed and connections break.</summary>
    public async Task DownAsync()
    {
        await _down.CancelAsync();
        _listener!.Dispose();
        foreach (Socket socket in _peers.Keys)
        {
            socket.Dispose();
        }
        await _accepting.Within();
        await Task.WhenAll(_peers.Values).Within();
        _peers.Clear();
        File.Delete(Address.Socket);
    }

    public void Up()
    {
        _down = new CancellationTokenSource();
        _listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _listener.Bind(new UnixDomainSocketEndPoint(Address.Socket));
        _listener.Listen(512);
        _accepting = AcceptAsync(_listener);
    }

    public async ValueTask DisposeAsync()
    {
        await DownAsync();
        _folder.Dispose();
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                Socket socket = await listener.AcceptAsync();
                _peers[socket] = ServeAsync(socket);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The controller is down.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await using WirePeer peer = new(socket, new NetworkStream(socket));
        try
        {
            while (true)
            {
                (string head, string body) = await peer.ReadMessageAsync();
                Assert.That(WirePeer.Field(head, "Authorization"), Is.EqualTo($"Bearer {Address.Token}"));
                await AnswerAsync(peer, head.Split(' ')[1], body);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or SocketException or OperationCanceledException)
        {
            // Either side has closed the connection.
        }
    }

    private async Task AnswerAsync(WirePeer peer, string path, string body)
    {
        switch (path)
        {
            case ApiPaths.Drain:
                Drains.Writer.TryWrite(body);
                await peer.SendAsync("HTTP/1.1 204 No Content\r\n\r\n");
                break;
            case ApiPaths.Orders:
                await peer.SendAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                await foreach (string line in _orders.Reader.ReadAllAsync(_down.Token))
                {
                    await peer.SendAsync($"{line.Length:x}\r\n{line}\r\n");
                }
                break;
            case ApiPaths.Admissions:
                AdmissionRequest asked = JsonSerializer.Deserialize(body, ControlJson.Default.AdmissionRequest)!;
                Admissions.Writer.TryWrite(asked);
                await SendJsonAsync(peer, await Admit(asked), ControlJson.Default.AdmissionAnswer);
                break;
            case ApiPaths.AskApproval:
                ApprovalRequest held = JsonSerializer.Deserialize(body, ControlJson.Default.ApprovalRequest)!;
                Approvals.Writer.TryWrite(held);
                await SendJsonAsync(peer, await Approve(held), ControlJson.Default.ApprovalAnswer);
                break;
            case ApiPaths.UseApproval:
                ApprovalUse use = JsonSerializer.Deserialize(body, ControlJson.Default.ApprovalUse)!;
                Uses.Writer.TryWrite(use);
                await SendJsonAsync(peer, new ApprovalUsed(Use(use)), ControlJson.Default.ApprovalUsed);
                break;
            case ApiPaths.Usage:
                IReadOnlyList<UsageReport> reports = JsonSerializer.Deserialize(body, ControlJson.Default.IReadOnlyListUsageReport)!;
                await TakeReportsAsync(peer, reports);
                break;
            default:
                foreach (EgressEvent happened in JsonSerializer.Deserialize(body, ControlJson.Default.IReadOnlyListEgressEvent)!)
                {
                    Events.Writer.TryWrite(happened);
                }
                await peer.SendAsync("HTTP/1.1 204 No Content\r\n\r\n");
                break;
        }
    }

    private async Task TakeReportsAsync(WirePeer peer, IReadOnlyList<UsageReport> reports)
    {
        await MayAcknowledge.WaitAsync(_down.Token);
        int status = ReportStatus(reports);
        if (status != 200)
        {
            await peer.SendAsync($"HTTP/1.1 {status} No\r\nContent-Length: 2\r\n\r\n{{}}");
            return;
        }
        foreach (UsageReport report in reports)
        {
            Reports.Writer.TryWrite(report);
        }
        await SendJsonAsync(peer, new UsageAcknowledgement([.. reports.Select(report => report.Exchange)]), ControlJson.Default.UsageAcknowledgement);
    }

    private static async Task SendJsonAsync<T>(WirePeer peer, T value, JsonTypeInfo<T> type)
    {
        string json = JsonSerializer.Serialize(value, type);
        await peer.SendAsync($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {json.Length}\r\n\r\n{json}");
    }
}
