using System.Diagnostics;
using System.Globalization;
using System.Net.Security;
using System.Text;
using BotBottle.Core.Routes;

namespace BotBottle.Bench.Load;

/// <summary>
/// What scanning costs the whole proxy: two runs of one process, one whose route looks for everything in both directions and one whose route looks for nothing, under
/// the same requests, in turns. The ratio of each pair of turns is what counts: the machine's noise is in both.
/// </summary>
internal static class ScanningOnOff
{
    private const int Connections = 16;
    private const int Turns = 11;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1.5);

    public static async Task RunAsync(LoadUpstream upstream, BenchAuthority outside, Action<string, Dictionary<string, double>> print)
    {
        using ProxyUnderTest proxy = await ProxyUnderTest.StartAsync(upstream, outside, [Routes(""), Routes("    dlp: {outbound_detectors: [], inbound_detectors: []}\n")]);
        Way on = proxy.Way with { Proxies = [proxy.Way.Proxies[0]], Host = LoadUpstream.Plain };
        Way off = proxy.Way with { Proxies = [proxy.Way.Proxies[1]], Host = LoadUpstream.Plain };
        foreach ((string name, string request) in Requests())
        {
            byte[] bytes = Encoding.UTF8.GetBytes(request);
            await using Load with = await Load.OpenAsync(on, bytes);
            await using Load without = await Load.OpenAsync(off, bytes);
            await with.RunAsync(Turn);
            await without.RunAsync(Turn);
            List<(double Rate, double Cost)> scanned = [];
            List<(double Rate, double Cost)> plain = [];
            for (int i = 0; i < Turns; i++)
            {
                scanned.Add(await with.RunAsync(Turn));
                plain.Add(await without.RunAsync(Turn));
            }
            print($"{name}, {Connections} connections kept alive, scanning on and off", new Dictionary<string, double>
            {
                ["requests a second, on"] = Median(scanned.Select(turn => turn.Rate)),
                ["requests a second, off"] = Median(plain.Select(turn => turn.Rate)),
                ["on / off, median of turns"] = Median(scanned.Zip(plain, (left, right) => left.Rate / right.Rate)),
                ["proxy CPU a request, us, on"] = Median(scanned.Select(turn => turn.Cost)),
                ["proxy CPU a request, us, off"] = Median(plain.Select(turn => turn.Cost)),
            });
        }
    }

    private static RouteSet Routes(string dlp) => RoutesReader.Read($"log: off\nroutes:\n  - host: {LoadUpstream.Plain}\n{dlp}", "routes.yml");

    private static IEnumerable<(string Name, string Request)> Requests()
    {
        const string fields = $"Host: {LoadUpstream.Plain}\r\nUser-Agent: load/1.0\r\nAccept: application/json\r\nX-Request-Id: 8f14e45f-ceea-467f-9a6b-3a1f0c7d5b11\r\n";
        yield return ("GET, 1 KiB of JSON back", $"GET /json?page=3&sort=name HTTP/1.1\r\n{fields}\r\n");
        string prompt = Encoding.ASCII.GetString(Dlp.DlpInputs.All.First(input => input.Name == "prompt JSON").Bytes);
        foreach (int kibibytes in (int[])[2, 64])
        {
            string body = prompt[..(kibibytes * 1024)];
            yield return ($"POST of {kibibytes} KiB of prompt JSON",
                $"POST /json HTTP/1.1\r\n{fields}Content-Type: application/json\r\nContent-Length: {body.Length.ToString(CultureInfo.InvariantCulture)}\r\n\r\n{body}");
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    /// <summary>Connections that each send the same request again as soon as its answer is there.</summary>
    private sealed class Load(Way way, byte[] request, SslStream[] connections) : IAsyncDisposable
    {
        public static async Task<Load> OpenAsync(Way way, byte[] request)
        {
            SslStream[] connections = new SslStream[Connections];
            for (int i = 0; i < connections.Length; i++)
            {
                connections[i] = await way.ConnectAsync();
            }
            return new Load(way, request, connections);
        }

        /// <returns>Requests a second, and microseconds of the proxy's processor time for each.</returns>
        public async Task<(double Rate, double Cost)> RunAsync(TimeSpan time)
        {
            double cpu = ProcessMeter.CpuSeconds(way.Process!.Value);
            long begun = Stopwatch.GetTimestamp();
            int[] counts = await Task.WhenAll(connections.Select(connection => Task.Run(() => RepeatAsync(connection, begun, time))));
            double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            cpu = ProcessMeter.CpuSeconds(way.Process!.Value) - cpu;
            int count = counts.Sum();
            return (count / seconds, cpu * 1e6 / count);
        }

        public async ValueTask DisposeAsync()
        {
            foreach (SslStream connection in connections)
            {
                await connection.DisposeAsync();
            }
        }

        private async Task<int> RepeatAsync(SslStream connection, long begun, TimeSpan time)
        {
            MessageStream messages = new(connection);
            int count = 0;
            for (; Stopwatch.GetElapsedTime(begun) < time; count++)
            {
                await connection.WriteAsync(request);
                string head = await messages.ReadHeadAsync() ?? throw new EndOfStreamException("no answer");
                if (!head.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal))
                {
                    throw new IOException(head);
                }
                _ = await messages.SkipBodyAsync(head);
            }
            return count;
        }
    }
}
