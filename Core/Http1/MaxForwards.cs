using BotBottle.Core.Text;

namespace BotBottle.Core.Http1;

/// <summary>
/// <c>Max-Forwards</c> (RFC 9110 section 7.6.2): how many more intermediaries may forward an OPTIONS request. TRACE, the other method that it is defined for,
/// is served nowhere; of every other method the field is nobody's business but its recipient's.
/// </summary>
public static class MaxForwards
{
    /// <summary>The field's name.</summary>
    public static ReadOnlySpan<byte> Name => "max-forwards"u8;

    /// <summary>Reads the field of an OPTIONS request.</summary>
    /// <param name="head">The request.</param>
    /// <param name="left">How often it may still be forwarded; null where nothing limits it.</param>
    /// <returns><see cref="RejectionReason.None"/>, or why the request is refused: two readers of an odd number would stop it in two places.</returns>
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
