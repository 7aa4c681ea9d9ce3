namespace BotBottle.Core.Scan;

/// <summary>Takes bytes as they come.</summary>
public interface IByteSink
{
    /// <summary>The next bytes; valid during the call only.</summary>
    void Append(ReadOnlySpan<byte> bytes);
}

/// <summary>
/// Hears of the values on the paths of a <see cref="JsonShape"/>, in the order of the bytes. Spans are only valid during the call.
/// A name that occurs twice is reported twice: which of them counts is the sink's rule.
/// </summary>
public interface IJsonSink
{
    /// <summary>A property name of the shape, before its value.</summary>
    void Name(int tag, JsonSpelling spelling);

    /// <summary>An object or array begins.</summary>
    void Enter(int tag, bool isArray);

    /// <summary>The object or array ended: everything in it has been reported.</summary>
    void Leave(int tag);

    /// <summary>A number as written; empty if it is longer than <see cref="JsonScanner.MaxNumber"/>, which no count is.</summary>
    void Number(int tag, ReadOnlySpan<byte> digits);

    /// <summary>A string ended. <paramref name="text"/> is unescaped UTF-8, empty unless <see cref="JsonWant.Text"/> was asked for; <paramref name="whole"/> is false if it was longer than is kept.</summary>
    void Text(int tag, ReadOnlySpan<byte> text, bool whole);

    /// <summary>So many further bytes of a string on a path with <see cref="JsonWant.Length"/>, unescaped.</summary>
    void TextLength(int tag, int bytes);

    /// <summary><c>null</c>, <c>true</c> or <c>false</c>.</summary>
    void Literal(int tag, JsonLiteral literal);
}

/// <summary>Hears of the data of server-sent events, as it arrives.</summary>
public interface ISseSink
{
    /// <summary>A further piece of the data of the current event; its lines are joined by a line feed. Valid during the call only.</summary>
    void Data(ReadOnlySpan<byte> data);

    /// <summary>The event whose data was reported is over.</summary>
    void EndEvent();
}
