using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>
/// The Unix sockets of this host's processes that lie in a shared folder. A network namespace does not hide them: whoever sees the file connects to the
/// process behind it, a read-only mount or not (unix(7)).
/// </summary>
internal static class HostSockets
{
    /// <summary>The paths of the sockets below a folder, without links. One that was bound by a relative path has no place that could be known.</summary>
    /// <param name="table">The lines of /proc/net/unix (proc(5)).</param>
    /// <param name="folder">Without links.</param>
    public static IEnumerable<string> Below(IEnumerable<string> table, string folder) => table
        .Select(line => line.Split(' ', 8, StringSplitOptions.RemoveEmptyEntries))
        .Where(fields => fields.Length == 8 && fields[7].StartsWith('/'))
        .Select(fields => Paths.Real(fields[7]))
        .Where(path => Paths.Holds(folder, path) && Path.Exists(path))
        .Distinct();
}
