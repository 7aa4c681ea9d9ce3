using System.Runtime.CompilerServices;
using BotBottle.Core.Http1;
using BotBottle.Proxy.Client;
using BotBottle.Proxy.Transport;
using BotBottle.Proxy.Upstream;

namespace BotBottle.Proxy.Responses;

/// <summary>Reads the heads of a response up to the final one. A limited number of interim responses is forwarded to the client.</summary>
internal static class ResponseHeadReader
{
    private const int MaxInterim = 8;

    /// <summary>A non-streaming model call sends nothing before it is complete. Official clients wait 10 minutes.</summary>
    private static readonly TimeSpan FirstByteLimit = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan HeadLimit = TimeSpan.FromSeconds(30);

    private static readonly ResponseHeadParser Parser = new(HeadLimits.Response);

    /// <param name="upstream">The connection; the head is read into its <see cref="UpstreamConnection.Head"/>.</param>
    /// <param name="client">Receives interim responses; null if it must not (HTTP/1.0).</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<HeadStatus> ReadFinalAsync(UpstreamConnection upstream, PeerConnection? client)
    {
        long until = upstream.Peer.Clock.After(FirstByteLimit);
        for (int interim = 0; interim <= MaxInterim; interim++)
        {
            HeadStatus status = await ReadAsync(upstream, until).ConfigureAwait(false);
            if (status != HeadStatus.Done || !upstream.Head.IsInterim)
            {
                return status == HeadStatus.Absent && interim > 0 ? HeadStatus.Truncated : status;
            }
            if (MessageFraming.OfResponse(upstream.Head, RequestMethod.Get, out _) != RejectionReason.None)
            {
                return HeadStatus.Rejected;
            }
            // The proxy sends the 100 itself, and has sent it.
            if (client is not null && upstream.Head.StatusCode != 100)
            {
                ResponseWriter.WriteInterim(client.Output, upstream.Head);
                await client.FlushAsync().ConfigureAwait(false);
            }
        }
        return HeadStatus.Rejected;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<HeadStatus> ReadAsync(UpstreamConnection upstream, long until)
    {
        ResponseHead head = upstream.Head;
        DeadlineClock clock = upstream.Peer.Clock;
        head.Reset();
        bool begun = false;
        while (true)
        {
            PeerRead read = await upstream.ReadAsync(TimeSpan.FromMilliseconds(until - clock.Now)).ConfigureAwait(false);
            if (read.Buffer.IsEmpty)
            {
                return begun ? HeadStatus.Truncated : HeadStatus.Absent;
            }
            until = begun ? until : clock.After(HeadLimit);
            begun = true;
            ParseStatus status = Parser.Parse(read.Buffer, head, out SequencePosition consumed, out SequencePosition examined);
            upstream.Peer.AdvanceTo(consumed, examined);
            if (status != ParseStatus.NeedMore || !read.IsOpen)
            {
                return status.ToHeadStatus();
            }
        }
    }
}
