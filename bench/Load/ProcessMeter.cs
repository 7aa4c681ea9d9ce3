using System.Globalization;

namespace BotBottle.Bench.Load;

/// <summary>The figures of a process in /proc (proc(5)).</summary>
internal static class ProcessMeter
{
    private const double TicksASecond = 100; // USER_HZ, the same on every Linux that .NET runs on

    /// <summary>Resident memory in KiB.</summary>
    public static long ResidentKibibytes(int process)
    {
        string line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
    }

    /// <summary>User and system time used so far, in seconds.</summary>
    public static double CpuSeconds(int process)
    {
        string[] fields = File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksASecond;
    }
}
