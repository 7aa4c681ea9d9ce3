using System.Globalization;
using BotBottle.Controller.Native;

namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>All processes of a bottle, seen from outside.</summary>
/// <param name="initPid">The bottle's first process.</param>
internal sealed class ProcessNamespace(int initPid)
{
    private readonly string _space = Space(initPid);

    /// <summary>
    /// Stops every process. One that is not stopped yet may fork, and may wake others; so it goes on until two looks in a row find
    /// nobody awake.
    /// </summary>
    /// <returns>Those that were awake before: <see cref="Continue"/> wakes them again, and not what the agent itself had stopped.</returns>
    public IReadOnlySet<int> Stop()
    {
        var stopped = new HashSet<int>();
        for (var clean = 0; clean < 2;)
        {
            var awake = Members().Where(pid => !AgentProcess.IsHalted(pid)).ToList();
            clean = awake.Count == 0 ? clean + 1 : 0;
            foreach (var pid in awake)
            {
                stopped.Add(pid);
                Processes.Kill(pid, Signal.Stop);
            }
        }

        return stopped;
    }

    /// <summary>Wakes processes.</summary>
    public static void Continue(IReadOnlySet<int> processes)
    {
        foreach (var pid in processes)
        {
            Processes.Kill(pid, Signal.Continue);
        }
    }

    private IEnumerable<int> Members() =>
        Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0 && Space(pid) == _space);

    private static string Space(int pid)
    {
        try
        {
            return new FileInfo($"/proc/{pid}/ns/pid").LinkTarget ?? "";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return ""; // it has ended, or is another user's: no member
        }
    }
}
