using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Folders;

/// <summary>
/// Follows links that a walk found, in memory: a chain of relative links leads out as surely as an absolute one, and a look at the disk for each part of each link would slow the end
/// of a run in a folder with many.
/// </summary>
/// <param name="links">Every link in the folder, with its target as it is written.</param>
/// <param name="shared">Folders that are shared writable, without links.</param>
/// <param name="most">How many characters of paths are put together for all of them: an agent can make links of 40 times 4,096 characters each, and hours of them.</param>
internal sealed class LinkResolver(IReadOnlyDictionary<string, string> links, IReadOnlyList<string> shared, long most = 1L << 30)
{
    private long _left = most;

    /// <summary>Whether some were not followed to their end: they count as leading out.</summary>
    public bool IsExhausted => _left < 0;

    /// <summary>Whether the end of a link lies outside of what is shared.</summary>
    /// <param name="link">One of the links.</param>
    public bool LeadsOut(string link)
    {
        var end = Paths.Follow(Path.GetDirectoryName(link)!, links[link], step => ((_left -= step.Length) >= 0, links.GetValueOrDefault(step)));
        return end is null ? IsExhausted : !shared.Any(folder => Paths.Holds(folder, end)); // a circle leads nowhere: ELOOP
    }
}
