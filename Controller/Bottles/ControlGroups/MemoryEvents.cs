using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Bottles.ControlGroups;

/// <summary>
/// How often the kernel ended processes of a group for want of memory, in version 2 (<c>memory.events</c>) or 1 (<c>memory.oom_control</c>). The group is somebody
/// else's, who removes it: its files are held open from the start, and read while it is there.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class MemoryEvents : IDisposable
{
    private const long Nearly = 1L << 20; // each processor is given memory in batches

    private readonly SafeFileHandle _events;
    private readonly SafeFileHandle[] _use; // in version 1, which does not count whose limit was reached: the most that was used, and the limit

    private MemoryEvents(SafeFileHandle events, SafeFileHandle[] use) => (_events, _use) = (events, use);

    /// <summary>Opens those of a process's group.</summary>
    /// <param name="pid">The process.</param>
    /// <returns>Null where the process is in no such group, in one that holds us too, or it cannot be seen from here.</returns>
    public static MemoryEvents? TryOpen(int pid)
    {
        try
        {
            return TryOpen(File.ReadAllText("/proc/self/mountinfo"), File.ReadAllText($"/proc/{pid}/cgroup"), File.ReadAllText("/proc/self/cgroup"));
        }
        catch (Exception gone) when (ControlFiles.IsRefusal(gone))
        {
            return null;
        }
    }

    /// <summary>The same from the kernel's texts.</summary>
    /// <param name="mounts">The text of /proc/self/mountinfo.</param>
    /// <param name="groups">The text of the process's /proc/PID/cgroup.</param>
    /// <param name="own">The text of ours.</param>
    internal static MemoryEvents? TryOpen(string mounts, string groups, string own)
    {
        try
        {
            if (GroupTree.Mount(mounts, "memory") is { } old && GroupTree.PathOf(groups, "memory") is { } path)
            {
                if (HoldsUs(path, GroupTree.PathOf(own, "memory")))
                {
                    return null;
                }

                return new MemoryEvents(Open(old + path, "memory.oom_control"), [Open(old + path, "memory.max_usage_in_bytes"), Open(old + path, "memory.limit_in_bytes")]);
            }

            if (GroupTree.Mount(mounts) is not { } mount || GroupTree.PathOf(groups) is not { } group || HoldsUs(group, GroupTree.PathOf(own)))
            {
                return null;
            }

            TryEndAsAWhole(mount + group);
            return new MemoryEvents(Open(mount + group, "memory.events"), []);
        }
        catch (Exception fault) when (ControlFiles.IsRefusal(fault))
        {
            return null; // the host's administrator decides who may look
        }
    }

    /// <summary>The counters by their names in version 2; null where the group is gone.</summary>
    public IReadOnlyDictionary<string, long>? Read()
    {
        try
        {
            Dictionary<string, long> counters = Text(_events).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '))
                .ToDictionary(pair => pair[0], pair => long.Parse(pair[1], CultureInfo.InvariantCulture));
            if (_use is [var most, var limit])
            {
                counters["oom"] = Number(most) >= Number(limit) - Nearly ? 1 : 0;
            }

            return counters.ContainsKey("oom_kill") ? counters : null; // before Linux 4.13 nothing counts in version 1
        }
        catch (Exception gone) when (ControlFiles.IsRefusal(gone))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (SafeFileHandle file in (SafeFileHandle[])[_events, .. _use])
        {
            file.Dispose();
        }
    }

    /// <summary>An engine without groups of its own leaves the container in the group of its caller, such as the operator's session: that counts what others did, and is not ours to end.</summary>
    private static bool HoldsUs(string group, string? own) => group == "/" || own is null || $"{own}/".StartsWith($"{group}/", StringComparison.Ordinal);

    /// <summary>Where the group's owner lets us: the kernel then ends all of it at once.</summary>
    private static void TryEndAsAWhole(string group)
    {
        try
        {
            ControlFiles.Write(Path.Combine(group, "memory.oom.group"), "1");
        }
        catch (Exception fault) when (ControlFiles.IsRefusal(fault))
        {
            // What is left of the bottle is ended as soon as the counter is read.
        }
    }

    private static SafeFileHandle Open(string group, string file) => File.OpenHandle(Path.Combine(group, file), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);

    private static long Number(SafeFileHandle file) => long.Parse(Text(file), CultureInfo.InvariantCulture);

    /// <summary>Any thread: who watches the bottle and who sees its end may read at once.</summary>
    private static string Text(SafeFileHandle file)
    {
        Span<byte> text = stackalloc byte[1024];
        return Encoding.ASCII.GetString(text[..RandomAccess.Read(file, text, 0)]);
    }
}
