using System.ComponentModel;
using System.Globalization;
using System.Runtime.Versioning;
using BotBottle.Controller.Bottles.Resources;
using BotBottle.Controller.Native;
using BotBottle.Core.Settings;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Bottles.ControlGroups;

/// <summary>
/// The control group of one bottle, in which the kernel limits its processes and memory. If none can be created, only <see cref="LimitWatch"/> limits the
/// bottle.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class BottleGroup : IDisposable
{
    private readonly IGroupParent _parent;
    private readonly string _folder;
    private readonly BottleLimits _limits;

    private BottleGroup(IGroupParent parent, string folder, BottleLimits limits) => (_parent, _folder, _limits) = (parent, folder, limits);

    /// <summary>Moves a built, waiting bottle into its own group, which then contains all processes that its first process starts.</summary>
    /// <param name="initPid">The bottle's first process.</param>
    /// <param name="plan">The bottle's limits and its run.</param>
    /// <returns>Null if this host does not allow a group.</returns>
    public static BottleGroup? TryMake(int initPid, BottlePlan plan)
    {
        if (plan.Limits is { Processes: LimitSettings.None, Memory: LimitSettings.None })
        {
            return null;
        }

        IGroupParent? parent = null;
        try
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"{plan.RunId}.{Environment.ProcessId}.{ProcessIdentity.StartOf(Environment.ProcessId)}");
            parent = GroupTree.Mount(File.ReadAllText("/proc/self/mountinfo")) is not { } mount || !ControlFiles.HasControllers(mount) ? null
                : Processes.User() == 0 ? RootGroup.Open(mount) : UserScope.Open(mount, $"bot-bottle-{name}", initPid, plan.HostEnvironment);
            return parent is null ? null : Make(parent, name, initPid, plan.Limits);
        }
        catch (Exception fault) when (ControlFiles.IsRefusal(fault) || fault is Win32Exception)
        {
            parent?.Dispose(); // the bottle may stay in its present group; that is removed with the bottle, or by the next run
            return null;
        }
    }

    /// <summary>Gets the limit for which the kernel ended the bottle; null if it did not. Called after the bottle's last process has ended.</summary>
    public LimitBreach? Breach()
    {
        IReadOnlyDictionary<string, long> events;
        try
        {
            events = File.ReadLines(Path.Combine(_folder, "memory.events")).Select(line => line.Split(' '))
                .ToDictionary(pair => pair[0], pair => long.Parse(pair[1], CultureInfo.InvariantCulture));
        }
        catch (Exception gone) when (ControlFiles.IsRefusal(gone))
        {
            return null; // the operator removed the group: the exit code shows that the bottle was killed, but the reason is unknown
        }

        using HostMemory host = new();
        return BreachOf(events, _limits, host.Total);
    }

    /// <summary>Evaluates a group's counters.</summary>
    /// <param name="events">The values of memory.events: <c>oom</c> counts only at this group's own limit, <c>oom_kill</c> at any limit.</param>
    /// <param name="limits">The bottle's limits.</param>
    /// <param name="hostMemory">The host's memory in bytes.</param>
    internal static LimitBreach? BreachOf(IReadOnlyDictionary<string, long> events, BottleLimits limits, long hostMemory) =>
        events["oom_kill"] == 0 ? null
        : events["oom"] == 0
            ? new LimitBreach(null, "the host, or a group of processes that the bottle is part of, had no memory left, and the kernel ended the bottle")
        : new LimitBreach("memory", $"its memory reached its limit, {ByteAmount.Format(limits.Memory)}", LimitBreach.Twice(limits.Memory, hostMemory));

    /// <inheritdoc/>
    public void Dispose()
    {
        ControlFiles.Remove(_folder);
        _parent.Dispose();
    }

    private static BottleGroup Make(IGroupParent parent, string name, int initPid, BottleLimits limits)
    {
        string folder = Directory.CreateDirectory(Path.Combine(parent.Folder, name)).FullName;
        ControlFiles.Move(initPid, folder); // first: the parent must be empty before it gives controllers to its children
        ControlFiles.Enable(parent.Folder);
        ControlFiles.Write(Path.Combine(folder, "memory.oom.group"), "1"); // the kernel ends the whole bottle, not one of its processes
        string swap = Path.Combine(folder, "memory.swap.max");
        if (limits.Memory != LimitSettings.None && File.Exists(swap))
        {
            ControlFiles.Write(swap, "0"); // swapped-out pages count as memory
        }

        ControlFiles.Write(Path.Combine(folder, "memory.max"), Value(limits.Memory));
        ControlFiles.Write(Path.Combine(folder, "pids.max"), Value(limits.Processes));
        return new BottleGroup(parent, folder, limits);
    }

    private static string Value(long limit) => limit == LimitSettings.None ? "max" : limit.ToString(CultureInfo.InvariantCulture);
}
