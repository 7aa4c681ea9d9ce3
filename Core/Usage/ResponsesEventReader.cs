using BotBottle.Core.Scan;

namespace BotBottle.Core.Usage;

/// <summary>
/// Reads the events of a server of the Responses API on a WebSocket, one per message. The lane of an event shows which call it is charged to, and may come last
/// in the message. For each message call <see cref="Append"/> any number of times and <see cref="EndMessage"/>, then read the properties, and pass it to the
/// call's <see cref="UsageReader.Take"/>. Not safe for several threads. It allocates nothing for an event that repeats the values of the last one.
/// </summary>
public sealed class ResponsesEventReader
{
    private readonly ResponsesDocument _document = new();
    private readonly JsonScanner _scanner;
    private bool _ended;

    /// <summary>A reader for one WebSocket.</summary>
    public ResponsesEventReader() => _scanner = new JsonScanner(ResponsesDocument.Shape, _document);

    /// <summary>The event's <c>stream_id</c>; null for none.</summary>
    public string? Lane => _document.Lane;

    /// <summary>The id of its response; null for none.</summary>
    public string? ResponseId => _document.Id;

    /// <summary>True if it ends a response: <c>response.completed</c>, <c>.incomplete</c>, <c>.failed</c>, <c>.cancelled</c>, or <c>error</c>.</summary>
    public bool IsEnd => IsWhole && (_document.IsEnd || _document.IsError);

    /// <summary>True for an <c>error</c>.</summary>
    public bool IsError => _document.IsError;

    /// <summary>The HTTP status in an error; 0 for none.</summary>
    public int ErrorStatus => _document.ErrorStatus;

    /// <summary>True if the event shows spending: a usage object, or generated output.</summary>
    public bool ShowsSpending => _document.HasUsage || _document.HasOutput || _document.VisibleBytes > 0;

    /// <summary>The message's length in bytes.</summary>
    internal long Bytes { get; private set; }

    /// <summary>True if the message was one JSON document.</summary>
    internal bool IsWhole => _scanner.Status is JsonStatus.Done or JsonStatus.Trailing;

    internal ResponsesDocument Document => _document;

    /// <summary>Takes the next bytes of the message.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_ended)
        {
            _ended = false;
            _document.Reset();
            _scanner.Reset();
            Bytes = 0;
        }

        Bytes += bytes.Length;
        _scanner.Append(bytes);
    }

    /// <summary>Ends the message; its values stay until the next <see cref="Append"/>.</summary>
    public void EndMessage() => _ended = true;
}
