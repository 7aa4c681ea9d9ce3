using System.Diagnostics;

namespace BotBottle.Bench.Load.Workloads;

/// <summary>Several clients, each of which repeats an operation without a pause.</summary>
internal static class Clients
{
    /// <param name="count">The number of clients.</param>
    /// <param name="time">The duration.</param>
    /// <param name="once">The operation of client i; returns the transferred bytes.</param>
    public static async Task<LoadFigure> RepeatAsync(int count, TimeSpan time, Func<int, ValueTask<long>> once)
    {
        long begun = Stopwatch.GetTimestamp();
        (List<long> Times, long Bytes)[] done = await Task.WhenAll(Enumerable.Range(0, count).Select(client => Task.Run(async () =>
        {
            List<long> times = new(64 * 1024);
            long bytes = 0;
            for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begun, start) < time;)
            {
                bytes += await once(client);
                long end = Stopwatch.GetTimestamp();
                times.Add(end - start);
                start = end;
            }
            return (times, bytes);
        })));
        double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        return new LoadFigure(done.Sum(client => client.Times.Count), done.Sum(client => client.Bytes), seconds, [.. done.SelectMany(client => client.Times)]);
    }
}
