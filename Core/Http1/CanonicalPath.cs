using System.Buffers;
using System.Text;

namespace BotBottle.Core.Http1;

/// <summary>
/// The canonical form of a request's path. Rules match this form and the proxy forwards it, so that the upstream gets the path that was matched.
/// </summary>
/// <remarks>
/// RFC 3986 section 6.2.2: encoded unreserved characters are decoded, dot segments are removed, other encodings are written in upper case, and characters that
/// a path may not hold are encoded. <c>%2F</c> and <c>%5C</c> stay and are no separators (npm requests <c>/@scope%2fname</c>); empty segments stay; rules on
/// paths consider that servers may read them otherwise (<c>Routes/PathReadings</c>). Encoded bytes that are not UTF-8 stay. Refused, because recipients resolve
/// them differently: dots beside an encoded slash or backslash or before a path parameter (<c>..;x</c>), a plain backslash, <c>%00</c>, overlong UTF-8. A
/// double encoding is decoded once: <c>%252e</c> stays <c>%252e</c>.
/// Canonical text is its own canonical form.
/// </remarks>
public sealed class CanonicalPath
{
    private const int MaxEncodedLength = 3;

    private CanonicalPath(string path, string? query)
    {
        Path = path;
        Query = query;
    }

    /// <summary>The path: ASCII, begins with <c>/</c>, or is <c>*</c>.</summary>
    public string Path { get; }

    /// <summary>The query unchanged, without the question mark; null for none.</summary>
    public string? Query { get; }

    /// <summary>The same path with another query.</summary>
    public CanonicalPath WithQuery(string? query) => new(Path, query);

    /// <summary>The request target for an origin server: the path, then the query after a question mark.</summary>
    public override string ToString() => Query is null ? Path : $"{Path}?{Query}";

    /// <summary>The canonical path of a parsed request. Not for CONNECT, which has no path: <see cref="RejectionReason.InvalidTarget"/>.</summary>
    /// <returns><see cref="RejectionReason.None"/>, or the reason for refusing the path.</returns>
    public static RejectionReason Of(RequestHead head, out CanonicalPath? path)
    {
        ArgumentNullException.ThrowIfNull(head);
        return Parse(head.Path, head.HasQuery, head.Query, out path);
    }

    /// <summary>The canonical path of an origin-form target, whose query begins at the first question mark.</summary>
    /// <returns><see cref="RejectionReason.None"/>, or the reason for refusing the path.</returns>
    public static RejectionReason Parse(ReadOnlySpan<byte> target, out CanonicalPath? path)
    {
        var mark = target.IndexOf((byte)'?');
        return mark < 0 ? Parse(target, false, default, out path) : Parse(target[..mark], true, target[(mark + 1)..], out path);
    }

    private static RejectionReason Parse(ReadOnlySpan<byte> text, bool hasQuery, ReadOnlySpan<byte> query, out CanonicalPath? path)
    {
        path = null;
        if (query.ContainsAnyExcept(HttpSyntax.Target))
        {
            return RejectionReason.InvalidTarget;
        }

        if (text.SequenceEqual("*"u8) && !hasQuery)
        {
            path = new CanonicalPath("*", null);
            return RejectionReason.None;
        }

        if (text.IsEmpty || text[0] != '/')
        {
            return RejectionReason.InvalidTarget;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(text.Length * MaxEncodedLength);
        try
        {
            var reason = PathNormalizer.Normalize(text, buffer, out var length);
            if (reason == RejectionReason.None)
            {
                path = new CanonicalPath(Encoding.ASCII.GetString(buffer, 0, length), hasQuery ? Encoding.ASCII.GetString(query) : null);
            }

            return reason;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
