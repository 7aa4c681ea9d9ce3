using System.Text;

namespace BotBottle.Core.Http1;

/// <summary>The offsets, in bytes, of the parts of a request target (RFC 9112 section 3.2).</summary>
/// <param name="Form">The form.</param>
/// <param name="Scheme">The scheme of an absolute-form target.</param>
/// <param name="Authority">The authority, empty in origin-form and asterisk-form.</param>
/// <param name="Path">The path without the query; empty if the target has none.</param>
/// <param name="Query">The query without its question mark; null if there is no question mark.</param>
internal readonly record struct RequestTarget(TargetForm Form, TargetScheme Scheme, Range Authority, Range Path, Range? Query)
{
    public static RejectionReason Parse(ReadOnlySpan<byte> target, RequestMethod method, out RequestTarget parsed)
    {
        parsed = default;
        if (target.IsEmpty || target.ContainsAnyExcept(HttpSyntax.Target))
        {
            return RejectionReason.InvalidTarget;
        }

        if (method == RequestMethod.Connect)
        {
            // The authority's own parser refuses everything else, a path or a scheme too; user information has its own reason.
            parsed = new RequestTarget(TargetForm.Authority, TargetScheme.None, .., default, null);
            return target[0] == '/' || target.Contains((byte)'/') ? RejectionReason.TargetFormMismatch
                : target.Contains((byte)'@') ? RejectionReason.UserinfoInTarget
                : RejectionReason.None;
        }

        if (target[0] == '/')
        {
            parsed = WithPath(target, 0, TargetForm.Origin, TargetScheme.None, default);
            return RejectionReason.None;
        }

        if (target.SequenceEqual("*"u8))
        {
            parsed = new RequestTarget(TargetForm.Asterisk, TargetScheme.None, default, .., null);
            return method == RequestMethod.Options ? RejectionReason.None : RejectionReason.TargetFormMismatch;
        }

        return ParseAbsolute(target, out parsed);
    }

    private static RejectionReason ParseAbsolute(ReadOnlySpan<byte> target, out RequestTarget parsed)
    {
        parsed = default;
        var colon = target.IndexOf("://"u8);
        if (colon < 0)
        {
            return RejectionReason.TargetFormMismatch;
        }

        var scheme = Ascii.EqualsIgnoreCase(target[..colon], "http"u8) ? TargetScheme.Http
            : Ascii.EqualsIgnoreCase(target[..colon], "https"u8) ? TargetScheme.Https
            : TargetScheme.None;
        if (scheme == TargetScheme.None)
        {
            return RejectionReason.UnsupportedScheme;
        }

        var start = colon + 3;
        var length = target[start..].IndexOfAny((byte)'/', (byte)'?');
        var end = length < 0 ? target.Length : start + length;
        parsed = WithPath(target, end, TargetForm.Absolute, scheme, start..end);
        return target[start..end].Contains((byte)'@') ? RejectionReason.UserinfoInTarget : RejectionReason.None;
    }

    private static RequestTarget WithPath(ReadOnlySpan<byte> target, int start, TargetForm form, TargetScheme scheme, Range authority)
    {
        var mark = target[start..].IndexOf((byte)'?');
        return mark < 0
            ? new RequestTarget(form, scheme, authority, start..target.Length, null)
            : new RequestTarget(form, scheme, authority, start..(start + mark), (start + mark + 1)..target.Length);
    }
}

/// <summary>Form of a request target (RFC 9112 section 3.2).</summary>
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

/// <summary>Scheme in a target.</summary>
public enum TargetScheme
{
    /// <summary>No scheme, in every form but absolute-form. The transport determines it.</summary>
    None,

    /// <summary><c>http</c>, default port 80.</summary>
    Http,

    /// <summary><c>https</c>, default port 443.</summary>
    Https,
}
