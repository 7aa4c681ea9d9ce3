using System.Globalization;
using System.Text;
using BotBottle.Bench.Load.Workloads;
using BotBottle.Core.Routes;

namespace BotBottle.Bench.Load;

/// <summary>
/// The cost of scanning for the whole proxy: two runs of one process, one with all detectors in both directions and one with none, under the same requests in
/// turns. The ratio of each pair of turns counts, because the machine's noise is in both.
/// </summary>
internal static class ScanningOnOff
{
    private const int Connections = 16;
    private const int Turns = 11;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1.5);

    public static async Task RunAsync(LoadUpstream upstream, BenchAuthority outside, Action<string, Dictionary<string, double>> print)
    {
        using ProxyUnderTest proxy =
            await ProxyUnderTest.StartAsync(upstream, outside, [Routes(""), Routes("    dlp: {outbound_detectors: [], inbound_detectors: []}\n")]);
        Way on = proxy.Way with { Proxies = [proxy.Way.Proxies[0]], Host = LoadUpstream.Plain };
        Way off = proxy.Way with { Proxies = [proxy.Way.Proxies[1]], Host = LoadUpstream.Plain };
        foreach ((string name, string request) in Requests())
        {
            byte[] bytes = Encoding.UTF8.GetBytes(request);
            KeepAlive requests = new(name, _ => bytes, Connections);
            await using IRunningLoad with = await requests.OpenAsync(on);
            await using IRunningLoad without = await requests.OpenAsync(off);
            await with.RunAsync(Turn);
            await without.RunAsync(Turn);
            List<(double Rate, double Cost)> scanned = [];
            List<(double Rate, double Cost)> plain = [];
            for (int i = 0; i < Turns; i++)
            {
                scanned.Add(await TurnAsync(on, with));
                plain.Add(await TurnAsync(off, without));
            }
            print($"{name}, {Connections} connections kept alive, scanning on and off", new Dictionary<string, double>
            {
                ["requests a second, on"] = Medians.Of(scanned.Select(turn => turn.Rate)),
                ["requests a second, off"] = Medians.Of(plain.Select(turn => turn.Rate)),
                ["on / off, median of turns"] = Medians.Of(scanned.Zip(plain, (left, right) => left.Rate / right.Rate)),
                ["proxy CPU a request, us, on"] = Medians.Of(scanned.Select(turn => turn.Cost)),
                ["proxy CPU a request, us, off"] = Medians.Of(plain.Select(turn => turn.Cost)),
            });
        }
    }

    private static RouteSet Routes(string dlp) => RoutesReader.Read($"log: off\nroutes:\n  - host: {LoadUpstream.Plain}\n{dlp}", "routes.yml");

    private static IEnumerable<(string Name, string Request)> Requests()
    {
        const string fields =
            $"Host: {LoadUpstream.Plain}\r\nUser-Agent: load/1.0\r\nAccept: application/json\r\nX-Request-Id: 8f14e45f-ceea-467f-9a6b-3a1f0c7d5b11\r\n";
        yield return ("GET, 1 KiB of JSON back", $"GET /json?page=3&sort=name HTTP/1.1\r\n{fields}\r\n");
        string prompt = Encoding.ASCII.GetString(Dlp.DlpInputs.All.First(input => input.Name == "prompt JSON").Bytes);
        foreach (int kibibytes in (int[])[2, 64])
        {
            string body = prompt[..(kibibytes * 1024)];
            yield return ($"POST of {kibibytes} KiB of prompt JSON",
                $"POST /json HTTP/1.1\r\n{fields}Content-Type: application/json\r\nContent-Length: {body.Length.ToString(CultureInfo.InvariantCulture)}\r\n\r\n"
                    + $"{body}");
        }
    }

    // Requests per second, and microseconds of the proxy's processor time for each.
    private static async Task<(double Rate, double Cost)> TurnAsync(Way way, IRunningLoad load)
    {
        double cpu = ProcessMeter.CpuSeconds(way.Process!.Value);
        LoadFigure figure = await load.RunAsync(Turn);
        return (figure.Rate, (ProcessMeter.CpuSeconds(way.Process.Value) - cpu) * 1e6 / figure.Count);
    }
}
