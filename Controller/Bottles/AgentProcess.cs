using System.Globalization;
using BotBottle.Controller.Native;

namespace BotBottle.Controller.Bottles;

/// <summary>What /proc tells about the processes of a bottle, from outside.</summary>
internal static class AgentProcess
{
    /// <summary>
    /// The host's number of the agent: the child of the bottle's init that has the lowest number in there. init starts it first, and orphans that init adopts later
    /// have higher numbers.
    /// </summary>
    /// <param name="initPid">The bottle's first process.</param>
    /// <returns>0 while it does not exist, or when it has ended.</returns>
    public static int Find(int initPid)
    {
        var (agent, lowest) = (0, int.MaxValue);
        foreach (var word in Read($"/proc/{initPid}/task/{initPid}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var numbers = Read($"/proc/{word}/status").Split('\n').FirstOrDefault(line => line.StartsWith("NSpid:", StringComparison.Ordinal));
            if (numbers?.Split('\t', StringSplitOptions.RemoveEmptyEntries) is { } fields && int.Parse(fields[^1], CultureInfo.InvariantCulture) is var number && number < lowest)
            {
                (agent, lowest) = (int.Parse(word, CultureInfo.InvariantCulture), number);
            }
        }

        return agent;
    }

    /// <summary>True when a process is stopped: it sent itself SIGSTOP or SIGTSTP, of which only its parent would hear.</summary>
    public static bool IsStopped(int pid) => State(pid) == 'T';

    /// <summary>True when a process can do nothing: it is stopped, traced, or has ended.</summary>
    public static bool IsHalted(int pid) => State(pid) is 'T' or 't' or 'Z' or 'X' or '\0';

    /// <summary>
    /// Wakes bubblewrap's outer process, which waits for the end of the inner one and shares the agent's process group: an agent that stopped its group and ended would leave it
    /// stopped for ever, and the run with it.
    /// </summary>
    /// <param name="initPid">The bottle's first process, which has ended.</param>
    public static void WakeParent(int initPid)
    {
        // pid (name) state parent
        var stat = Read($"/proc/{initPid}/stat");
        if (stat.LastIndexOf(')') is >= 0 and var end && int.TryParse(stat[(end + 2)..].Split(' ')[1], NumberStyles.None, CultureInfo.InvariantCulture, out var parent) && parent > 1)
        {
            Processes.Kill(parent, Signal.Continue);
        }
    }

    private static char State(int pid)
    {
        // pid (name) state: the name may hold anything, the last parenthesis ends it.
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
