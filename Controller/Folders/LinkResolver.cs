using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Folders;

/// <summary>
/// Follows links that a walk found, in memory. A chain of relative links leads out just as an absolute one does. A disk access for each part of each link would
/// slow the end of a run in a folder with many.
/// </summary>
/// <param name="links">Every link in the folder, with its target as written.</param>
/// <param name="shared">Folders that are shared read-write, without links.</param>
/// <param name="most">
/// Most characters of paths that are built in total: an agent can make links of 40 times 4,096 characters each, which would take hours.
/// </param>
internal sealed class LinkResolver(IReadOnlyDictionary<string, string> links, IReadOnlyList<string> shared, long most = 1L << 30)
{
    private long _left = most;

    /// <summary>True if some links were not followed to their end: they count as leading out.</summary>
    public bool IsExhausted => _left < 0;

    /// <summary>True if the end of a link is outside of the shared folders.</summary>
    /// <param name="link">One of the links.</param>
    public bool LeadsOut(string link)
    {
        var end = Paths.Follow(Path.GetDirectoryName(link)!, links[link], step => ((_left -= step.Length) >= 0, links.GetValueOrDefault(step)));
        return end is null ? IsExhausted : !shared.Any(folder => Paths.Holds(folder, end)); // a circle leads nowhere: ELOOP
    }
}
