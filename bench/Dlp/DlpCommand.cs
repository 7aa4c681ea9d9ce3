using System.Globalization;

namespace BotBottle.Bench.Dlp;

/// <summary><c>-- dlp</c>: the inputs of <see cref="DlpScanBenchmarks"/> in half a minute, in MB of processor time, with the bytes allocated a MB.</summary>
internal static class DlpCommand
{
    private const double Seconds = 0.25;
    private const int WarmUp = 20;

    /// <summary>Prints one line an input.</summary>
    public static int Run()
    {
        Console.WriteLine("MB/s of one core, best of many rounds; B/MB allocated");
        Console.WriteLine($"{"input",-32}{"5 secrets",12}{"B/MB",8}{"256 secrets",13}{".NET Regex",12}{"copy",10}");
        WarmUpAll();
        foreach ((string name, _) in DlpInputs.All)
        {
            DlpScanBenchmarks subject = new() { Input = name };
            subject.Setup();
            (double few, long allocated) = Rate(() => subject.PatternsAndFiveSecrets());
            string line = $"{name,-32}{few,12:N0}{allocated,8}{Rate(() => subject.PatternsAndAllSecrets()).Rate,13:N0}{Rate(() => subject.Expression()).Rate,12:N0}{Rate(subject.Copy).Rate,10:N0}";
            Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
        }

        return 0;
    }

    // Until all code is compiled as it is in a proxy that has run for a while.
    private static void WarmUpAll()
    {
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

    // By the processor time of the process, so that what else runs on the machine counts less; nothing else runs in it.
    private static (double Rate, long Allocated) Rate(Action round)
    {
        for (int i = 0; i < WarmUp; i++)
        {
            round();
        }

        long allocated = 0;
        double best = double.MaxValue;
        for (double spent = 0; spent < Seconds;)
        {
            allocated = GC.GetAllocatedBytesForCurrentThread();
            TimeSpan before = Environment.CpuUsage.TotalTime;
            for (int i = 0; i < 4; i++)
            {
                round();
            }

            allocated = (GC.GetAllocatedBytesForCurrentThread() - allocated) / 4;
            double took = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
            spent += Math.Max(took, 0.001);
            best = took > 0.0001 ? Math.Min(best, took / 4) : best;
        }

        return ((1 << 20) / 1e6 / best, allocated);
    }
}
