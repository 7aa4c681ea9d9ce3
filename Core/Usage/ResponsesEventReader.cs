using BotBottle.Core.Scan;

namespace BotBottle.Core.Usage;

/// <summary>
/// Reads the events that a server of the Responses API sends on a WebSocket, a message each; on whose account one goes shows in its lane, which may
/// stand behind everything else in it.
/// Call order for each message: <see cref="Append"/> any number of times, <see cref="EndMessage"/>, then ask, and give it to the call's
/// <see cref="UsageReader.Take"/>. One thread at a time; allocates nothing for an event that repeats what the last one said.
/// </summary>
public sealed class ResponsesEventReader
{
    private readonly ResponsesDocument _document = new();
    private readonly JsonScanner _scanner;
    private bool _ended;

    /// <summary>A reader for one WebSocket.</summary>
    public ResponsesEventReader() => _scanner = new JsonScanner(ResponsesDocument.Shape, _document);

    /// <summary>The event's <c>stream_id</c>; null where it has none.</summary>
    public string? Lane => _document.Lane;

    /// <summary>The id of the response that it belongs to; null where it names none.</summary>
    public string? ResponseId => _document.Id;

    /// <summary>Whether it ends a response: <c>response.completed</c>, <c>.incomplete</c>, <c>.failed</c>, <c>.cancelled</c>, or <c>error</c>.</summary>
    public bool IsEnd => IsWhole && (_document.IsEnd || _document.IsError);

    /// <summary>Whether it is an <c>error</c>.</summary>
    public bool IsError => _document.IsError;

    /// <summary>The HTTP status that an error names; 0 where it names none.</summary>
    public int ErrorStatus => _document.ErrorStatus;

    /// <summary>Whether the event tells of a spending: a usage object, or generated output.</summary>
    public bool ShowsSpending => _document.HasUsage || _document.HasOutput || _document.VisibleBytes > 0;

    /// <summary>The message's bytes.</summary>
    internal long Bytes { get; private set; }

    /// <summary>Whether the message was one JSON document.</summary>
    internal bool IsWhole => _scanner.Status is JsonStatus.Done or JsonStatus.Trailing;

    internal ResponsesDocument Document => _document;

    /// <summary>The next bytes of the message.</summary>
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

    /// <summary>The message is over; what was read stays until the next <see cref="Append"/>.</summary>
    public void EndMessage() => _ended = true;
}
