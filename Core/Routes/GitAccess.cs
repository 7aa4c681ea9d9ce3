namespace BotBottle.Core.Routes;

/// <summary>What a request does to a git repository over HTTP.</summary>
public enum GitAccess
{
    /// <summary>Nothing that is known as git's.</summary>
    None,

    /// <summary>Reads: clone, fetch, ls-remote, an LFS download; by the smart protocol or the dumb one.</summary>
    Fetch,

    /// <summary>Writes, or asks what a write has to ask first.</summary>
    Push,

    /// <summary>A method of WebDAV (RFC 4918), by which the dumb protocol pushes and which nothing else of git uses.</summary>
    WebDav,

    /// <summary>An LFS batch: its body says whether it downloads or uploads (<see cref="Routes.LfsBatch"/>), and only a download may go.</summary>
    LfsBatch,
}
