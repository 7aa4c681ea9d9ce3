namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>
/// Follows links that a walk found, in memory: a chain of relative links leads out as surely as an absolute one, and a look at the disk for each part of each link would slow the end
/// of a run in a folder with many.
/// </summary>
/// <param name="links">Every link in the folder, with its target as it is written.</param>
/// <param name="shared">Folders that are shared writable, without links.</param>
/// <param name="most">How many characters of paths are put together for all of them: an agent can make links of 40 times 4,096 characters each, and hours of them.</param>
internal sealed class LinkResolver(IReadOnlyDictionary<string, string> links, IReadOnlyList<string> shared, long most = 1L << 30)
{
    private const int MostLinks = 40; // the kernel's own bound

    private long _left = most;

    /// <summary>Whether some were not followed to their end: they count as leading out.</summary>
    public bool IsExhausted => _left < 0;

    /// <summary>Whether the end of a link lies outside of what is shared.</summary>
    /// <param name="link">One of the links.</param>
    public bool LeadsOut(string link)
    {
        var followed = 0;
        var pending = new Stack<string>();
        Push(pending, links[link]);
        var done = links[link].StartsWith('/') ? "/" : Path.GetDirectoryName(link)!;
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

            if ((_left -= done.Length + part.Length) < 0)
            {
                return true;
            }

            done = Path.Join(done, part);
            if (links.TryGetValue(done, out var target))
            {
                if (++followed > MostLinks)
                {
                    return false; // a circle leads nowhere: ELOOP
                }

                Push(pending, target);
                done = target.StartsWith('/') ? "/" : Path.GetDirectoryName(done)!;
            }
        }

        return !shared.Any(folder => Paths.Holds(folder, done));
    }

    private static void Push(Stack<string> pending, string target)
    {
        foreach (var part in target.Split('/').Reverse())
        {
            pending.Push(part);
        }
    }
}
