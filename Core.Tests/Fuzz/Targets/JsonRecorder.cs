using System.Text;
using BotBottle.Core.Scan;

namespace BotBottle.Fuzz.Targets;

/// <summary>Records the events of a scanner.</summary>
internal sealed class JsonRecorder : IJsonSink
{
    private readonly StringBuilder _events = new();
    private long _length;

    public override string ToString() => _events.ToString();

    public void Name(int tag, JsonSpelling spelling) => _events.Append("name ").Append(tag).Append('\n');

    public void Enter(int tag, bool isArray) => _events.Append(isArray ? "[ " : "{ ").Append(tag).Append('\n');

    public void Leave(int tag) => _events.Append("end ").Append(tag).Append('\n');

    public void Number(int tag, ReadOnlySpan<byte> digits) => _events.Append("number ").Append(tag).Append(' ').Append(Pieces.Text(digits)).Append('\n');

    public void Text(int tag, ReadOnlySpan<byte> text, bool whole)
    {
        _events.Append("text ").Append(tag).Append(' ').Append(whole).Append(' ').Append(Convert.ToHexString(text)).Append(' ').Append(_length).Append('\n');
        _length = 0;
    }

    public void TextLength(int tag, int bytes) => _length += bytes;

    public void Literal(int tag, JsonLiteral literal) => _events.Append("literal ").Append(tag).Append(' ').Append(literal).Append('\n');
}
