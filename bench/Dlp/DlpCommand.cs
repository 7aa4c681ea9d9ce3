using BotBottle.Bench.Injection;
using BotBottle.Core.Dlp;
using BotBottle.Core.Injection;

namespace BotBottle.Bench.Dlp;

/// <summary>
/// <c>-- dlp</c>: the throughput for the inputs of <see cref="DlpScanBenchmarks"/> in MB per second of processor time, with the bytes allocated per MB; the
/// same for the injection scan; then the slowest inputs of <see cref="DlpSweep"/>. <c>-- dlp sweep</c> runs only the last part, <c>-- dlp WORD</c> the inputs
/// with the word in their name.
/// </summary>
internal static class DlpCommand
{
    private const double Seconds = 0.25;
    private const double SweepSeconds = 0.01;
    private const int Wanted = 100;
    private const int Again = 12;
    private const int SlowestAgain = 200;
    private const int SweepBytes = 128 * 1024;
    private const int FoundBytes = 8 * 1024;
    private const int WarmUp = 20;
    private const int Slowest = 15;
    private const int PieceBytes = 64 * 1024;

    /// <summary>Prints one line per input.</summary>
    public static int Run(string? word)
    {
        Console.WriteLine("MB/s of one core, best of many rounds; B/MB allocated");
        WarmUpAll();
        if (word != "sweep")
        {
            Console.WriteLine($"{"input",-32}{"5 secrets",12}{"B/MB",8}{"256 secrets",13}{".NET Regex",12}{"copy",10}");
            foreach ((string name, _) in DlpInputs.All.Where(input => word is null || input.Name.Contains(word, StringComparison.Ordinal)))
            {
                DlpScanBenchmarks subject = new() { Input = name };
                subject.Setup();
                (double few, long allocated) = Rate(() => subject.PatternsAndFiveSecrets(), Seconds);
                double all = Rate(() => subject.PatternsAndAllSecrets(), Seconds).Rate;
                double expression = Rate(() => subject.Expression(), Seconds).Rate;
                double copy = Rate(subject.Copy, Seconds).Rate;
                Console.WriteLine(FormattableString.Invariant($"{name,-32}{few,12:N0}{allocated,8}{all,13:N0}{expression,12:N0}{copy,10:N0}"));
            }

            foreach ((string name, byte[] bytes) in DlpInputs.Injection.Where(input => word is null || input.Name.Contains(word, StringComparison.Ordinal)))
            {
                InjectionScan scan = new();
                (double rate, long allocated) = Rate(() => Scan(scan, bytes), Seconds);
                Console.WriteLine(FormattableString.Invariant($"{name,-32}{rate,12:N0}{allocated,8}"));
            }
            foreach ((string name, byte[] bytes) in HiddenTextInputs.All.Where(input => word is null || input.Name.Contains(word, StringComparison.Ordinal)))
            {
                (double rate, long allocated) = Rate(() => Scan(new HiddenTextScan(), bytes), Seconds);
                Console.WriteLine(FormattableString.Invariant($"{name,-32}{rate,12:N0}{allocated,8}"));
            }
        }

        Sweep(word is null or "sweep" ? "" : word);
        return 0;
    }

    private static void Sweep(string word)
    {
        DlpScan scan = new(DlpSets.Few);
        // A first round for the compiler, which must have seen every check and every escape.
        foreach ((_, byte[] unit) in DlpSweep.All())
        {
            byte[] bytes = DlpInputs.Fill(unit, FoundBytes);
            Array.ForEach([1, 2], _ => Scan(scan, bytes));
        }

        Thread.Sleep(500);
        List<(string Name, double Rate)> misses = [];
        List<(string Name, double Rate)> found = [];
        foreach ((string name, byte[] unit) in DlpSweep.All().Where(input => input.Name.Contains(word, StringComparison.Ordinal)))
        {
            bool isFound = DlpSets.Few.Scan(DlpInputs.Fill(unit, FoundBytes + (2 * unit.Length))).Count > 0;
            byte[] bytes = DlpInputs.Fill(unit, isFound ? FoundBytes + (2 * unit.Length) : SweepBytes);
            (isFound ? found : misses).Add((name, Rate(() => Scan(scan, bytes), SweepSeconds, bytes.Length).Rate));
        }

        MeasureAgain(scan, misses);
        Print($"the slowest of {misses.Count} hostile inputs, of which {misses.Count(one => one.Rate < Wanted)} run below {Wanted}:", misses, Slowest);
        Print($"and of {found.Count} that hold what is looked for over and over (a body is refused at the first):", found, 3);
    }

