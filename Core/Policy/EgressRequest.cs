using System.Text;
using BotBottle.Core.Hosts;
using BotBottle.Core.Http1;

namespace BotBottle.Core.Policy;

/// <summary>What the decision is about; the same facts whatever transport the request came by.</summary>
/// <param name="Authority">Where it goes.</param>
/// <param name="Tls">Whether the upstream is spoken to over TLS.</param>
/// <param name="Method">The method as sent.</param>
/// <param name="Path">The canonical path and the query.</param>
/// <param name="Fields">The header fields; null for none.</param>
/// <param name="IsWebSocket">Whether it asks to become a WebSocket.</param>
/// <param name="IsMessage">Whether it is a message on the WebSocket that it became, and no request.</param>
public readonly record struct EgressRequest(
    Authority Authority, bool Tls, string Method, CanonicalPath Path, HeaderTable? Fields, bool IsWebSocket, bool IsMessage = false);

/// <summary>What a request's head comes to (spine step 4): read in one way by the proxy and by whoever explains what the proxy would do.</summary>
/// <param name="Framing">How its body is framed.</param>
/// <param name="Path">The path on which it is judged, with the query.</param>
/// <param name="Forwards">How often it may still be forwarded; null where nothing limits it.</param>
public readonly record struct RequestReading(MessageFraming Framing, CanonicalPath Path, long? Forwards)
{
    /// <summary>Why a method is refused that <see cref="IsServed"/> names; its status is 405.</summary>
    public const string NotServed = "this method is not served here";

    /// <summary>Whether requests with this method are served at all. Not TRACE and its cousin, which give back the request as it arrived, with the
    /// credential that the proxy put in; in any case of letters, since an upstream may not mind it. Not CONNECT, which has no request to judge.</summary>
    public static bool IsServed(RequestHead head)
    {
        ArgumentNullException.ThrowIfNull(head);
        return head.KnownMethod != RequestMethod.Connect
            && !Ascii.EqualsIgnoreCase(head.Method, "trace"u8) && !Ascii.EqualsIgnoreCase(head.Method, "track"u8);
    }

    /// <summary>Reads a head.</summary>
    /// <returns><see cref="RejectionReason.None"/>, or why the request is refused; the connection cannot go on then.</returns>
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
