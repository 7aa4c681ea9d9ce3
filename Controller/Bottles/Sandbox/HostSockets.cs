using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>
/// The Unix sockets of the host's processes in a shared folder. A network namespace does not hide them: a process that sees the file can connect, even on a
/// read-only mount (unix(7)).
/// </summary>
internal static class HostSockets
{
    /// <summary>Gets the paths of the sockets below a folder, without links. The path of a socket that was bound by a relative path is unknown.</summary>
    /// <param name="table">The lines of /proc/net/unix (proc(5)).</param>
    /// <param name="folder">The folder, without links.</param>
    public static IEnumerable<string> Below(IEnumerable<string> table, string folder) => table
        .Select(line => line.Split(' ', 8, StringSplitOptions.RemoveEmptyEntries))
        .Where(fields => fields.Length == 8 && fields[7].StartsWith('/'))
        .Select(fields => Paths.Real(fields[7]))
        .Where(path => Paths.Holds(folder, path) && Path.Exists(path))
        .Distinct();
}
