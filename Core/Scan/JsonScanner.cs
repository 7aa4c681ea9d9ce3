using System.Runtime.CompilerServices;

namespace BotBottle.Core.Scan;

/// <summary>
/// Reads one JSON document that arrives in any pieces and reports the values on the paths of a <see cref="JsonShape"/>.
/// Neither the document nor a long string is gathered: what is kept is the name or the bounded text that is being read, and a bit a level of nesting.
/// It allocates nothing after construction and does not recurse.
/// Call order: <see cref="Append"/> any number of times, read <see cref="Status"/>, <see cref="Reset"/> for the next document. One thread at a time.
/// </summary>
public sealed class JsonScanner
{
    /// <summary>
    /// The deepest nesting that is followed. Providers' own parsers stop at 128 (serde_json) or near 1000 (Python), and a model can be asked to write
    /// a tool input that is deeply nested on purpose, so this is above what the first of them would produce.
    /// </summary>
    public const int MaxDepth = 512;

    /// <summary>The bytes that are kept of a string value that is wanted.</summary>
    public const int MaxText = 256;

    /// <summary>The bytes that are kept of a number.</summary>
    public const int MaxNumber = 40;

    private const int KnownDepth = 16;

    private readonly JsonShape _shape;
    private readonly IJsonSink _sink;
    private readonly JsonText _text;
    private readonly JsonUnescaper _unescaper = new();
    private readonly ulong[] _arrays = new ulong[MaxDepth / 64];
    private readonly int[] _nodes = new int[KnownDepth];

    private State _state;
    private int _depth;
    private int _node;
    private bool _inName;
    private bool _escaped;
    private bool _keeping;
    private JsonWant _want;
    private JsonLiteral _literal;
    private int _literalAt;

    /// <summary>A scanner for documents of that shape.</summary>
    /// <param name="shape">The paths to report.</param>
    /// <param name="sink">Hears of them, during <see cref="Append"/>.</param>
    public JsonScanner(JsonShape shape, IJsonSink sink)
    {
        ArgumentNullException.ThrowIfNull(shape);
        _shape = shape;
        _sink = sink;
        _text = new JsonText(Math.Max(MaxText, shape.MaxName));
        Reset();
    }

    private enum State : byte
    {
        Value,
        ValueOrEnd,
        NameOrEnd,
        Name,
        Colon,
        CommaOrEnd,
        Text,
        Escape,
        Number,
        Literal,
        Done,
        Trailing,
        Broken,
        TooDeep,
    }

    /// <summary>How far the document has come.</summary>
    public JsonStatus Status => _state switch
    {
        State.Done => JsonStatus.Done,
        State.Trailing => JsonStatus.Trailing,
        State.Broken => JsonStatus.Broken,
        State.TooDeep => JsonStatus.TooDeep,
        State.Value when _depth == 0 => JsonStatus.Empty,
        _ => JsonStatus.Open,
    };

    /// <summary>Begins a new document.</summary>
    public void Reset()
    {
        _state = State.Value;
        _depth = 0;
        _node = 0;
    }

