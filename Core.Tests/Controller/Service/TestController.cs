using System.Collections.Concurrent;
using BotBottle.Controller.Daemon;
using BotBottle.Core.Budgets;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Usage;
using Microsoft.Data.Sqlite;

namespace BotBottle.Core.Tests.Controller.Service;

/// <summary>A real controller in its own folder: Kestrel on Unix sockets, SQLite on disk, and a manual clock.</summary>
internal sealed class TestController : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly bool _ownsHome;
    private ControllerService? _service;

    private TestController(string home, bool ownsHome)
    {
        Home = home;
        _ownsHome = ownsHome;
        Client = new ControllerClient(Path.Combine(home, "controller.sock"));
    }

    public string Home { get; }

    public ManualTime Time { get; } = new() { Start = new DateTimeOffset(2026, 11, 21, 8, 0, 0, TimeSpan.Zero) };

    public ControllerClient Client { get; }

    public IEnumerable<string> Complaints => _complaints;

    public static async Task<TestController> StartAsync(string? settings = null, string? home = null)
    {
        TestController test = new(home ?? Directory.CreateTempSubdirectory("bb").FullName, home is null);
        if (settings is not null)
        {
            test.WriteSettings(settings);
        }

        await test.StartAgainAsync();
        return test;
    }

    /// <summary>
    /// A text of the same length within one tick of the file system's clock would look unchanged, so that the time stamp is advanced by hand.
    /// </summary>
    public void WriteSettings(string text)
    {
        string path = Path.Combine(Home, "settings.yml");
        DateTime stamp = File.Exists(path) ? File.GetLastWriteTimeUtc(path).AddSeconds(1) : DateTime.UtcNow;
        File.WriteAllText(path, text);
        File.SetLastWriteTimeUtc(path, stamp);
    }

    public async Task StopAsync()
    {
        if (_service is not null)
        {
            await _service.DisposeAsync();
        }

        _service = null;
    }

    public async Task StartAgainAsync()
    {
        await StopAsync();
        _service = await ControllerService.StartAsync(Home, Time, _complaints.Enqueue);
    }

    /// <summary>Changes the database while no controller runs, and starts one again.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await StopAsync();
        using (SqliteConnection connection = new($"Data Source={Path.Combine(Home, "bot-bottle.db")};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }

        await StartAgainAsync();
    }

    public async Task<TestRun> RegisterAsync(
        string? name = null, string? agent = null, string[]? bottles = null, CutoffPolicy? shutdown = null, long? budget = null,
        BudgetDeclaration[]? declared = null,
        bool supervised = true, RunEgress? egress = null, string? repository = null, CutoffPolicy? atLeast = null)
    {
        Dictionary<string, long> budgets = budget is { } tokens ? new() { ["claude"] = tokens } : [];
        RunRegistered registered = await Client.RegisterAsync(new RunRegistration(
            name, agent, bottles ?? [], IsolationKind.None, shutdown, budgets, declared ?? [], ["sleep"], "/tmp", Environment.ProcessId, supervised,
            Egress: egress, Repository: repository, ShutdownAtLeast: atLeast));
        return new TestRun(this, registered);
    }

    public static UsageReport Report(string exchange, long output, string provider = "claude", UsageQuality quality = UsageQuality.Exact) => new(
        exchange, provider, "api.anthropic.com", "/v1/messages", "model-1", "msg_" + exchange, 200, new TokenUsage(0, 0, 0, output, 0), quality,
        ExchangeEnd.Complete, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);

    public async Task<List<LoggedEvent>> EventsAsync(bool audit = false)
    {
        List<LoggedEvent> events = [];
        await foreach (LoggedEvent told in Client.EventsAsync(audit: audit))
        {
            events.Add(told);
        }

        return events;
    }

    public async Task<List<EventKind>> KindsAsync() => [.. (await EventsAsync()).Select(told => told.Event)];

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await StopAsync();

        if (_ownsHome)
        {
            Directory.Delete(Home, recursive: true);
        }
    }
}
