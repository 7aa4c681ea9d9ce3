using System.Globalization;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>All processes of a bottle, seen from outside.</summary>
/// <param name="initPid">The bottle's first process.</param>
internal sealed class ProcessNamespace(int initPid)
{
    private readonly string _space = Space(initPid);

    /// <summary>Stops every process.</summary>
    /// <returns>The processes that were awake before.</returns>
    /// <exception cref="BottleException">The processes could not be stopped.</exception>
    public IReadOnlySet<int> Stop() => ProcessStop.All(Members);

    /// <summary>Gets the process ids.</summary>
    public IEnumerable<int> Members() =>
        Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0 && Space(pid) == _space);

    private static string Space(int pid)
    {
        try
        {
            return new FileInfo($"/proc/{pid}/ns/pid").LinkTarget ?? "";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return ""; // the process has ended, or is another user's: not a member
        }
    }
}