    /// <summary>Reads the next piece of the document. Once the document is broken, further bytes are ignored.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        int at = 0;
        while (at < bytes.Length && _state < State.Trailing)
        {
            switch (_state)
            {
                case State.Text:
                    at += ReadText(bytes[at..]);
                    break;
                case State.Escape:
                    ReadEscape(bytes[at++]);
                    break;
                case State.Number:
                    at += ReadNumber(bytes[at..]);
                    break;
                case State.Literal:
                    ReadLiteral(bytes[at++]);
                    break;
                default:
                    ReadStructure(bytes[at++]);
                    break;
            }
        }
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
                Leave(isArray: true);
                break;
            case State.Value or State.ValueOrEnd:
                BeginValue(next);
                break;
            case State.NameOrEnd when next == (byte)'}':
                Leave(isArray: false);
                break;
            case State.NameOrEnd or State.Name when next == (byte)'"':
                BeginText(isName: true);
                break;
            case State.Colon when next == (byte)':':
                _state = State.Value;
                break;
            case State.CommaOrEnd when next == (byte)',':
                NextValue();
                break;
            case State.CommaOrEnd when next is (byte)'}' or (byte)']':
                Leave(isArray: next == (byte)']');
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
                BeginText(isName: false);
                break;
            case (byte)'{' or (byte)'[':
                Enter(isArray: next == (byte)'[');
                break;
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                _text.Clear(MaxNumber);
                _text.Append([next]);
                _state = State.Number;
                break;
            case (byte)'n' or (byte)'f' or (byte)'t':
                _literal = next switch { (byte)'n' => JsonLiteral.Null, (byte)'f' => JsonLiteral.False, _ => JsonLiteral.True };
                _literalAt = 1;
                _state = State.Literal;
                break;
            default:
                _state = State.Broken;
                break;
        }
    }

    private void Enter(bool isArray)
    {
        if (_depth == MaxDepth)
        {
            _state = State.TooDeep;
            return;
        }

        int tag = _shape.Tag(_node);
        if (tag >= 0)
        {
            _sink.Enter(tag, isArray);
        }

        ulong bit = 1UL << (_depth & 63);
        ref ulong word = ref _arrays[_depth >> 6];
        word = isArray ? word | bit : word & ~bit;
        if (_depth < KnownDepth)
        {
            _nodes[_depth] = _node;
        }

        _depth++;
        _node = isArray ? _shape.Element(_node) : JsonShape.None;
        _state = isArray ? State.ValueOrEnd : State.NameOrEnd;
    }

    private void Leave(bool isArray)
    {
        if (IsArray != isArray)
        {
            _state = State.Broken;
            return;
        }

        int tag = _shape.Tag(Container);
        _depth--;
        EndValue();
        if (tag >= 0)
        {
            _sink.Leave(tag);
        }
    }

    private bool IsArray => (_arrays[(_depth - 1) >> 6] >> ((_depth - 1) & 63) & 1) != 0;

    private int Container => _depth <= KnownDepth ? _nodes[_depth - 1] : JsonShape.None;

    private void NextValue()
    {
        bool isArray = IsArray;
        _node = isArray ? _shape.Element(Container) : JsonShape.None;
        _state = isArray ? State.Value : State.Name;
    }

    private void EndValue() => _state = _depth == 0 ? State.Done : State.CommaOrEnd;

    private void BeginText(bool isName)
    {
        _inName = isName;
        _escaped = false;
        _want = isName ? (_shape.HasNames(Container) ? JsonWant.Text : JsonWant.None) : _shape.Want(_node);
        _keeping = (_want & JsonWant.Text) != 0;
        _text.Clear(isName ? _shape.MaxName : MaxText);
        _state = State.Text;
    }

    private int ReadText(ReadOnlySpan<byte> bytes)
    {
        int stop = bytes.IndexOfAny((byte)'"', (byte)'\\');
        var part = stop < 0 ? bytes : bytes[..stop];
        bool ends = stop >= 0 && bytes[stop] == (byte)'"';
        if (_want != JsonWant.None && !part.IsEmpty)
        {
            Measure(part.Length);
            if (_keeping && !(ends && _text.Kept.IsEmpty && !_escaped && part.Length <= MaxText))
            {
                _text.Append(part);
                part = default;
            }
        }

        if (ends)
        {
            // A text in one piece is never copied; a text in several is whole in the buffer by now.
            EndText(_keeping && _text.Kept.IsEmpty && _text.Whole ? part : _text.Kept);
            return stop + 1;
        }

        if (stop < 0)
        {
            return bytes.Length;
        }

        _escaped = true;
        _unescaper.Begin();
        _state = State.Escape;
        return stop + 1;
    }

    private void ReadEscape(byte next)
    {
        switch (_unescaper.Read(next))
        {
            case JsonUnescaper.Result.More:
                return;
            case JsonUnescaper.Result.Fault:
                _state = State.Broken;
                return;
            case JsonUnescaper.Result.Unit when _want != JsonWant.None:
                Measure(_text.AppendUnit(_unescaper.Unit));
                break;
        }

        _state = State.Text;
    }

    private void Measure(int bytes)
    {
        if ((_want & JsonWant.Length) != 0 && bytes > 0)
        {
            _sink.TextLength(_shape.Tag(_node), bytes);
        }
    }

    private void EndText(ReadOnlySpan<byte> text)
    {
        if (_inName)
        {
            EndName(text);
            return;
        }

        int tag = _shape.Tag(_node);
        EndValue();
        if (tag >= 0)
        {
            _sink.Text(tag, _keeping ? text : default, _keeping && _text.Whole);
        }
    }

    private void EndName(ReadOnlySpan<byte> name)
    {
        _node = JsonShape.None;
        _state = State.Colon;
        if (!_keeping || !_text.Whole)
        {
            return;
        }

        _node = _shape.Find(Container, name);
        if (_node != JsonShape.None)
        {
            Report(_node, _escaped ? JsonSpelling.Escaped : JsonSpelling.Plain);
        }
        else if (_shape.FoldsCase)
        {
            Report(_shape.FindFolded(Container, name), JsonSpelling.Folded);
        }
    }

    private void Report(int node, JsonSpelling spelling)
    {
        int tag = _shape.Tag(node);
        if (tag >= 0)
        {
            _sink.Name(tag, spelling);
        }
    }

    private int ReadNumber(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOfAnyExcept(NumberBytes);
        var part = end < 0 ? bytes : bytes[..end];
        _text.Append(part);
        if (end >= 0)
        {
            int tag = _shape.Tag(_node);
            EndValue();
            if (tag >= 0)
            {
                _sink.Number(tag, _text.Whole ? _text.Kept : default);
            }
        }

        return part.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ReadLiteral(byte next)
    {
        ReadOnlySpan<byte> word = _literal switch { JsonLiteral.Null => "null"u8, JsonLiteral.False => "false"u8, _ => "true"u8 };
        if (next != word[_literalAt++])
        {
            _state = State.Broken;
        }
        else if (_literalAt == word.Length)
        {
            int tag = _shape.Tag(_node);
            EndValue();
            if (tag >= 0)
            {
                _sink.Literal(tag, _literal);
            }
        }
    }

    private static readonly System.Buffers.SearchValues<byte> NumberBytes = System.Buffers.SearchValues.Create("0123456789+-.eE"u8);
}
