using System.Buffers;
using BotBottle.Core.Http1;
using BotBottle.Core.Policy;
using BotBottle.Core.Refusals;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Client;

/// <summary>
/// Sends the client a response of the proxy's own. The connection is kept if the rest of the request is short enough to skip. Otherwise it is closed after the
/// response, because the remaining bytes could be read as another request.
/// </summary>
internal static class OwnResponse
{
    private const long SkipBytes = 256 * 1024;

    private static readonly TimeSpan SkipLimit = TimeSpan.FromSeconds(5);

    /// <summary>Writes a refusal. True if the client's connection can carry another request.</summary>
    /// <param name="client">The client.</param>
    /// <param name="refusal">The refusal.</param>
    /// <param name="mayKeep">False to close the connection in any case.</param>
    public static ValueTask<bool> RefuseAsync(ClientConnection client, Refusal refusal, bool mayKeep)
    {
        bool keep = mayKeep && CanSkipBody(client);
        ResponseWriter.Write(client.Peer.Output, refusal, WantsBody(client), close: !keep);
        return FinishAsync(client, keep);
    }

    /// <summary>Writes a document. True if the client's connection can carry another request.</summary>
    public static ValueTask<bool> DocumentAsync(ClientConnection client, IntrospectionAnswer document)
    {
        bool keep = CanSkipBody(client);
        ResponseWriter.WriteDocument(client.Peer.Output, document, WantsBody(client), close: !keep);
        return FinishAsync(client, keep);
    }

    /// <summary>Responds with an empty body to a request that must not be forwarded. True if the client's connection can carry another request.</summary>
    public static ValueTask<bool> EmptyAsync(ClientConnection client)
    {
        bool keep = CanSkipBody(client);
        ResponseWriter.WriteEmpty(client.Peer.Output, close: !keep);
        return FinishAsync(client, keep);
    }

    private static bool WantsBody(ClientConnection client) => client.Head.KnownMethod != RequestMethod.Head;

    // A client that waits for a 100 may or may not send its body after a refusal, so that the start of the next request is unknown.
    private static bool CanSkipBody(ClientConnection client) =>
        client.Head.KeepsAlive && client.Head.MinorVersion == 1 && client.Body.Fault == BodyFault.None
        && (client.Body.IsDone || (!client.Head.ExpectsContinue && client.Body.BytesLeft <= SkipBytes));

    private static async ValueTask<bool> FinishAsync(ClientConnection client, bool keep)
    {
        PeerConnection peer = client.Peer;
        if (!await peer.FlushAsync().ConfigureAwait(false) || !keep)
        {
            return false;
        }
        long until = peer.Clock.After(SkipLimit);
        do
        {
            while (client.Body.TryNext(out ReadOnlySequence<byte> _))
            {
            }
        }
        while (await client.Body.FillAsync(TimeSpan.FromMilliseconds(until - peer.Clock.Now)).ConfigureAwait(false));
        return client.Body.IsDone;
    }
}
