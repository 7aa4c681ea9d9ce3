using BotBottle.Core.Control;
using BotBottle.Core.Routes;

namespace BotBottle.Bench.Load.Peers;

/// <summary>
/// Bot Bottle's proxy in its own process: with all features and a controller process with a durable ledger, or without scanning and controller.
/// </summary>
internal static class BotBottle
{
    private const string Everything = $"log: blocks\nroutes:\n  - host: {LoadUpstream.Plain}\n  - host: {LoadUpstream.Host}\n";
    private const string NoScanning = $"log: off\nroutes:\n  - host: {LoadUpstream.Plain}\n    dlp: {{outbound_detectors: [], inbound_detectors: []}}\n";

    /// <summary>Routes, DLP, injection, metering, admission, controller and ledger.</summary>
    public static async Task<Contender> StartAsync(LoadUpstream upstream, BenchAuthority outside)
    {
        ControllerProcess controller = await ControllerProcess.StartAsync("budget: {claude: {tokens: 4000000000000}}\n");
        RunRegistered run = await controller.Client.RegisterAsync(new RunRegistration(
            "load", null, [], IsolationKind.None, null, new Dictionary<string, long>(), [], ["load"], "/", Environment.ProcessId));
        ProxyUnderTest proxy = await ProxyUnderTest.StartAsync(
            upstream, outside, [Read(Everything)], (new ControllerAddress(controller.ProxySocket, run.Token), Path.Combine(run.Folder, "proxy")));
        return new Contender("everything on", proxy.Way with { Name = "everything on", Host = LoadUpstream.Plain }, [proxy.Way.Process!.Value, controller.Id],
            proxy, controller);
    }

    /// <summary>Only routes.</summary>
    public static async Task<Contender> StartWithoutScanningAsync(LoadUpstream upstream, BenchAuthority outside)
    {
        ProxyUnderTest proxy = await ProxyUnderTest.StartAsync(upstream, outside, [Read(NoScanning)]);
        return new Contender("without scanning", proxy.Way with { Name = "without scanning", Host = LoadUpstream.Plain }, [proxy.Way.Process!.Value], proxy);
    }

    private static RouteSet Read(string routes) => RoutesReader.Read(routes, "routes.yml");
}
