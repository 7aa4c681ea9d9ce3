namespace BotBottle.Controller.Bottles;

/// <summary>Path questions that must not be fooled by symbolic links.</summary>
internal static class Paths
{
    private const int MostLinks = 40; // the kernel's own bound

    /// <summary>True when <paramref name="path"/> is <paramref name="folder"/> or lies in it. Both absolute and without links.</summary>
    public static bool Holds(string folder, string path) =>
        path == folder || folder == "/" || (path.Length > folder.Length && path[folder.Length] == '/' && path.StartsWith(folder, StringComparison.Ordinal));

    /// <summary>The path with every symbolic link in it followed; parts that do not exist stay as they are named.</summary>
    /// <exception cref="IOException">The links go round in a circle.</exception>
    public static string Real(string path) => Real(path, _ => { });

    /// <summary>True when finding the path leads through one of the folders, by name or by a link: who writes there decides where it ends.</summary>
    /// <exception cref="IOException">The links go round in a circle.</exception>
    public static bool LeadsThrough(string path, IEnumerable<string> folders)
    {
        var through = false;
        Real(path, step => through |= folders.Any(folder => Holds(folder, step)));
        return through;
    }

    private static string Real(string path, Action<string> visit)
    {
        var links = 0;
        var pending = new Stack<string>(path.Split('/').Reverse());
        var done = "/";
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

            var next = Path.Combine(done, part);
            visit(next);
            var target = new FileInfo(next).LinkTarget;
            if (target is null)
            {
                done = next;
                continue;
            }

            if (++links > MostLinks)
            {
                throw new IOException($"too many symbolic links in {path}");
            }

            done = target.StartsWith('/') ? "/" : done;
            foreach (var piece in target.Split('/').Reverse())
            {
                pending.Push(piece);
            }
        }

        return done;
    }

    /// <summary>True when the name itself is a symbolic link.</summary>
    public static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;
}
