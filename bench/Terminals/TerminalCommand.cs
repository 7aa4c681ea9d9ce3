using System.Diagnostics;
using BotBottle.Bench.Dlp;
using BotBottle.Bench.Load;
using BotBottle.Core.Terminals;

namespace BotBottle.Bench.Terminals;

/// <summary>
/// <c>-- terminal</c>: the filter alone, in MB per second of processor time; <c>cat</c> of a large file on a terminal, through <c>script</c> and through
/// <c>run</c>, in turns; and the time from a key to its echo, without and with <c>run</c>, in turns.
/// </summary>
internal static class TerminalCommand
{
    private const int PieceBytes = 4095; // the size of one read from a pseudoterminal
    private const int Rounds = 5;
    private const int Keys = 400; // a round

    /// <summary>Measures and prints.</summary>
    public static int Run()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("terminal-bench-");
        try
        {
            folder.CreateSubdirectory("project");
            Console.WriteLine($"load of the machine: {File.ReadAllText("/proc/loadavg").Trim()}");
            Filter(folder.FullName);
            Throughput(folder.FullName);
            Latency(folder.FullName);
            Console.WriteLine($"load of the machine: {File.ReadAllText("/proc/loadavg").Trim()}");
            using BenchTerminal stop = new(folder.FullName, Installation.Cli, "controller", "stop");
            stop.ReadToEnd();
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Filter(string folder)
    {
        Console.WriteLine($"{"filter, pieces of 4 KiB",-28}{"MB/s",8}{"B/MB allocated",16}{"passes",10}");
        foreach ((string name, byte[] bytes) in Recordings.All(folder).Append(("a colour a word", Recordings.Coloured())))
        {
            double best = 0;
            long allocated = 0;
            long passed = 0;
            for (int round = 0; round < 12; round++)
            {
                TerminalFilter filter = new();
                long before = GC.GetAllocatedBytesForCurrentThread();
                TimeSpan began = ThreadTime.Now();
                passed = 0;
                for (int at = 0; at < bytes.Length; at += PieceBytes)
                {
                    passed += filter.Filter(bytes.AsSpan(at, Math.Min(PieceBytes, bytes.Length - at))).Length;
                }

                best = Math.Max(best, bytes.Length / 1e6 / (ThreadTime.Now() - began).TotalSeconds);
                allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            }

            Console.WriteLine(
                FormattableString.Invariant($"{name,-28}{best,8:N0}{allocated / (bytes.Length / 1e6),16:N0}{(double)passed / bytes.Length,10:P1}"));
        }
    }

    private static void Throughput(string folder)
    {
        Console.WriteLine($"{"cat, MB/s",-28}{"terminal",10}{"script",10}{"run",10}{"script/terminal",18}{"run/terminal",14}{"run/script",12}");
        foreach ((string name, byte[] bytes)
            in (ReadOnlySpan<(string, byte[])>)[("text", Recordings.All(folder).First().Bytes), ("a colour a word", Recordings.Coloured())])
        {
            string file = Path.Combine(folder, "project", "large");
            using (FileStream large = File.Create(file))
            {
                for (int i = 0; i < 3; i++)
                {
                    large.Write(bytes);
                }
            }

            string[][] ways = [["cat", "large"], ["script", "-qc", "cat large", "/dev/null"], [Installation.Cli, "run", "--", "cat", "large"]];
            List<double[]> rounds = [];
            for (int round = 0; round <= Rounds; round++)
            {
                rounds.Add([.. ways.Select(way => Rate(folder, way, new FileInfo(file).Length))]);
            }

            rounds.RemoveAt(0); // the controller starts
            string figures =
                string.Concat(Enumerable.Range(0, 3).Select(way => FormattableString.Invariant($"{Median(rounds.Select(round => round[way])),10:N0}")));
            (double scriptOfPlain, double runOfPlain, double runOfScript) = (Ratio(1, 0), Ratio(2, 0), Ratio(2, 1));
            Console.WriteLine(FormattableString.Invariant($"{name,-28}{figures}{scriptOfPlain,18:N2}{runOfPlain,14:N2}{runOfScript,12:N2}"));

            double Ratio(int way, int to) => Median(rounds.Select(round => round[way] / round[to]));
        }
    }

    private static double Rate(string folder, string[] command, long least)
    {
        using BenchTerminal terminal = new(folder, command);
        (long bytes, TimeSpan time) = terminal.ReadToEnd();
        return bytes >= least
            ? bytes / 1e6 / time.TotalSeconds
            : throw new InvalidOperationException($"{string.Join(' ', command)} showed {bytes} bytes of {least}");
    }

    private static void Latency(string folder)
    {
        string[] echo = ["sh", "-c", "stty raw -echo; printf R; exec cat"];
        using BenchTerminal plain = new(folder, echo);
        using BenchTerminal relayed = new(folder, [Installation.Cli, "run", "--", .. echo]);
        List<double> without = [];
        List<double> with = [];
        Await(plain, (byte)'R');
        Await(relayed, (byte)'R');
        for (int round = 0; round <= Rounds; round++)
        {
            List<double>[] into = round == 0 ? [[], []] : [without, with];
            for (int i = 0; i < Keys; i++)
            {
                into[0].Add(Echo(plain));
            }

            for (int i = 0; i < Keys; i++)
            {
                into[1].Add(Echo(relayed));
            }
        }

        Console.WriteLine($"{"echo of a key, ms",-28}{"p50",8}{"p99",8}{"most",8}");
        foreach ((string name, List<double> times) in (ReadOnlySpan<(string, List<double>)>)[("terminal", without), ("run", with)])
        {
            times.Sort();
            Console.WriteLine(FormattableString.Invariant($"{name,-28}{times[times.Count / 2],8:N3}{times[times.Count * 99 / 100],8:N2}{times[^1],8:N2}"));
        }
    }

    private static double Echo(BenchTerminal terminal)
    {
        long began = Stopwatch.GetTimestamp();
        terminal.Type("k"u8);
        Await(terminal, (byte)'k');
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static void Await(BenchTerminal terminal, byte key)
    {
        ReadOnlySpan<byte> shown;
        do
        {
            shown = terminal.Read();
        }
        while (!shown.IsEmpty && !shown.Contains(key));
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
