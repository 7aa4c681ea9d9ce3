using System.Buffers;

namespace BotBottle.Core.Http1;

/// <summary>
/// Parses response heads strictly (RFC 9112). One instance serves any number of connections at once: what belongs to a connection is in its head.
/// </summary>
/// <param name="limits">How large a head may be.</param>
public sealed class ResponseHeadParser(HeadLimits limits)
{
    /// <summary>
    /// Parses as much of a head as there is. On <see cref="ParseStatus.NeedMore"/> nothing is consumed and everything examined: call again with the
    /// same bytes and more behind them, and the same head. On <see cref="ParseStatus.Done"/> both positions are right behind the head.
    /// On <see cref="ParseStatus.Rejected"/> the reason is in <see cref="MessageHead.Rejection"/>; close the connection after the answer.
    /// </summary>
    /// <param name="buffer">The unconsumed bytes, from the first byte of the head on.</param>
    /// <param name="head">A head that was reset before the first call for this message.</param>
    /// <param name="consumed">Where the caller's buffer begins next.</param>
    /// <param name="examined">Up to where the bytes were looked at.</param>
    /// <exception cref="InvalidOperationException">The head is complete or refused already, and was not reset.</exception>
    public ParseStatus Parse(in ReadOnlySequence<byte> buffer, ResponseHead head, out SequencePosition consumed, out SequencePosition examined)
    {
        ArgumentNullException.ThrowIfNull(head);
        return HeadReader.Read(buffer, head, limits, out consumed, out examined);
    }
}
