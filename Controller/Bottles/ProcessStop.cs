using System.ComponentModel;
using System.Diagnostics;
using BotBottle.Controller.Bottles.Sandbox;
using BotBottle.Controller.Native;

namespace BotBottle.Controller.Bottles;

/// <summary>Stopping a set of processes that may not want to be stopped.</summary>
internal static class ProcessStop
{
    // A fork bomb whose processes wake each other took four passes and 11 ms; what is not still by then never will be.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Stops every process. One that is not stopped yet may fork, and may wake others; so it goes on until two looks in a row find nobody awake.
    /// </summary>
    /// <param name="members">Looks who there is.</param>
    /// <returns>Those that were awake before: <see cref="Continue"/> wakes them again, and not what the agent itself had stopped.</returns>
    /// <exception cref="BottleException">One may not be stopped, or does not stop; those that were stopped run on.</exception>
    public static IReadOnlySet<int> All(Func<IEnumerable<int>> members)
    {
        var since = Stopwatch.GetTimestamp();
        var stopped = new HashSet<int>();
        try
        {
            for (var clean = 0; clean < 2;)
            {
                var awake = members().Where(pid => !AgentProcess.IsHalted(pid)).ToList();
                clean = awake.Count == 0 ? clean + 1 : 0;
                foreach (var pid in awake)
                {
                    stopped.Add(pid);
                    Processes.Kill(pid, Signal.Stop);
                }

                if (clean == 0 && Stopwatch.GetElapsedTime(since) > Bound)
                {
                    throw new BottleException($"after {Bound.TotalSeconds:0} s {awake.Count} of its processes still run (process {awake[0]} among them)");
                }
            }
        }
        catch (Exception fault) when (fault is Win32Exception or BottleException)
        {
            Continue(stopped);
            throw fault as BottleException ?? new BottleException($"its processes could not be stopped: {fault.Message}", fault);
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
