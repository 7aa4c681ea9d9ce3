using System.Globalization;
using BotBottle.Controller.Native;

namespace BotBottle.Controller.Bottles;

/// <summary>Reads from /proc, outside of a bottle, about its processes.</summary>
internal static class AgentProcess
{
    /// <summary>
    /// Finds the agent's process id on the host: the child of the bottle's init with the lowest number in the bottle. init starts it first, and orphans that
    /// init adopts later have higher numbers.
    /// </summary>
    /// <param name="initPid">The bottle's first process.</param>
    /// <returns>0 before it exists and after it has ended.</returns>
    public static int Find(int initPid)
    {
        var (agent, lowest) = (0, int.MaxValue);
        foreach (var word in Read($"/proc/{initPid}/task/{initPid}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var numbers = Read($"/proc/{word}/status").Split('\n').FirstOrDefault(line => line.StartsWith("NSpid:", StringComparison.Ordinal));
            if (numbers?.Split('\t', StringSplitOptions.RemoveEmptyEntries) is { } fields && int.Parse(fields[^1], CultureInfo.InvariantCulture) is var number
                && number < lowest)
            {
                (agent, lowest) = (int.Parse(word, CultureInfo.InvariantCulture), number);
            }
        }

        return agent;
    }

    /// <summary>True if a process is stopped: it sent itself SIGSTOP or SIGTSTP, and only its parent would be notified.</summary>
    public static bool IsStopped(int pid) => State(pid) == 'T';

    /// <summary>True if a process cannot act: it is stopped, traced, or has ended.</summary>
    public static bool IsHalted(int pid) => State(pid) is 'T' or 't' or 'Z' or 'X' or '\0';

    /// <summary>
    /// Wakes bubblewrap's outer process, which waits for the inner one and shares the agent's process group. An agent that stopped its group and ended would
    /// otherwise leave it, and the run, stopped for ever.
    /// </summary>
    /// <param name="initPid">The bottle's first process, which has ended.</param>
    public static void WakeParent(int initPid)
    {
        // pid (name) state parent
        var stat = Read($"/proc/{initPid}/stat");
        if (stat.LastIndexOf(')') is >= 0 and var end
            && int.TryParse(stat[(end + 2)..].Split(' ')[1], NumberStyles.None, CultureInfo.InvariantCulture, out var parent) && parent > 1)
        {
            Processes.Kill(parent, Signal.Continue);
        }
    }

    private static char State(int pid)
    {
        // pid (name) state: the name may contain anything, and the last parenthesis ends it.
        var stat = Read($"/proc/{pid}/stat");
        var end = stat.LastIndexOf(')');
        return end >= 0 && end + 2 < stat.Length ? stat[end + 2] : '\0';
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return ""; // it has ended: ENOENT or ESRCH
        }
    }
}
