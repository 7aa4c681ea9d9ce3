namespace BotBottle.Core.Scan;

/// <summary>
/// Reads one JSON document in pieces of any size and reports the values on the paths of a <see cref="JsonShape"/>. It never buffers the document or a long
/// string: it keeps only the present name or bounded text, and one bit per level of nesting. After construction it allocates only for documents of unusual
/// depth, and it does not recurse. It checks the structure strictly, but strings and numbers only as far as it reports them. Call <see cref="Append"/> any
/// number of times, read <see cref="Status"/>, then <see cref="Reset"/> for the next document. Not safe for several threads.
/// </summary>
public sealed class JsonScanner
{
    /// <summary>
    /// Maximum nesting. Providers' own parsers stop at 128 (serde_json) or near 1000 (Python). A model can be asked for a deeply nested tool input, so this is
    /// above the lower of the two.
    /// </summary>
    public const int MaxDepth = 512;

    /// <summary>Maximum number of bytes kept of a string value.</summary>
    public const int MaxText = 256;

    /// <summary>Maximum number of bytes kept of a number.</summary>
    public const int MaxNumber = 40;

    private readonly JsonShape _shape;
    private readonly IJsonSink _sink;
    private readonly JsonText _text;
    private readonly JsonNesting _nesting = new();
    private readonly JsonScalar _scalar = new();
    private State _state;
    private int _node;
    private bool _measured;
    private ushort _texts;

    /// <summary>A scanner for documents of a shape.</summary>
    /// <param name="shape">The paths to report.</param>
    /// <param name="sink">Receives the values during <see cref="Append"/>.</param>
    public JsonScanner(JsonShape shape, IJsonSink sink)
    {
        ArgumentNullException.ThrowIfNull(shape);
        _shape = shape;
        _sink = sink;
        _text = new JsonText(Math.Max(MaxText, shape.MaxName));
    }

    private enum State : byte
    {
        Value,
        ValueOrEnd,
        NameOrEnd,
        Name,
        Colon,
        CommaOrEnd,
        InName,
        InText,
        InScalar,
        Done,
        Trailing,
        Broken,
        TooDeep,
    }

    /// <summary>The progress in the document.</summary>
    public JsonStatus Status => _state switch
    {
        State.Done => JsonStatus.Done,
        State.Trailing => JsonStatus.Trailing,
        State.Broken => JsonStatus.Broken,
        State.TooDeep => JsonStatus.TooDeep,
        State.Value when _nesting.Depth == 0 => JsonStatus.Empty,
        _ => JsonStatus.Open,
    };

    /// <summary>The number of objects and arrays that are open.</summary>
    public int Depth => _nesting.Depth;

    /// <summary>True if the next byte belongs to a string, as its content or its end.</summary>
    public bool IsInText => _state is State.InName or State.InText;

    /// <summary>True if the next byte belongs to an escape in a string.</summary>
    public bool IsEscaping => IsInText && _text.IsEscaping;

    /// <summary>The tag of the string value to which the next byte belongs, or -1.</summary>
    public int TextTag => _state == State.InText ? _shape.Tag(_node) : -1;

    /// <summary>A number that changes with each string that begins; it starts again after 65,536 strings.</summary>
    public int Texts => _texts;

    /// <summary>Starts a new document.</summary>
    public void Reset()
    {
        _texts = 0;
        _state = State.Value;
        _nesting.Clear();
        _node = 0;
    }

    /// <summary>Reads the next piece. It stops after a fault, or if <paramref name="untilEnd"/> at the document's end; returns the number of bytes.</summary>
    public int Append(ReadOnlySpan<byte> bytes, bool untilEnd = false)
    {
        int at = 0;
        while (at < bytes.Length && _state < (untilEnd ? State.Done : State.Trailing))
        {
            switch (_state)
            {
                case State.InName or State.InText:
                    at += ReadText(bytes[at..]);
                    break;
                case State.InScalar:
                    at += ReadScalar(bytes[at..]);
                    break;
                default:
                    ReadStructure(bytes[at++]);
                    break;
            }
        }

        return at;
    }

