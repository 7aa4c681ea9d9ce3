using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace BotBottle.Bench.Allocations;

/// <summary>
/// <c>dotnet run -c Release --project bench -- allocations [--check FILE] [--write FILE]</c>: prints the bytes that each micro-benchmark allocates per
/// operation, writes them to a file, or compares them with a file. Exit code 1 if a benchmark allocates more than the file allows
/// (<see cref="AllocationComparison"/>), 2 for unknown arguments and an unusable file.
/// </summary>
internal static class AllocationsCommand
{
    private const string Usage = "usage: bench -- allocations [--check FILE] [--write FILE]";
    private const string WriteAnew = "dotnet run -c Release --project bench -- allocations --write ";
    private const string Tiers = "DOTNET_TieredCompilation";
    private const string Processors = "DOTNET_PROCESSOR_COUNT";
    private const int MostTries = 4;

    public static async Task<int> RunAsync(string[] words)
    {
        (string? check, string? write) = (null, null);
        for (int i = 0; i < words.Length; i += 2)
        {
            switch (words[i..])
            {
                case ["--check", var file, ..] when check is null:
                    check = file;
                    break;
                case ["--write", var file, ..] when write is null:
                    write = file;
                    break;
                default:
                    return await FailAsync($"'{string.Join(' ', words[i..])}' is not understood\n{Usage}");
            }
        }

        // With recompilation at run time, the machine's load decides when a method loses an allocation; with several processors, the thread that returns a
        // pooled box decides whether the next one finds it. Compiled once and fully, with the pools of one processor, the figures are the same each time.
        return (Environment.GetEnvironmentVariable(Tiers), Environment.GetEnvironmentVariable(Processors)) == ("0", "1")
            ? await MeasureAsync(check, write)
            : await WithoutTiersAsync(words);
    }

    private static async Task<int> MeasureAsync(string? check, string? write)
    {
        try
        {
            IReadOnlyDictionary<string, long>? recorded = check is null ? null : AllocationFile.Read(check);
            long begun = Stopwatch.GetTimestamp();
            Dictionary<string, long> measured = [];
            foreach (GatedBenchmark benchmark in GatedBenchmark.All())
            {
                measured.Add(benchmark.Name, await MeasureAsync(benchmark, recorded?.GetValueOrDefault(benchmark.Name, long.MaxValue) ?? long.MaxValue));
                if (check is null)
                {
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{measured[benchmark.Name],10:N0}  {benchmark.Name}"));
                }
            }

            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"allocated bytes an operation of {measured.Count} benchmarks, measured in {Stopwatch.GetElapsedTime(begun).TotalSeconds:F1} s"));
            if (write is not null)
            {
                AllocationFile.Write(write, measured);
            }

            return recorded is null ? 0 : Tell(AllocationComparison.Of(recorded, measured), check!);
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException)
        {
            return await FailAsync($"{fault.Message}{(check is null ? "" : $" (a file is made by: {WriteAnew}{check})")}");
        }
    }

    // Measured again if it is too much: a busy machine can only add to a figure, and an addition caused by a change appears each time.
    private static async Task<long> MeasureAsync(GatedBenchmark benchmark, long allowed)
    {
        long least = await AllocationMeter.MeasureAsync(benchmark);
        for (int tries = 1; tries < MostTries && AllocationComparison.IsClearlyMore(least, allowed); tries++)
        {
            least = Math.Min(least, await AllocationMeter.MeasureAsync(benchmark));
        }

        return least;
    }

    private static int Tell(AllocationComparison compared, string file)
    {
        foreach (string sentence in compared.Failures)
        {
            Console.WriteLine($"FAILED {sentence}");
        }

        foreach (string sentence in compared.Lower)
        {
            Console.WriteLine($"lower: {sentence}");
        }

        if (compared is { Failures: [], Lower: [] })
        {
            Console.WriteLine($"none allocates more than {file} allows");
        }
        else
        {
            Console.WriteLine($"where that is meant to be so, the file is written anew by: {WriteAnew}{file}");
        }

        return compared.Failures.Count == 0 ? 0 : 1;
    }

    private static async Task<int> WithoutTiersAsync(string[] words)
    {
        string program = Environment.ProcessPath!;
        bool isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        ProcessStartInfo start = new(program, [.. isHost ? [Assembly.GetExecutingAssembly().Location] : Array.Empty<string>(), "allocations", .. words]);
        start.Environment[Tiers] = "0";
        start.Environment[Processors] = "1";
        using Process child = Process.Start(start)!;
        await child.WaitForExitAsync();
        return child.ExitCode;
    }

    private static async Task<int> FailAsync(string message)
    {
        await Console.Error.WriteLineAsync($"allocations: {message}");
        return 2;
    }
}
