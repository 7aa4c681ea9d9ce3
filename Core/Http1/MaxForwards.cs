using BotBottle.Core.Text;

namespace BotBottle.Core.Http1;

/// <summary>
/// <c>Max-Forwards</c> (RFC 9110 section 7.6.2): the number of further intermediaries that may forward an OPTIONS request. It is also defined for TRACE, which
/// the proxy never serves. For every other method the field is passed on.
/// </summary>
public static class MaxForwards
{
    /// <summary>The field's name.</summary>
    public static ReadOnlySpan<byte> Name => "max-forwards"u8;

    /// <summary>Reads the field of an OPTIONS request.</summary>
    /// <param name="head">The request.</param>
    /// <param name="left">The number of further forwards; null without a limit.</param>
    /// <returns>
    /// <see cref="RejectionReason.None"/>, or the reason for refusing the request: two readers of a malformed number would stop it at different hops.
    /// </returns>
    public static RejectionReason Of(RequestHead head, out long? left)
    {
        ArgumentNullException.ThrowIfNull(head);
        left = null;
        if (head.KnownMethod != RequestMethod.Options || !head.Fields.TryGet(Name, out var value))
        {
            return RejectionReason.None;
        }

        if (head.Fields.CountOf(Name) > 1 || !WireNumber.TryParseContentLength(value, out var number))
        {
            return RejectionReason.InvalidMaxForwards;
        }

        left = number;
        return RejectionReason.None;
    }
}
