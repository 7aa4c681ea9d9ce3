using System.Runtime.Versioning;

namespace BotBottle.Controller.Native;

/// <summary>Chooses the processes that the kernel ends first when the host is out of memory (proc_pid_oom_score_adj(5)).</summary>
[SupportedOSPlatform("linux")]
internal static class OutOfMemory
{
    private const string Highest = "1000";

    /// <summary>Lets a process and its later children be ended before all other processes of the host. Every user may raise the value.</summary>
    /// <param name="pid">The process; null for this process.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">The kernel refuses.</exception>
    public static void First(int? pid = null)
    {
        try
        {
            File.WriteAllText($"/proc/{(pid is { } other ? other : "self")}/oom_score_adj", Highest);
        }
        catch (Exception gone)
            when (pid is not null && gone is FileNotFoundException or DirectoryNotFoundException or IOException { HResult: Errno.NoSuchProcess })
        {
            // It has ended.
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new System.ComponentModel.Win32Exception($"oom_score_adj cannot be raised: {refused.Message}");
        }
    }
}
