using System.Diagnostics;
using System.Globalization;

namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>The processes of the CLI and the proxy that belong to one home, found by their command line and environment.</summary>
/// <param name="home">The home.</param>
internal sealed class HomeProcesses(string home)
{
    /// <summary>The controller; null if none is running.</summary>
    public int? Controller() => Find("controller", "serve").Select(PidOf).FirstOrDefault();

    /// <summary>The proxy of the home's only run, a child of <c>run</c>; null if none is running.</summary>
    public int? Proxy() => Find("bot-bottle\0run\0").Select(PidOf).FirstOrDefault() is { } run
        ? Folders().Where(folder => IsProxyOf(run, folder)).Select(PidOf).FirstOrDefault()
        : null;

    /// <summary>
    /// Waits until all have ended. A run writes to its folder until its process has, which is after the controller has said that the run has. One that a test
    /// left alive is killed after two seconds.
    /// </summary>
    public async Task UntilGoneAsync()
    {
        using PeriodicTimer look = new(TimeSpan.FromMilliseconds(20));
        for (int looks = 0; Find("bot-bottle").Select(PidOf).OfType<int>().ToList() is { Count: > 0 } alive; looks++)
        {
            if (looks == 100)
            {
                alive.ForEach(pid => KillNow(pid));
            }

            await look.WaitForNextTickAsync();
        }
    }

    /// <summary>Sends SIGKILL to a process that this test started; false if it has ended already.</summary>
    public static bool KillNow(int pid)
    {
        try
        {
            using Process process = Process.GetProcessById(pid);
            process.Kill();
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private IEnumerable<string> Find(params string[] words) => Folders().Where(folder => Matches(folder, words));

    private static IEnumerable<string> Folders() => Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0]));

    private static int? PidOf(string folder) => int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture);

    private static bool IsProxyOf(int run, string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline")).Contains("bot-bottle-proxy", StringComparison.Ordinal)
                && File.ReadAllText(Path.Combine(folder, "stat")).Split(") ")[^1].Split(' ')[1] == $"{run}";
        }
        catch (IOException)
        {
            // The process ended between the listing and the look.
            return false;
        }
    }

    private bool Matches(string folder, string[] words)
    {
        try
        {
            string command = File.ReadAllText(Path.Combine(folder, "cmdline"));
            return words.All(word => command.Contains(word, StringComparison.Ordinal))
                && File.ReadAllText(Path.Combine(folder, "environ")).Contains($"BOT_BOTTLE_HOME={home}\0", StringComparison.Ordinal);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // The process ended between the listing and the look.
            return false;
        }
    }
}
