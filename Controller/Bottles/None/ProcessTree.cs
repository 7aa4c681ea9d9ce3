using System.Globalization;
using BotBottle.Controller.Native;

namespace BotBottle.Controller.Bottles.None;

/// <summary>
/// All processes of an agent without a process namespace. They are our descendants: orphans among them become our children
/// (<see cref="ProcessControl.AdoptOrphans"/>), so that none of them moves to init.
/// </summary>
internal static class ProcessTree
{
    /// <summary>Kills until no process is left. Processes that fork meanwhile are found by the next pass.</summary>
    /// <param name="isOurs">Identifies our other children (proxy, controller), which are spared with their descendants.</param>
    public static void Kill(Func<int, bool> isOurs)
    {
        while (true)
        {
            var found = Descendants(isOurs);
            if (found.Count == 0)
            {
                return;
            }

            foreach (var (pid, parent, zombie) in found)
            {
                if (!zombie)
                {
                    Processes.Kill(pid, Signal.Kill);
                }
                else if (parent == Environment.ProcessId)
                {
                    Processes.Wait(pid, block: false); // adopted, so this process must reap it
                }
            }

            Polling.Wait([], 1);
        }
    }

    /// <summary>Gets the running processes.</summary>
    /// <param name="isOurs">Identifies our other children, which are left out with their descendants.</param>
    public static IEnumerable<int> Running(Func<int, bool> isOurs) => Descendants(isOurs).Where(process => !process.Zombie).Select(process => process.Pid);

    private static List<(int Pid, int Parent, bool Zombie)> Descendants(Func<int, bool> isOurs)
    {
        var all = Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0)
            .Select(Look)
            .Where(process => process.Pid != 0)
            .ToLookup(process => process.Parent);
        var found = new List<(int, int, bool)>();
        var parents = new Stack<int>([Environment.ProcessId]);
        while (parents.TryPop(out var parent))
        {
            foreach (var process in all[parent].Where(process => !isOurs(process.Pid)))
            {
                found.Add(process);
                parents.Push(process.Pid);
            }
        }

        return found;
    }

    /// <summary>Parses "pid (name) state parent": the name may contain anything, and the last parenthesis ends it.</summary>
    private static (int Pid, int Parent, bool Zombie) Look(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ', 3);
            return (pid, int.Parse(fields[1], CultureInfo.InvariantCulture), fields[0] is "Z" or "X");
        }
        catch (IOException)
        {
            return default; // it has ended
        }
    }
}
