using System.Buffers;

namespace BotBottle.Core.Http1;

/// <summary>
/// Parses response heads strictly (RFC 9112). One instance serves any number of connections at once; the head holds the state of a connection.
/// </summary>
/// <param name="limits">The size limits of a head.</param>
public sealed class ResponseHeadParser(HeadLimits limits)
{
    /// <summary>
    /// Parses as much of a head as there is. On <see cref="ParseStatus.NeedMore"/> nothing is consumed and everything is examined: call again with the same
    /// bytes, more bytes and the same head. On <see cref="ParseStatus.Done"/> both positions are directly after the head. On <see cref="ParseStatus.Rejected"/>
    /// the reason is in <see cref="MessageHead.Rejection"/>; close the connection after the response.
    /// </summary>
    /// <param name="buffer">The unconsumed bytes, from the first byte of the head.</param>
    /// <param name="head">A head that was reset before the first call for this message.</param>
    /// <param name="consumed">The start of the next buffer.</param>
    /// <param name="examined">The end of the examined bytes.</param>
    /// <exception cref="InvalidOperationException">The head is already complete or refused, and was not reset.</exception>
    public ParseStatus Parse(in ReadOnlySequence<byte> buffer, ResponseHead head, out SequencePosition consumed, out SequencePosition examined)
    {
        ArgumentNullException.ThrowIfNull(head);
        return HeadReader.Read(buffer, head, limits, out consumed, out examined);
    }
}
