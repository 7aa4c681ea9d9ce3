using System.Diagnostics;

namespace BotBottle.Bench.Load.Workloads;

/// <summary>Several clients, each of which does the same again as soon as it is done.</summary>
internal static class Clients
{
    /// <param name="count">How many at once.</param>
    /// <param name="time">How long.</param>
    /// <param name="once">What client i does once; returns the bytes that went through.</param>
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
