namespace BotBottle.Controller.Shared;

/// <summary>Path checks that symbolic links cannot mislead.</summary>
internal static class Paths
{
    private const int MostLinks = 40; // the kernel's own limit

    /// <summary>True if <paramref name="path"/> is <paramref name="folder"/> or lies in it. Both are absolute and contain no links.</summary>
    public static bool Holds(string folder, string path) =>
        path == folder || folder == "/" || (path.Length > folder.Length && path[folder.Length] == '/' && path.StartsWith(folder, StringComparison.Ordinal));

    /// <summary>Gets the path with every symbolic link in it followed; parts that do not exist stay unchanged.</summary>
    /// <exception cref="IOException">The links form a circle.</exception>
    public static string Real(string path) => Real(path, _ => { });

    /// <summary>
    /// True if resolving the path passes through one of the folders, by name or by a link. A writer of such a folder decides where the path ends.
    /// </summary>
    /// <exception cref="IOException">The links form a circle.</exception>
    public static bool LeadsThrough(string path, IEnumerable<string> folders)
    {
        var through = false;
        Real(path, step => through |= folders.Any(folder => Holds(folder, step)));
        return through;
    }

    /// <summary>Follows a path part by part, links included.</summary>
    /// <param name="from">Folder of the start, absolute and without links.</param>
    /// <param name="path">The path; an absolute one begins at the root.</param>
    /// <param name="read">Tells for each part whether to continue, and its target if it is a link.</param>
    /// <returns>The end; null if <paramref name="read"/> stopped, or the links form a circle.</returns>
    public static string? Follow(string from, string path, Func<string, (bool GoOn, string? Target)> read)
    {
        var links = 0;
        var pending = new Stack<string>(path.Split('/').Reverse());
        var done = path.StartsWith('/') ? "/" : from;
        while (pending.TryPop(out var part))
        {
            if (part is "" or ".")
            {
                continue;
            }

            if (part == "..")
            {
                done = Path.GetDirectoryName(done) ?? "/";
                continue;
            }

            var next = Path.Join(done, part);
            var (goOn, target) = read(next);
            if (!goOn || (target is not null && ++links > MostLinks))
            {
                return null;
            }

            if (target is null)
            {
                done = next;
                continue;
            }

            done = target.StartsWith('/') ? "/" : done;
            foreach (var piece in target.Split('/').Reverse())
            {
                pending.Push(piece);
            }
        }

        return done;
    }

    private static string Real(string path, Action<string> visit) =>
        Follow("/", path, step =>
        {
            visit(step);
            return (true, new FileInfo(step).LinkTarget);
        }) ?? throw new IOException($"too many symbolic links in {path}");

    /// <summary>True if the last part of the path is a symbolic link.</summary>
    public static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;
}
