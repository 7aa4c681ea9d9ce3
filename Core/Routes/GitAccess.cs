namespace BotBottle.Core.Routes;

/// <summary>Access of a request to a git repository over HTTP.</summary>
public enum GitAccess
{
    /// <summary>No known git request.</summary>
    None,

    /// <summary>Reads: clone, fetch, ls-remote, an LFS download, by the smart protocol or the dumb one.</summary>
    Fetch,

    /// <summary>Writes, or sends the query that precedes a write.</summary>
    Push,

    /// <summary>A method of WebDAV (RFC 4918), which git uses only to push by the dumb protocol.</summary>
    WebDav,

    /// <summary>An LFS batch. Its body decides between download and upload (<see cref="Routes.LfsBatch"/>), and only a download is allowed.</summary>
    LfsBatch,
}
