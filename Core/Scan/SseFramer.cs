namespace BotBottle.Core.Scan;

/// <summary>
/// Parses a stream of server-sent events (WHATWG HTML section 9.2.6) in pieces of any size, and passes the data on without buffering a line: a terminal event
/// of the Responses API repeats the whole response in one line of hundreds of kB. It skips fields other than data, which a meter does not need: every dialect
/// repeats the event's type in its JSON.
/// </summary>
/// <param name="sink">Receives the data during <see cref="Append"/> and <see cref="Complete"/>.</param>
public sealed class SseFramer(ISseSink sink)
{
    private const uint DataField = 'd' << 24 | 'a' << 16 | 't' << 8 | 'a';

    private State _state = State.Bom;
    private uint _field;
    private int _fieldLength;
    private bool _afterCarriageReturn;
    private bool _hasData;

    private enum State : byte
    {
        Bom,
        Field,
        Space,
        Data,
        Skip,
    }

    /// <summary>True between two events, where another one can be inserted.</summary>
    public bool AtBoundary => !_hasData && (_state is State.Bom or State.Field) && _fieldLength == 0;

    /// <summary>Reads the next piece of the stream.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        int at = 0;
        while (at < bytes.Length)
        {
            if (_afterCarriageReturn)
            {
                _afterCarriageReturn = false;
                if (bytes[at] == (byte)'\n')
                {
                    at++;
                    continue;
                }
            }

            at += _state switch
            {
                State.Bom => ReadBom(bytes[at]),
                State.Field => ReadField(bytes[at]),
                State.Space => ReadSpace(bytes[at]),
                _ => ReadLine(bytes[at..]),
            };
        }
    }

    /// <summary>
    /// Ends the stream. An event that was cut off before its blank line is still passed on, because a meter needs data that a client would drop.
    /// </summary>
    public void Complete()
    {
        if (_state == State.Field)
        {
            EndField();
        }

        EndEvent();
    }

    private int ReadBom(byte next)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        if (next != mark[_fieldLength])
        {
            _state = _fieldLength == 0 ? State.Field : State.Skip;
            _fieldLength = 0;
            return 0;
        }

        if (++_fieldLength == mark.Length)
        {
            _state = State.Field;
            _fieldLength = 0;
        }

        return 1;
    }

    private int ReadField(byte next)
    {
        switch (next)
        {
            case (byte)'\r' or (byte)'\n':
                if (_fieldLength == 0)
                {
                    EndEvent();
                }
                else
                {
                    EndField();
                }

                EndLine(next);
                return 1;
            case (byte)':':
                _state = _fieldLength == 4 && _field == DataField ? State.Space : State.Skip;
                if (_state == State.Space)
                {
                    BeginData();
                }

                return 1;
            default:
                _field = (_field << 8) | next;
                _fieldLength = Math.Min(_fieldLength + 1, 5);
                return 1;
        }
    }

    private int ReadSpace(byte next)
    {
        _state = State.Data;
        return next == (byte)' ' ? 1 : 0;
    }

    private int ReadLine(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOfAny((byte)'\r', (byte)'\n');
        var part = end < 0 ? bytes : bytes[..end];
        if (_state == State.Data && !part.IsEmpty)
        {
            sink.Data(part);
        }

        if (end < 0)
        {
            return bytes.Length;
        }

        EndLine(bytes[end]);
        return end + 1;
    }

    private void EndLine(byte end)
    {
        _state = State.Field;
        _field = 0;
        _fieldLength = 0;
        _afterCarriageReturn = end == (byte)'\r';
    }

    /// <summary>A line with only a field name and no colon is that field with an empty value.</summary>
    private void EndField()
    {
        if (_fieldLength == 4 && _field == DataField)
        {
            BeginData();
        }
    }

    private void BeginData()
    {
        if (_hasData)
        {
            sink.Data("\n"u8);
        }

        _hasData = true;
    }

    private void EndEvent()
    {
        if (_hasData)
        {
            _hasData = false;
            sink.EndEvent();
        }
    }
}
