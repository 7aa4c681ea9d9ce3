using System.ComponentModel;
using System.Diagnostics;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Bottles;

/// <summary>Stopping a set of processes that may not want to be stopped.</summary>
internal static class ProcessStop
{
    // A fork bomb whose processes wake each other took four passes and 11 ms; what is not still by then fights it, and is ended as it is.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Stops every process. One that is not stopped yet may fork, and may wake others; so it goes on until two looks in a row find nobody awake, for two seconds at
    /// most: an agent that resists must not escape its end, which takes all of them at once.
    /// </summary>
    /// <param name="members">Looks who there is.</param>
    /// <returns>Those that were awake before: <see cref="Continue"/> wakes them again, and not what the agent itself had stopped.</returns>
    /// <exception cref="BottleException">One may not be stopped; those that were run on.</exception>
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

    /// <summary>Wakes processes; of each as many as may be.</summary>
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
                // What may not be signalled was never stopped.
            }
        }
    }
}
