using System.Globalization;
using System.Text.Json;
using BotBottle.Bench.Load.Workloads;

namespace BotBottle.Bench.Load.Peers;

/// <summary>
/// Runs the same loads over every way in turns. A way's figure is the median of its turns. Its ratio to another way is the median over the rounds of the ratio
/// of two turns, so that the machine's noise is in both.
/// </summary>
internal static class Comparison
{
    /// <param name="contenders">The ways; the others are compared with the first, direct one.</param>
    /// <param name="workloads">The loads.</param>
    /// <param name="rounds">Turns of each.</param>
    /// <param name="turn">The shortest duration of a turn.</param>
    /// <param name="progress">Receives the name of the running load.</param>
    public static async Task<IReadOnlyList<ComparisonRow>> RunAsync(
        IReadOnlyList<Contender> contenders, IReadOnlyList<IWorkload> workloads, int rounds, TimeSpan turn, Action<string> progress)
    {
        List<ComparisonRow> rows = [];
        foreach (IWorkload workload in workloads)
        {
            rows.AddRange(await RunAsync(contenders, workload, rounds, turn, progress));
        }
        return rows;
    }

    /// <summary>Prints the rows as a table.</summary>
    public static void Print(IReadOnlyList<ComparisonRow> rows)
    {
        foreach (IGrouping<string, ComparisonRow> load in rows.GroupBy(row => row.Load))
        {
            Console.WriteLine();
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{load.Key,-40} {load.First().Unit + "/s",12} {"MB/s",8} {"of straight",12} {"p50 ms",8} {"p99 ms",8} {"CPU s/GB",9} {"CPU µs each",12} "
                        + $"{"MiB",6}"));
            foreach (ComparisonRow row in load)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"  {row.Way,-38} {row.Rate,12:#,0} {row.Megabytes,8:#,0.0} {row.OfStraight,12:0.000} {row.P50,8:0.00} {row.P99,8:0.00} "
                        + $"{row.CpuSecondsAGigabyte,9:0.00} {row.CpuMicrosecondsEach,12:0.0} {row.Mebibytes,6:0}"));
            }
        }
    }

    /// <summary>Writes the rows as JSON.</summary>
    public static Task WriteAsync(string file, IReadOnlyList<ComparisonRow> rows) =>
        File.WriteAllTextAsync(file, JsonSerializer.Serialize(rows, JsonSettings));

    private static readonly JsonSerializerOptions JsonSettings = new()
    {
        WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private static async Task<IEnumerable<ComparisonRow>> RunAsync(
        IReadOnlyList<Contender> contenders, IWorkload workload, int rounds, TimeSpan turn, Action<string> progress)
    {
        List<Turns> all = [];
        try
        {
            foreach (Contender contender in contenders)
            {
                progress($"{workload.Name}: warming {contender.Name}");
                try
                {
                    all.Add(await Turns.OpenAsync(contender, workload, turn));
                }
                catch (IOException fault) when (all.Count > 0)
                {
                    TellLeftOut(contender, workload, fault);
                }
            }
            for (int round = 1; round <= rounds; round++)
            {
                foreach (Turns turns in all.ToArray())
                {
                    progress($"{workload.Name}: round {round} of {rounds}, {turns.Contender.Name}");
                    try
                    {
                        await turns.RunAsync(turn);
                    }
                    catch (IOException fault) when (turns != all[0])
                    {
                        all.Remove(turns);
                        await turns.DisposeAsync();
                        TellLeftOut(turns.Contender, workload, fault);
                    }
                }
            }
            return [.. all.Select(turns => turns.Sum(all[0]))];
        }
        finally
        {
            foreach (Turns turns in all)
            {
                await turns.DisposeAsync();
            }
        }
    }

    // A way that cannot run the load has no row, which is reported; a floor for that row fails.
    private static void TellLeftOut(Contender contender, IWorkload workload, IOException fault) =>
        Console.WriteLine($"{contender.Name} does not take part in '{workload.Name}': {fault.Message}");

    /// <summary>Measures one way under one load, turn by turn.</summary>
    /// <param name="contender">The way.</param>
    /// <param name="workload">The load.</param>
    /// <param name="load">The opened load over the way.</param>
    private sealed class Turns(Contender contender, IWorkload workload, IRunningLoad load) : IAsyncDisposable
    {
        private const int Attempts = 5;

        private readonly List<LoadFigure> _figures = [];
        private double _cpu;

        public Contender Contender => contender;

        public static async Task<Turns> OpenAsync(Contender contender, IWorkload workload, TimeSpan turn)
        {
            IRunningLoad load = await workload.OpenAsync(contender.Way);
            await load.RunAsync(turn); // compiles, fills pools, mints certificates
            return new Turns(contender, workload, load);
        }

        public async Task RunAsync(TimeSpan turn)
        {
            for (int attempt = 1; ; attempt++)
            {
                double before = contender.CpuSeconds;
                try
                {
                    _figures.Add(await load.RunAsync(turn));
                    _cpu += contender.CpuSeconds - before;
                    return;
                }
                catch (IOException fault) when (attempt < Attempts)
                {
                    Console.WriteLine($"{contender.Name} breaks off in '{workload.Name}', its turn is run again: {fault.Message}");
                }
            }
        }

        public ComparisonRow Sum(Turns straight)
        {
            Latencies times = new(_figures.SelectMany(figure => figure.Times));
            return new ComparisonRow(
                workload.Name, workload.Unit, contender.Name, Medians.Of(_figures.Select(figure => figure.Rate)),
                Medians.Of(_figures.Select(figure => figure.Bytes / 1e6 / figure.Seconds)),
                Medians.Of(_figures.Zip(straight._figures, (own, without) => own.Rate / without.Rate)), times.At(0.5), times.At(0.99),
                _cpu / (_figures.Sum(figure => figure.Bytes) / 1e9), _cpu * 1e6 / _figures.Sum(figure => figure.Count), contender.ResidentMebibytes,
                [.. _figures.Select(figure => figure.Rate)]);
        }

        public ValueTask DisposeAsync() => load.DisposeAsync();
    }
}