    // The slowest inputs get more time later: the compiler may not have finished, or another process may have used the core's other half.
    private static void MeasureAgain(DlpScan scan, List<(string Name, double Rate)> rates)
    {
        Dictionary<string, byte[]> units = DlpSweep.All().DistinctBy(input => input.Name).ToDictionary(input => input.Name, input => input.Unit);
        for (int round = 0; round < Again; round++)
        {
            rates.Sort((one, other) => one.Rate.CompareTo(other.Rate));
            for (int i = 0; i < Math.Min(SlowestAgain, rates.Count); i++)
            {
                byte[] bytes = DlpInputs.Fill(units[rates[i].Name], SweepBytes);
                rates[i] = (rates[i].Name, Math.Max(rates[i].Rate, Rate(() => Scan(scan, bytes), SweepSeconds, bytes.Length).Rate));
            }
        }
    }

    private static void Print(string title, List<(string Name, double Rate)> rates, int count)
    {
        Console.WriteLine(title);
        foreach ((string name, double rate) in rates.OrderBy(one => one.Rate).Take(count))
        {
            Console.WriteLine(FormattableString.Invariant($"{name.Replace('\0', '0'),-60}{rate,12:N0}"));
        }
    }

    private static void Scan(DlpScan scan, byte[] bytes)
    {
        for (int at = 0; at < bytes.Length; at += PieceBytes)
        {
            scan.Append(bytes.AsSpan(at, Math.Min(PieceBytes, bytes.Length - at)));
        }
    }

    private static void Scan(InjectionScan scan, byte[] bytes)
    {
        scan.Reset();
        for (int at = 0; at < bytes.Length; at += PieceBytes)
        {
            scan.Append(bytes.AsSpan(at, Math.Min(PieceBytes, bytes.Length - at)));
        }
    }

    private static void Scan(HiddenTextScan scan, byte[] bytes)
    {
        for (int at = 0; at < bytes.Length; at += PieceBytes)
        {
            scan.Append(bytes.AsSpan(at, Math.Min(PieceBytes, bytes.Length - at)));
        }
    }

    // Until all code is compiled as it is in a proxy that has run for a while.
    private static void WarmUpAll()
    {
        InjectionScan scan = new();
        for (int round = 0; round < WarmUp; round++)
        {
            foreach ((_, byte[] bytes) in DlpInputs.Injection)
            {
                Scan(scan, bytes);
            }
        }

        for (int round = 0; round < 3; round++)
        {
            foreach ((string name, _) in DlpInputs.All)
            {
                DlpScanBenchmarks subject = new() { Input = name };
                subject.Setup();
                for (int i = 0; i < WarmUp; i++)
                {
                    subject.PatternsAndFiveSecrets();
                }
            }
        }
    }

    // Measured in processor time, so that other processes count less.
    private static (double Rate, long Allocated) Rate(Action round, double seconds, int bytes = 1 << 20)
    {
        for (int i = 0; i < (seconds < Seconds ? 1 : WarmUp); i++)
        {
            round();
        }

        long allocated = 0;
        double best = double.MaxValue;
        for (double spent = 0; spent < seconds;)
        {
            allocated = GC.GetAllocatedBytesForCurrentThread();
            TimeSpan before = ThreadTime.Now();
            for (int i = 0; i < 4; i++)
            {
                round();
            }

            allocated = (GC.GetAllocatedBytesForCurrentThread() - allocated) / 4;
            double took = (ThreadTime.Now() - before).TotalSeconds;
            spent += Math.Max(took, 0.001);
            best = took > 0.00001 ? Math.Min(best, took / 4) : best;
        }

        return (bytes / 1e6 / best, allocated);
    }
}
