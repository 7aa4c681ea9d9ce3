using System.Diagnostics;
using BotBottle.Core.Control;
using BotBottle.Core.Routes;

namespace BotBottle.Bench.Load.Peers;

/// <summary>Our own proxy, a process of its own: with all that it does, beside a controller process with a durable ledger, or with scanning off and alone.</summary>
internal static class BotBottle
{
    private const string Everything = $"log: blocks\nroutes:\n  - host: {LoadUpstream.Plain}\n  - host: {LoadUpstream.Host}\n";
    private const string NoScanning = $"log: off\nroutes:\n  - host: {LoadUpstream.Plain}\n    dlp: {{outbound_detectors: [], inbound_detectors: []}}\n";

    /// <summary>Routes, DLP, injection, metering, admission, controller and ledger.</summary>
    public static async Task<Contender> StartAsync(LoadUpstream upstream, BenchAuthority outside)
    {
        DirectoryInfo home = Directory.CreateTempSubdirectory("bb-load");
        await File.WriteAllTextAsync(Path.Combine(home.FullName, "settings.yml"), "budget: {claude: {tokens: 4000000000000}}\n");
        Serving controller = new(home);
        using ControllerClient client = new(Path.Combine(home.FullName, "controller.sock"));
        await UntilAnsweredAsync(client);
        RunRegistered run = await client.RegisterAsync(new RunRegistration(
            "load", null, [], IsolationKind.None, null, new Dictionary<string, long>(), [], ["load"], "/", Environment.ProcessId));
        ProxyUnderTest proxy = await ProxyUnderTest.StartAsync(
            upstream, outside, [Read(Everything)], (new ControllerAddress(Path.Combine(home.FullName, "proxy.sock"), run.Token), Path.Combine(run.Folder, "proxy")));
        return new Contender("everything on", proxy.Way with { Name = "everything on", Host = LoadUpstream.Plain }, [proxy.Way.Process!.Value, controller.Id], proxy, controller);
    }

    /// <summary>Routes alone.</summary>
    public static async Task<Contender> StartWithoutScanningAsync(LoadUpstream upstream, BenchAuthority outside)
    {
        ProxyUnderTest proxy = await ProxyUnderTest.StartAsync(upstream, outside, [Read(NoScanning)]);
        return new Contender("without scanning", proxy.Way with { Name = "without scanning", Host = LoadUpstream.Plain }, [proxy.Way.Process!.Value], proxy);
    }

    private static RouteSet Read(string routes) => RoutesReader.Read(routes, "routes.yml");

    private static async Task UntilAnsweredAsync(ControllerClient client)
    {
        for (long begun = Stopwatch.GetTimestamp(); ; await Task.Delay(20))
        {
            try
            {
                await client.StatusAsync();
                return;
            }
            catch (ControllerException early) when (early.Code == ControllerException.Unreachable && Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(30))
            {
                // It is still starting.
            }
        }
    }

    /// <summary>The controller's process and its home.</summary>
    private sealed class Serving(DirectoryInfo home) : IDisposable
    {
        private readonly Process _process = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "bot-bottle"), ["controller", "serve"])
        {
            Environment = { ["BOT_BOTTLE_HOME"] = home.FullName },
            WorkingDirectory = "/",
        })!;

        public int Id => _process.Id;

        public void Dispose()
        {
            _process.Kill();
            _process.WaitForExit();
            _process.Dispose();
            home.Delete(recursive: true);
        }
    }
}
