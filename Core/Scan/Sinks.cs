namespace BotBottle.Core.Scan;

/// <summary>Receives bytes in pieces.</summary>
public interface IByteSink
{
    /// <summary>Takes the next bytes, which are valid during the call only.</summary>
    void Append(ReadOnlySpan<byte> bytes);
}

/// <summary>
/// Receives the values on the paths of a <see cref="JsonShape"/>, in the order of the bytes. Spans are valid during the call only. A name that occurs twice is
/// reported twice; the sink decides which one counts.
/// </summary>
public interface IJsonSink
{
    /// <summary>A property name of the shape, before its value.</summary>
    void Name(int tag, JsonSpelling spelling);

    /// <summary>The start of an object or array.</summary>
    void Enter(int tag, bool isArray);

    /// <summary>The end of an object or array; all of its values are reported before.</summary>
    void Leave(int tag);

    /// <summary>A number as written; empty if it exceeds <see cref="JsonScanner.MaxNumber"/>, which no count does.</summary>
    void Number(int tag, ReadOnlySpan<byte> digits);

    /// <summary>
    /// The end of a string. <paramref name="text"/> is unescaped UTF-8, empty unless <see cref="JsonWant.Text"/> was requested; <paramref name="whole"/> is
    /// false if the text was truncated.
    /// </summary>
    void Text(int tag, ReadOnlySpan<byte> text, bool whole);

    /// <summary>The number of further unescaped bytes of a string on a path with <see cref="JsonWant.Length"/>.</summary>
    void TextLength(int tag, int bytes);

    /// <summary><c>null</c>, <c>true</c> or <c>false</c>.</summary>
    void Literal(int tag, JsonLiteral literal);
}

/// <summary>Receives the data of server-sent events in pieces.</summary>
public interface ISseSink
{
    /// <summary>A further piece of the present event's data, with its lines joined by line feeds. Valid during the call only.</summary>
    void Data(ReadOnlySpan<byte> data);

    /// <summary>The end of an event with data.</summary>
    void EndEvent();
}

/// <summary>Receives the messages of an AWS event stream, payloads in pieces. Spans are valid during the call only.</summary>
public interface IAwsEventSink
{
    /// <summary>The start of a message.</summary>
    void Begin(AwsEventHead head);

    /// <summary>A further piece of the message's payload. Its checksum is checked at the end: until then nothing of it may count.</summary>
    void Payload(ReadOnlySpan<byte> bytes);

    /// <summary>The end of a message whose checksum is right.</summary>
    void End();
}
