using BotBottle.Core.Http1;
using BotBottle.Core.Scan;
using BotBottle.Proxy.Outbound;
using BotBottle.Proxy.Run;

namespace BotBottle.Proxy.Responses;

/// <summary>Keeps the credential of a request out of its response: checks the head and chooses the search for the body.</summary>
internal static class ResponseGuard
{
    /// <summary>True if a response's head does not contain the credential and its body can be searched.</summary>
    public static bool Allows(Exchange exchange, ResponseHead head)
    {
        if (exchange.Credential is not { } credential)
        {
            return true;
        }
        foreach (HeaderField field in head.Fields)
        {
            if (credential.Search.IsIn(field.Value) || credential.Search.IsIn(field.Name))
            {
                return false;
            }
        }
        return !credential.Search.IsIn(head.Reason) && BodyCoding.Of(head.Fields) != ContentCoding.Unsupported;
    }

    /// <summary>The search for the body; null if the request has no credential of the host.</summary>
    public static ResponseScreen? ScreenFor(Exchange exchange, ResponseHead head, ContentDecoders decoders)
    {
        ContentCoding coding = BodyCoding.Of(head.Fields);
        return exchange.Credential is { } credential
            ? new ResponseScreen(credential.Search, coding != ContentCoding.Identity, decoders.Open(coding))
            : null;
    }

    /// <summary>Describes why a response was withheld.</summary>
    public static string Explain(Exchange exchange) =>
        $"the response contains {exchange.Credential?.Variable}, which this bottle must not see, or it cannot be searched for it";
}
