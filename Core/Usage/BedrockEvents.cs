using BotBottle.Core.Scan;

namespace BotBottle.Core.Usage;

/// <summary>
/// Passes the messages of a Bedrock stream to its readers: those of Converse by their names, and the documents in the chunks of
/// InvokeModelWithResponseStream. An exception ends the stream as a failed one.
/// </summary>
internal sealed class BedrockEvents : IAwsEventSink, IByteSink
{
    private readonly DialectReader[] _dialects;
    private readonly BedrockReader? _converse;
    private readonly BedrockChunk? _chunk;
    private readonly AwsEventFramer _framer;
    private Message _message;

    /// <summary>Reads a stream.</summary>
    /// <param name="dialects">The readers.</param>
    /// <param name="isConverse">True for ConverseStream, whose one reader is Bedrock's; false for InvokeModelWithResponseStream.</param>
    public BedrockEvents(DialectReader[] dialects, bool isConverse)
    {
        _dialects = dialects;
        _converse = isConverse ? (BedrockReader)dialects[0] : null;
        _chunk = isConverse ? null : new BedrockChunk(this);
        _framer = new AwsEventFramer(this);
    }

    private enum Message : byte
    {
        Skipped,
        Converse,
        Chunk,
        Failure,
    }

    /// <summary>True if the rest of the stream cannot be read.</summary>
    public bool IsBroken => _framer.IsBroken || _chunk is { IsBroken: true };

    /// <summary>True before the first byte of a message.</summary>
    public bool AtBoundary => _framer.AtBoundary;

    /// <summary>Takes the next bytes of the stream.</summary>
    public void Append(ReadOnlySpan<byte> bytes) => _framer.Append(bytes);

    void IAwsEventSink.Begin(AwsEventHead head)
    {
        if (IsBroken)
        {
            return;
        }

        _message = head.Kind != AwsMessageKind.Event ? Message.Failure
            : !head.IsJson ? Message.Skipped
            : _converse is not null ? Message.Converse
            : head.Name.SequenceEqual("chunk"u8) ? Message.Chunk : Message.Skipped;
        switch (_message)
        {
            case Message.Converse:
                _converse!.BeginEvent(head.Name);
                break;
            case Message.Skipped:
                Miss();
                break;
            case Message.Failure:
                foreach (DialectReader dialect in _dialects)
                {
                    dialect.Fail(head.Name);
                }

                break;
        }
    }

    void IAwsEventSink.Payload(ReadOnlySpan<byte> bytes)
    {
        switch (_message)
        {
            case Message.Chunk when IsBroken:
                break;
            case Message.Converse:
                _converse!.Append(bytes);
                break;
            case Message.Chunk:
                _chunk!.Append(bytes);
                break;
        }
    }

    void IAwsEventSink.End()
    {
        if (IsBroken)
        {
            return;
        }

        if (_message == Message.Chunk)
        {
            if (!_chunk!.HasDocument)
            {
                Miss();
            }

            _chunk.End();
        }

        foreach (DialectReader dialect in _dialects)
        {
            dialect.EndDocument();
        }
    }

    // A decoded piece of a chunk's document.
    void IByteSink.Append(ReadOnlySpan<byte> bytes)
    {
        foreach (DialectReader dialect in _dialects)
        {
            dialect.Append(bytes);
        }
    }

    private void Miss()
    {
        foreach (DialectReader dialect in _dialects)
        {
            dialect.MissEvent();
        }
    }
}
