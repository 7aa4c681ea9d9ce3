using System.Globalization;

namespace BotBottle.Bench.Load;

/// <summary>
/// <c>load streams [--rounds N] [--seconds S] [COUNTxRATE[:KIB]]...</c>: that many simultaneous streaming model calls, each with RATE events per second after a
/// request of KIB KiB (1). Turns are direct and through the proxy; the proxy's share is the median over the rounds of the difference of two turns.
/// </summary>
internal static class StreamsCommand
{
    private static readonly string[] Usual = ["100x20", "100x2", "1000x2", "1000x2:64"];

    public static async Task<int> RunAsync(Queue<string> arguments, LoadUpstream upstream, BenchAuthority outside)
    {
        int rounds = 5;
        int seconds = 10;
        List<string> shapes = [];
        while (arguments.TryDequeue(out string? word))
        {
            switch (word)
            {
                case "--rounds": rounds = Number(arguments.Dequeue()); break;
                case "--seconds": seconds = Number(arguments.Dequeue()); break;
                case var shape when shape.Split('x', ':') is { Length: 2 or 3 } numbers
                    && numbers.All(number => int.TryParse(number, out int value) && value > 0): shapes.Add(shape); break;
                default:
                    await Console.Error.WriteLineAsync($"load streams: '{word}' is no option and no COUNTxRATE[:KIB], such as 100x20");
                    return 2;
            }
        }
        Console.WriteLine(
            $"{"streams x events/s : KiB of request",-36} {"p50 ms",8} {"p99 ms",8} | {"proxy",8} {"",8} | {"added",8} {"",8} | {"KiB a stream",12} "
                + $"{"CPU ms/s",9} {"idle MiB",9} {"ready ms",9}");
        Way straight = new("straight", [], upstream.Endpoint, outside, null);
        foreach (string shape in shapes.Count > 0 ? shapes : [.. Usual])
        {
            int[] numbers = [.. shape.Split('x', ':').Select(Number)];
            (int count, int rate, int kibibytes) = (numbers[0], numbers[1], numbers.ElementAtOrDefault(2) is > 0 and var said ? said : 1);
            using ProxyUnderTest proxy = await ProxyUnderTest.StartAsync(upstream, outside, runs: 4);
            await Task.Delay(TimeSpan.FromSeconds(1)); // the deferred work of the start is done
            double idle = ProcessMeter.ResidentKibibytes(proxy.Way.Process!.Value);
            List<EventFigures> without = [];
            List<EventFigures> with = [];
            for (int round = 0; round < rounds; round++)
            {
                without.Add(await EventStreams.RunAsync(straight, count, rate, seconds, kibibytes));
                with.Add(await EventStreams.RunAsync(proxy.Way, count, rate, seconds, kibibytes));
                await Console.Error.WriteLineAsync($"{shape}: round {round + 1} of {rounds}");
            }
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{shape,-36} {Of(without, f => f.P50),8:0.000} {Of(without, f => f.P99),8:0.000} | {Of(with, f => f.P50),8:0.000} "
                    + $"{Of(with, f => f.P99),8:0.000} | {Added(f => f.P50),8:0.000} {Added(f => f.P99),8:0.000} | "
                    + $"{(Of(with, f => f.Kibibytes) - idle) / count,12:0.0} {Of(with, f => f.CpuSeconds) * 1000 / seconds,9:0} {idle / 1024,9:0.0} "
                    + $"{proxy.Started.TotalMilliseconds,9:0}"));

            double Added(Func<EventFigures, double> figure) => Medians.Of(with.Zip(without, (one, other) => figure(one) - figure(other)));
        }
        return 0;
    }

    private static double Of(List<EventFigures> turns, Func<EventFigures, double> figure) => Medians.Of(turns.Select(figure));

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
