using System.ComponentModel;
using System.Diagnostics;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Bottles;

/// <summary>Stops a set of processes that may resist.</summary>
internal static class ProcessStop
{
    // A fork bomb whose processes wake each other took four passes and 11 ms. Processes still awake after this time resist, and are ended unstopped.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Stops every process. A running one may fork or wake others, so passes are repeated until two in a row find none awake, for two seconds at most. After
    /// that an agent that resists must not escape its end, which kills all processes at once.
    /// </summary>
    /// <param name="members">Lists the processes.</param>
    /// <returns>The processes that were awake before: <see cref="Continue"/> wakes these, and not the ones that the agent itself had stopped.</returns>
    /// <exception cref="BottleException">A process may not be stopped; those already stopped run again.</exception>
    public static IReadOnlySet<int> All(Func<IEnumerable<int>> members)
    {
        var since = Stopwatch.GetTimestamp();
        var stopped = new HashSet<int>();
        try
        {
            for (var clean = 0; clean < 2 && Stopwatch.GetElapsedTime(since) < Bound;)
            {
                var awake = members().Where(pid => !AgentProcess.IsHalted(pid)).ToList();
                clean = awake.Count == 0 ? clean + 1 : 0;
                foreach (var pid in awake)
                {
                    stopped.Add(pid);
                    Processes.Kill(pid, Signal.Stop);
                }
            }
        }
        catch (Win32Exception fault)
        {
            Continue(stopped);
            throw new BottleException($"its processes could not be stopped: {fault.Message}", fault);
        }

        return stopped;
    }

    /// <summary>Wakes as many of the processes as permitted.</summary>
    public static void Continue(IReadOnlySet<int> processes)
    {
        foreach (var pid in processes)
        {
            try
            {
                Processes.Kill(pid, Signal.Continue);
            }
            catch (Win32Exception)
            {
                // A process that may not be signalled was never stopped.
            }
        }
    }
}