    private void ReadStructure(byte next)
    {
        if (next is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            return;
        }

        switch (_state)
        {
            case State.ValueOrEnd when next == (byte)']':
                Leave();
                break;
            case State.Value or State.ValueOrEnd:
                BeginValue(next);
                break;
            case State.NameOrEnd when next == (byte)'}':
                Leave();
                break;
            case State.NameOrEnd or State.Name when next == (byte)'"':
                _texts++;
                _text.Begin(_shape.HasNames(_nesting.Node) ? _shape.MaxName : 0);
                _state = State.InName;
                break;
            case State.Colon when next == (byte)':':
                _state = State.Value;
                break;
            case State.CommaOrEnd when next == (byte)',':
                _state = _nesting.IsArray ? State.Value : State.Name;
                _node = _nesting.IsArray ? _shape.Element(_nesting.Node) : JsonShape.None;
                break;
            case State.CommaOrEnd when next == (_nesting.IsArray ? (byte)']' : (byte)'}'):
                Leave();
                break;
            default:
                _state = _state == State.Done ? State.Trailing : State.Broken;
                break;
        }
    }

    private void BeginValue(byte next)
    {
        switch (next)
        {
            case (byte)'"':
                _texts++;
                var want = _shape.Want(_node);
                _measured = (want & JsonWant.Length) != 0;
                _text.Begin((want & JsonWant.Text) != 0 ? MaxText : 0);
                _state = State.InText;
                break;
            case (byte)'{' or (byte)'[':
                Enter(isArray: next == (byte)'[');
                break;
            default:
                _scalar.Begin(next);
                _state = _scalar.Fault ? State.Broken : State.InScalar;
                break;
        }
    }

    private void Enter(bool isArray)
    {
        if (!_nesting.TryEnter(isArray, _node))
        {
            _state = State.TooDeep;
            return;
        }

        int tag = _shape.Tag(_node);
        _node = isArray ? _shape.Element(_node) : JsonShape.None;
        _state = isArray ? State.ValueOrEnd : State.NameOrEnd;
        if (tag >= 0)
        {
            _sink.Enter(tag, isArray);
        }
    }

    private void Leave()
    {
        int tag = _shape.Tag(_nesting.Node);
        _nesting.Leave();
        EndValue();
        if (tag >= 0)
        {
            _sink.Leave(tag);
        }
    }

    private void EndValue() => _state = _nesting.Depth == 0 ? State.Done : State.CommaOrEnd;

    private int ReadText(ReadOnlySpan<byte> bytes)
    {
        bool ended = _text.Read(bytes, out int used, out int arrived, out var value);
        if (_text.Fault)
        {
            _state = State.Broken;
            return used;
        }

        bool isName = _state == State.InName;
        if (!isName && _measured && arrived > 0)
        {
            _sink.TextLength(_shape.Tag(_node), arrived);
        }

        if (ended && isName)
        {
            EndName(value);
        }
        else if (ended)
        {
            int tag = _shape.Tag(_node);
            EndValue();
            if (tag >= 0)
            {
                _sink.Text(tag, value, _text.Whole);
            }
        }

        return used;
    }

    private void EndName(ReadOnlySpan<byte> name)
    {
        _state = State.Colon;
        _node = JsonShape.None;
        int container = _nesting.Node;
        if (!_shape.HasNames(container))
        {
            return;
        }

        if (_text.Whole && _shape.TryFind(container, name, out _node))
        {
            Tell(_node, _text.Escaped ? JsonSpelling.Escaped : JsonSpelling.Plain);
            return;
        }

        if (_text.Whole && _shape.FoldsCase && _shape.FindFolded(container, name) is >= 0 and var folded)
        {
            Tell(folded, JsonSpelling.Folded);
            return;
        }

        // A name outside of the grammar is reported with its value, where that is reported.
        _node = _shape.FindPart(container, name);
        _node = _node == JsonShape.None ? _shape.Other(container) : _node;
    }

    private void Tell(int node, JsonSpelling spelling)
    {
        if (_shape.Tag(node) is >= 0 and var tag)
        {
            _sink.Name(tag, spelling);
        }
    }

    private int ReadScalar(ReadOnlySpan<byte> bytes)
    {
        bool ended = _scalar.Read(bytes, out int used);
        if (_scalar.Fault)
        {
            _state = State.Broken;
        }
        else if (ended)
        {
            int tag = _shape.Tag(_node);
            EndValue();
            if (tag >= 0 && _scalar.IsNumber)
            {
                _sink.Number(tag, _scalar.Number);
            }
            else if (tag >= 0)
            {
                _sink.Literal(tag, _scalar.Literal);
            }
        }

        return used;
    }
}
