using System.Buffers.Binary;

namespace BotBottle.Core.Scan;

/// <summary>
/// Parses an AWS event stream (<c>application/vnd.amazon.eventstream</c>) in pieces of any size: each message has its length, the length of its headers, a
/// checksum of these two, the headers, the payload and a checksum of all before it (numbers are big-endian). It passes the payload on without buffering it; of
/// a message it keeps the headers. After the first fault it ignores all bytes, because no boundary is certain any more.
/// </summary>
/// <param name="sink">Receives the messages during <see cref="Append"/>.</param>
public sealed class AwsEventFramer(IAwsEventSink sink)
{
    /// <summary>Maximum length of a message in bytes, which is that of AWS's own clients.</summary>
    public const int MaxMessage = 16 * 1024 * 1024;

    /// <summary>
    /// Maximum length of a message's headers in bytes. AWS's clients accept 128 KiB; Bedrock sends about 100 bytes, and these are kept in memory.
    /// </summary>
    public const int MaxHeaders = 4096;

    private const int Prelude = 12;
    private const int Checksum = 4;

    private readonly byte[] _head = new byte[Prelude + MaxHeaders];
    private State _state;
    private int _have;
    private int _need = Prelude;
    private int _payload;
    private uint _crc;

    private enum State : byte
    {
        Prelude,
        Headers,
        Payload,
        Checksum,
        Broken,
    }

    /// <summary>True after a fault: a wrong checksum, a length beyond its limit or its message, or headers that cannot be read.</summary>
    public bool IsBroken => _state == State.Broken;

    /// <summary>True before the first byte of a message.</summary>
    public bool AtBoundary => _state == State.Prelude && _have == 0;

    /// <summary>Reads the next piece of the stream.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && _state != State.Broken)
        {
            int count = Math.Min(bytes.Length, _need - _have);
            ReadOnlySpan<byte> part = bytes[..count];
            bytes = bytes[count..];
            _have += count;
            if (_state == State.Payload)
            {
                _crc = Crc32.Add(_crc, part);
                sink.Payload(part);
            }
            else
            {
                part.CopyTo(_head.AsSpan(Offset + _have - count));
            }

            // A part may be empty: headers and payload without a byte.
            while (_have == _need && _state != State.Broken)
            {
                EndPart();
            }
        }
    }

    private int Offset => _state == State.Headers ? Prelude : 0;

    private void EndPart()
    {
        switch (_state)
        {
            case State.Prelude:
                EndPrelude();
                break;
            case State.Headers:
                EndHeaders();
                break;
            case State.Payload:
                Begin(State.Checksum, Checksum);
                break;
            default:
                EndMessage();
                break;
        }
    }

    private void EndPrelude()
    {
        ReadOnlySpan<byte> prelude = _head.AsSpan(0, Prelude);
        uint total = BinaryPrimitives.ReadUInt32BigEndian(prelude);
        uint headers = BinaryPrimitives.ReadUInt32BigEndian(prelude[4..]);
        bool isSound = BinaryPrimitives.ReadUInt32BigEndian(prelude[8..]) == Crc32.End(Crc32.Add(Crc32.Start, prelude[..8]));
        if (!isSound || total is < Prelude + Checksum or > MaxMessage || headers > MaxHeaders || headers > total - Prelude - Checksum)
        {
            _state = State.Broken;
            return;
        }

        _payload = (int)(total - headers) - Prelude - Checksum;
        _crc = Crc32.Add(Crc32.Start, prelude);
        Begin(State.Headers, (int)headers);
    }

    private void EndHeaders()
    {
        ReadOnlySpan<byte> headers = _head.AsSpan(Prelude, _need);
        _crc = Crc32.Add(_crc, headers);
        if (!AwsEventHead.TryRead(headers, out AwsEventHead head))
        {
            _state = State.Broken;
            return;
        }

        sink.Begin(head);
        Begin(State.Payload, _payload);
    }

    private void EndMessage()
    {
        if (BinaryPrimitives.ReadUInt32BigEndian(_head) != Crc32.End(_crc))
        {
            _state = State.Broken;
            return;
        }

        Begin(State.Prelude, Prelude);
        sink.End();
    }

    private void Begin(State state, int length) => (_state, _need, _have) = (state, length, 0);
}
