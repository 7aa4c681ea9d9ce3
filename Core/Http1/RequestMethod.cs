namespace BotBottle.Core.Http1;

/// <summary>Methods that framing or policy treats differently. Methods are case-sensitive (RFC 9110 section 9.1): <c>get</c> is <see cref="Other"/>.</summary>
public enum RequestMethod
{
    /// <summary>Any other token; its text is <see cref="RequestHead.Method"/>.</summary>
    Other,

    /// <summary>GET.</summary>
    Get,

    /// <summary>HEAD: its response never has content.</summary>
    Head,

    /// <summary>POST.</summary>
    Post,

    /// <summary>PUT.</summary>
    Put,

    /// <summary>PATCH.</summary>
    Patch,

    /// <summary>DELETE.</summary>
    Delete,

    /// <summary>OPTIONS: the only one with an asterisk-form target.</summary>
    Options,

    /// <summary>CONNECT: the only one with an authority-form target, which it requires.</summary>
    Connect,

    /// <summary>TRACE: never with content.</summary>
    Trace,
}
