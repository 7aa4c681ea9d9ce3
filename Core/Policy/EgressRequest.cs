using System.Text;
using BotBottle.Core.Hosts;
using BotBottle.Core.Http1;

namespace BotBottle.Core.Policy;

/// <summary>The facts of a request for the decision, the same for every transport.</summary>
/// <param name="Authority">The destination.</param>
/// <param name="Tls">True if the upstream connection uses TLS.</param>
/// <param name="Method">The method as sent.</param>
/// <param name="Path">The canonical path and the query.</param>
/// <param name="Fields">The header fields; null for none.</param>
/// <param name="IsWebSocket">True if the request asks to become a WebSocket.</param>
/// <param name="IsMessage">True for a message on a WebSocket instead of a request.</param>
public readonly record struct EgressRequest(
    Authority Authority, bool Tls, string Method, CanonicalPath Path, HeaderTable? Fields, bool IsWebSocket, bool IsMessage = false);

/// <summary>The derived parts of a request's head (spine step 5), read by the proxy and by <c>explain</c> in the same way.</summary>
/// <param name="Framing">The framing of its body.</param>
/// <param name="Path">The path for the decision, with the query.</param>
/// <param name="Forwards">The number of further forwards; null without a limit.</param>
public readonly record struct RequestReading(MessageFraming Framing, CanonicalPath Path, long? Forwards)
{
    /// <summary>The text for a method that <see cref="IsServed"/> rejects; its status is 405.</summary>
    public const string NotServed = "this method is not served here";

    /// <summary>
    /// True if requests with this method are served. TRACE and TRACK are not, in any case of letters: they return the request as it arrived, with the
    /// credential that the proxy injected. CONNECT is not, because it has no request to decide on.
    /// </summary>
    public static bool IsServed(RequestHead head)
    {
        ArgumentNullException.ThrowIfNull(head);
        return head.KnownMethod != RequestMethod.Connect
            && !Ascii.EqualsIgnoreCase(head.Method, "trace"u8) && !Ascii.EqualsIgnoreCase(head.Method, "track"u8);
    }

    /// <summary>Reads a head.</summary>
    /// <returns><see cref="RejectionReason.None"/>, or the reason for refusing the request, after which the connection must close.</returns>
    public static RejectionReason Of(RequestHead head, out RequestReading reading)
    {
        reading = default;
        RejectionReason fault = MessageFraming.OfRequest(head, out MessageFraming framing);
        CanonicalPath? path = null;
        long? forwards = null;
        fault = fault == RejectionReason.None ? CanonicalPath.Of(head, out path) : fault;
        fault = fault == RejectionReason.None ? MaxForwards.Of(head, out forwards) : fault;
        if (path is not null)
        {
            reading = new RequestReading(framing, path, forwards);
        }

        return fault;
    }
}
