using System.Runtime.CompilerServices;
using BotBottle.Core.Http1;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Client;

/// <summary>Reads a request's head (spine step 3). A client may wait long before the first byte, but must then send the rest quickly.</summary>
internal static class RequestHeadReader
{
    private static readonly TimeSpan KeepAliveLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan HeadLimit = TimeSpan.FromSeconds(30);
    private static readonly RequestHeadParser Parser = new(HeadLimits.Request);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<HeadStatus> ReadAsync(PeerConnection client, RequestHead head)
    {
        head.Reset();
        long until = 0;
        for (TimeSpan limit = KeepAliveLimit; ; limit = TimeSpan.FromMilliseconds(until - client.Clock.Now))
        {
            PeerRead read = await client.ReadAsync(limit).ConfigureAwait(false);
            if (read.Buffer.IsEmpty)
            {
                return until == 0 ? HeadStatus.Absent : HeadStatus.Truncated;
            }
            until = until == 0 ? client.Clock.After(HeadLimit) : until;
            ParseStatus status = Parser.Parse(read.Buffer, head, out SequencePosition consumed, out SequencePosition examined);
            client.AdvanceTo(consumed, examined);
            if (status != ParseStatus.NeedMore || !read.IsOpen)
            {
                return status.ToHeadStatus();
            }
        }
    }
}
