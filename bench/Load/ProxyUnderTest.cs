using System.Diagnostics;
using System.Net;
using System.Text.Json;
using BotBottle.Core.Control;
using BotBottle.Core.Providers;
using BotBottle.Core.Routes;

namespace BotBottle.Bench.Load;

/// <summary>
/// The real bot-bottle-proxy in its own process, without a controller (metering to a file), with enough runs for the connections of the load.
/// </summary>
internal sealed class ProxyUnderTest : IDisposable
{
    private readonly Process _process;
    private readonly BenchAuthority _authority;

    private ProxyUnderTest(Process process, BenchAuthority authority, Way way, TimeSpan started)
    {
        _process = process;
        _authority = authority;
        Way = way;
        Started = started;
    }

    public Way Way { get; }

    /// <summary>From its start to its "ready".</summary>
    public TimeSpan Started { get; }

    /// <param name="upstream">The address of api.anthropic.com.</param>
    /// <param name="outside">The CA of the upstream.</param>
    /// <param name="runs">Each may hold 512 connections.</param>
    public static Task<ProxyUnderTest> StartAsync(LoadUpstream upstream, BenchAuthority outside, int runs) =>
        StartAsync(upstream, outside, new RouteSet?[runs]);

    /// <param name="upstream">The address of every host.</param>
    /// <param name="outside">The CA of the upstream.</param>
    /// <param name="routes">The routes of each run; null for the built-in ones.</param>
    /// <param name="controller">The controller and the spool of each run; null for no controller.</param>
    public static async Task<ProxyUnderTest> StartAsync(
        LoadUpstream upstream, BenchAuthority outside, IReadOnlyList<RouteSet?> routes, (ControllerAddress Address, string Spool)? controller = null)
    {
        BenchAuthority inside = new("load");
        int[] ports = FreePorts(routes.Count);
        ProxyConfiguration configuration = new(
            [.. ports.Select((port, i) => new ProxyRun(
                $"run-{i}", $"load-{i}", [new ProxyListener(ListenerKind.Proxy, null, $"127.0.0.1:{port}")], inside.Pem,
                [new ProviderCredential("claude", "ANTHROPIC_API_KEY", "host-key")], [], false, routes[i], controller?.Address, controller?.Spool, null))],
            new UpstreamConfiguration(outside.Pem.Certificate, new Dictionary<string, string> { [LoadUpstream.Host] = upstream.Endpoint.ToString(),
                [LoadUpstream.Plain] = upstream.Endpoint.ToString() }), []);
        ProcessStartInfo start = new("/bin/sh", ["-c", "exec \"$0\" 2>/dev/null", Installation.Proxy])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1";
        long begun = Stopwatch.GetTimestamp();
        Process process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(JsonSerializer.Serialize(configuration, ControlJson.Default.ProxyConfiguration));
        process.StandardInput.Close();
        string ready = await process.StandardOutput.ReadLineAsync() ?? "";
        TimeSpan started = Stopwatch.GetElapsedTime(begun);
        if (ready != "ready")
        {
            throw new IOException($"the proxy did not start: {ready}");
        }
        Way way = new("proxy", [.. ports.Select(port => new IPEndPoint(IPAddress.Loopback, port))], upstream.Endpoint, inside, process.Id);
        return new ProxyUnderTest(process, inside, way, started);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
        _authority.Dispose();
    }

    public static int[] FreePorts(int count)
    {
        System.Net.Sockets.TcpListener[] probes = [.. Enumerable.Range(0, count).Select(_ => new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))];
        Array.ForEach(probes, probe => probe.Start());
        int[] ports = [.. probes.Select(probe => ((IPEndPoint)probe.LocalEndpoint).Port)];
        Array.ForEach(probes, probe => probe.Stop());
        return ports;
    }
}
