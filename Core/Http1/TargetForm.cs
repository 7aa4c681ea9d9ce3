namespace BotBottle.Core.Http1;

/// <summary>The four forms of a request target (RFC 9112 section 3.2).</summary>
public enum TargetForm
{
    /// <summary><c>/path?query</c>: to an origin server, and inside a tunnel.</summary>
    Origin,

    /// <summary><c>http://host/path?query</c>: to a proxy.</summary>
    Absolute,

    /// <summary><c>host:port</c>: CONNECT.</summary>
    Authority,

    /// <summary><c>*</c>: OPTIONS for the server as a whole.</summary>
    Asterisk,
}
