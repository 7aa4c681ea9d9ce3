using System.Buffers;

namespace BotBottle.Core.WebSocket;

/// <summary>
/// Reads the frames of one direction of a WebSocket (RFC 6455) from bytes in pieces of any size. Message data comes out unmasked as it arrives and is never
/// buffered. Control frames come out whole, also between the fragments of a message. No extension is negotiated, so the data is the sender's plain data. The
/// reader does no I/O and allocates nothing after construction.
/// <code>
/// while ((status = reader.Read(source, into, out consumed, out written)) is Data or Control) { …; source = source.Slice(consumed); }
/// </code>
/// </summary>
public sealed class FrameReader
{
    private readonly WebSocketSide _sender;
    private readonly FrameLimits _limits;
    private readonly byte[] _control = new byte[FrameLimits.Control];
    private FrameHeader _data;
    private FrameHeader _current;
    private Utf8Checker _text;
    private State _state;
    private long _read;
    private long _messageLength;
    private int _controlLength;

    /// <summary>A reader for frames from <paramref name="sender"/>.</summary>
    public FrameReader(WebSocketSide sender, FrameLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        _sender = sender;
        _limits = limits;
    }

    private enum State : byte
    {
        Header,
        Payload,
        Closed,
        Rejected,
    }

    /// <summary>The violation, if the status is <see cref="FrameStatus.Rejected"/>.</summary>
    public FrameFault Fault { get; private set; }

    /// <summary>True inside a message.</summary>
    public bool IsInMessage { get; private set; }

    /// <summary>True between two frames.</summary>
    public bool IsAtFrameBoundary => _state != State.Payload;

    /// <summary>The kind of the message that <see cref="FrameStatus.Data"/> belongs to: text or binary.</summary>
    public WebSocketOpcode MessageKind { get; private set; }

    /// <summary>The frame that <see cref="FrameStatus.Data"/> belongs to.</summary>
    public FrameHeader Frame => _data;

    /// <summary>True if the data are the first of their message.</summary>
    public bool StartsMessage { get; private set; }

    /// <summary>True if the data are the first of their frame.</summary>
    public bool StartsFrame { get; private set; }

    /// <summary>True if the data are the last of their message.</summary>
    public bool EndsMessage { get; private set; }

    /// <summary>The kind of the control frame.</summary>
    public WebSocketOpcode ControlOpcode => _current.Opcode;

    /// <summary>The payload of the control frame, unmasked; valid until the next read.</summary>
    public ReadOnlySpan<byte> ControlPayload => _control.AsSpan(0, _controlLength);

    /// <summary>Reads the next data or control frame.</summary>
    /// <param name="source">The available bytes.</param>
    /// <param name="into">The buffer for message data; not empty.</param>
    /// <param name="consumed">The end of the bytes that were used, also when more are needed.</param>
    /// <param name="written">The number of bytes written to <paramref name="into"/>.</param>
    public FrameStatus Read(in ReadOnlySequence<byte> source, Span<byte> into, out SequencePosition consumed, out int written)
    {
        var rest = source;
        consumed = source.Start;
        written = 0;
        if (_state == State.Header)
        {
            ReadHeader(ref rest);
            consumed = rest.Start;
        }

        switch (_state)
        {
            case State.Rejected:
                return FrameStatus.Rejected;
            case State.Closed:
                return FrameStatus.Closed;
            case State.Header:
                return FrameStatus.NeedMore;
        }

        var status = _current.IsControl ? ReadControl(ref rest) : ReadData(ref rest, into, out written);
        consumed = rest.Start;
        return status;
    }

    private void ReadHeader(ref ReadOnlySequence<byte> source)
    {
        Span<byte> gathered = stackalloc byte[FrameHeader.MaxSize];
        scoped ReadOnlySpan<byte> bytes = source.FirstSpan;
        if (bytes.Length < FrameHeader.MaxSize && bytes.Length < source.Length)
        {
            int count = (int)Math.Min(FrameHeader.MaxSize, source.Length);
            source.Slice(0, count).CopyTo(gathered);
            bytes = gathered[..count];
        }

        var fault = FrameHeader.Read(bytes, _sender, out var header, out int size);
        if (fault == FrameFault.None && size > 0)
        {
            fault = Begin(header);
            source = source.Slice(size);
        }

        if (fault != FrameFault.None)
        {
            Reject(fault);
        }
    }

    private FrameFault Begin(in FrameHeader header)
    {
        _current = header;
        _read = 0;
        _state = State.Payload;
        if (header.IsControl)
        {
            return FrameFault.None;
        }

        bool begins = header.Opcode != WebSocketOpcode.Continuation;
        if (begins == IsInMessage)
        {
            return begins ? FrameFault.UnfinishedMessage : FrameFault.UnexpectedContinuation;
        }

        if (begins)
        {
            MessageKind = header.Opcode;
            _messageLength = 0;
            _text = default;
        }

        IsInMessage = true;
        _data = header;
        if (header.Length > _limits.Frame || header.Length > _limits.Message - _messageLength)
        {
            return FrameFault.TooBig;
        }

        _messageLength += header.Length;
        return FrameFault.None;
    }

    private FrameStatus ReadData(ref ReadOnlySequence<byte> source, Span<byte> into, out int written)
    {
        long left = _current.Length - _read;
        written = (int)Math.Min(Math.Min(left, source.Length), into.Length);
        if (written == 0 && left > 0)
        {
            return FrameStatus.NeedMore;
        }

        StartsFrame = _read == 0;
        StartsMessage = StartsFrame && _current.Opcode != WebSocketOpcode.Continuation;
        var data = into[..written];
        source.Slice(0, written).CopyTo(data);
        source = source.Slice(written);
        FrameMask.Apply(data, _current.Mask ?? 0, _read);
        _read += written;

        bool endsFrame = _read == _current.Length;
        EndsMessage = endsFrame && _current.IsFinal;
        if (MessageKind == WebSocketOpcode.Text && (!_text.Append(data) || (EndsMessage && !_text.IsComplete)))
        {
            written = 0;
            return Reject(FrameFault.InvalidText);
        }

        if (endsFrame)
        {
            _state = State.Header;
            IsInMessage = !EndsMessage;
        }

        return FrameStatus.Data;
    }

    private FrameStatus ReadControl(ref ReadOnlySequence<byte> source)
    {
        int count = (int)Math.Min(_current.Length - _read, source.Length);
        var payload = _control.AsSpan((int)_read, count);
        source.Slice(0, count).CopyTo(payload);
        source = source.Slice(count);
        FrameMask.Apply(payload, _current.Mask ?? 0, _read);
        _read += count;
        if (_read < _current.Length)
        {
            return FrameStatus.NeedMore;
        }

        _controlLength = (int)_current.Length;
        _state = State.Header;
        if (_current.Opcode != WebSocketOpcode.Close)
        {
            return FrameStatus.Control;
        }

        var fault = ClosePayload.Check(ControlPayload);
        if (fault != FrameFault.None)
        {
            return Reject(fault);
        }

        _state = State.Closed;
        return FrameStatus.Control;
    }

    private FrameStatus Reject(FrameFault fault)
    {
        Fault = fault;
        _state = State.Rejected;
        return FrameStatus.Rejected;
    }
}
