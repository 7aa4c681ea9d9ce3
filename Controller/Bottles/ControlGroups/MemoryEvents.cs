using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Bottles.ControlGroups;

/// <summary>
/// Counts the processes of a group that the kernel ended because memory was full, in version 2 (<c>memory.events</c>) or 1 (<c>memory.oom_control</c>). Another
/// program owns and removes the group, so its files are opened at the start and read while it exists.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class MemoryEvents : IDisposable
{
    private const long Nearly = 1L << 20; // the kernel gives each processor memory in batches

    private readonly SafeFileHandle _events;
    private readonly SafeFileHandle[] _use; // version 1 does not count by limit: the peak use and the limit are compared

    private MemoryEvents(SafeFileHandle events, SafeFileHandle[] use) => (_events, _use) = (events, use);

    /// <summary>Opens the files of a process's group.</summary>
    /// <param name="pid">The process.</param>
    /// <returns>Null if the process is in no such group, in one that contains this process too, or in one that is not visible from here.</returns>
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

    /// <summary>Opens the files by the kernel's texts.</summary>
    /// <param name="mounts">The text of /proc/self/mountinfo.</param>
    /// <param name="groups">The text of the process's /proc/PID/cgroup.</param>
    /// <param name="own">The text of this process's /proc/PID/cgroup.</param>
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

                return new MemoryEvents(
                    Open(old + path, "memory.oom_control"), [Open(old + path, "memory.max_usage_in_bytes"), Open(old + path, "memory.limit_in_bytes")]);
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
            return null; // the host's administrator denies access
        }
    }

    /// <summary>Reads the counters under their names of version 2; null if the group is gone.</summary>
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

            return counters.ContainsKey("oom_kill") ? counters : null; // version 1 has no counter before Linux 4.13
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

    /// <summary>
    /// True if the group also contains this process. An engine without groups of its own leaves the container in the group of its caller, such as the
    /// operator's session. That group also counts other programs, and must not be ended.
    /// </summary>
    private static bool HoldsUs(string group, string? own) => group == "/" || own is null || $"{own}/".StartsWith($"{group}/", StringComparison.Ordinal);

    /// <summary>Lets the kernel end the whole group at once, if its owner permits that.</summary>
    private static void TryEndAsAWhole(string group)
    {
        try
        {
            ControlFiles.Write(Path.Combine(group, "memory.oom.group"), "1");
        }
        catch (Exception fault) when (ControlFiles.IsRefusal(fault))
        {
            // The rest of the bottle is ended as soon as the counter is read.
        }
    }

    private static SafeFileHandle Open(string group, string file) =>
        File.OpenHandle(Path.Combine(group, file), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);

    private static long Number(SafeFileHandle file) => long.Parse(Text(file), CultureInfo.InvariantCulture);

    /// <summary>Safe on any thread: the watch of the bottle and the code that handles its end may read at once.</summary>
    private static string Text(SafeFileHandle file)
    {
        Span<byte> text = stackalloc byte[1024];
        return Encoding.ASCII.GetString(text[..RandomAccess.Read(file, text, 0)]);
    }
}
