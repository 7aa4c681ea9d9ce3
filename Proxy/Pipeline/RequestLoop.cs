using BotBottle.Core.Hosts;
using BotBottle.Core.Http1;
using BotBottle.Core.Refusals;
using BotBottle.Proxy.Client;
using BotBottle.Proxy.Run;

namespace BotBottle.Proxy.Pipeline;

/// <summary>One request after the other on a client's connection (spine steps 4 and 12): what was pipelined waits in the kernel until its turn comes, and
/// each is decided on anew.</summary>
internal sealed class RequestLoop(ServedRun run)
{
    private readonly ExchangeRunner _runner = new(run);

    /// <summary>Serves until the connection is done with, or a CONNECT comes: then its authority is returned, unanswered.</summary>
    public async ValueTask<Authority?> RunAsync(ClientConnection client)
    {
        bool keep = true;
        while (keep)
        {
            HeadStatus status = await RequestHeadReader.ReadAsync(client.Peer, client.Head).ConfigureAwait(false);
            if (status is HeadStatus.Absent or HeadStatus.Truncated)
            {
                return null;
            }
            client.Body.Begin(MessageFraming.None);
            if (status == HeadStatus.Rejected)
            {
                Rejection rejection = Rejection.Of(client.Head.Rejection);
                await RefuseAsync(client, rejection.Status, rejection.Text, mayKeep: false).ConfigureAwait(false);
                return null;
            }
            if (client.Scope.IsForwardProxy && run.Password is { } password && !ProxyPassword.IsPresented(client.Head.Fields, password))
            {
                // Only a request without a body leaves the connection in a known state.
                bool bare = MessageFraming.OfRequest(client.Head, out MessageFraming framing) == RejectionReason.None && framing.Kind == FramingKind.None;
                keep = await RefuseAsync(client, 407, "this proxy asks for the run's own password", mayKeep: bare).ConfigureAwait(false);
                continue;
            }
            if (client.Scope.IsForwardProxy && client.Head.KnownMethod == RequestMethod.Connect
                && MessageFraming.OfRequest(client.Head, out _) == RejectionReason.None
                && client.Head.TryGetAuthority(443, out Authority authority))
            {
                return authority;
            }
            keep = await _runner.RunAsync(client).ConfigureAwait(false);
            client.Body.End();
        }
        return null;
    }

    private ValueTask<bool> RefuseAsync(ClientConnection client, int status, string message, bool mayKeep)
    {
        Refusal refusal = run.Refusals.Of(RefusalCode.BadRequest, null, message: message, status: status);
        run.Journal.Refused(client.Scope.Authority, null, null, refusal, message);
        return OwnAnswer.RefuseAsync(client, refusal, mayKeep);
    }
}
