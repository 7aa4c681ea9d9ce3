using System.Diagnostics;
using System.Net.Security;
using System.Text;

namespace BotBottle.Bench.Load;

/// <summary>Many silent tunnels: the cost of each for the proxy, and a check that each still works afterwards.</summary>
internal static class IdleTunnels
{
    private static readonly byte[] Request = Encoding.ASCII.GetBytes($"GET /json HTTP/1.1\r\nHost: {LoadUpstream.Host}\r\n\r\n");

    public static async Task<Dictionary<string, double>> RunAsync(Way way, int count)
    {
        int process = way.Process ?? Environment.ProcessId;
        long before = ProcessMeter.ResidentKibibytes(process);
        long begun = Stopwatch.GetTimestamp();
        SslStream[] tunnels = new SslStream[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (i, _) => tunnels[i] = await way.ConnectAsync());
        TimeSpan opened = Stopwatch.GetElapsedTime(begun);
        long idle = ProcessMeter.ResidentKibibytes(process);
        double cpu = ProcessMeter.CpuSeconds(process);
        await Task.Delay(TimeSpan.FromSeconds(10));
        cpu = ProcessMeter.CpuSeconds(process) - cpu;

        long[] times = new long[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
        {
            long sent = Stopwatch.GetTimestamp();
            await tunnels[i].WriteAsync(Request, CancellationToken.None);
            MessageStream messages = new(tunnels[i]);
            string head = await messages.ReadHeadAsync() ?? throw new EndOfStreamException($"tunnel {i} was closed");
            await messages.SkipBodyAsync(head);
            times[i] = Stopwatch.GetTimestamp() - sent;
        });
        long used = ProcessMeter.ResidentKibibytes(process);
        Array.ForEach(tunnels, tunnel => tunnel.Dispose());
        Latencies latencies = new(times);
        return new Dictionary<string, double>
        {
            ["tunnels"] = count,
            ["opened a second"] = count / opened.TotalSeconds,
            ["resident before, MiB"] = before / 1024.0,
            ["resident idle, MiB"] = idle / 1024.0,
            ["KiB a tunnel"] = (idle - before) / (double)count,
            ["resident after a request each, MiB"] = used / 1024.0,
            ["CPU while idle, ms a second"] = cpu * 100,
            ["answered afterwards"] = latencies.Count,
            ["request p50, ms"] = latencies.At(0.5),
            ["request p99, ms"] = latencies.At(0.99),
        };
    }
}
