using BotBottle.Core.Scan;

namespace BotBottle.Core.Routes;

/// <summary>
/// Reads of an LFS batch request whether it downloads (Git LFS API, batch). Anything but one plainly written <c>"operation": "download"</c> in a whole
/// JSON object is not a download: a key that is there twice, escaped or in another case may be read differently by the server.
/// </summary>
public sealed class LfsBatch : IJsonSink
{
    private const int Root = 0;
    private const int Operation = 1;

    private static readonly JsonShape Shape = JsonShape.Of([new JsonPath("", Root), new JsonPath("operation", Operation, JsonWant.Text)], foldsCase: true);

    private readonly JsonScanner _scanner;
    private int _names;
    private bool _isPlain = true;
    private bool _downloads;

    /// <summary>For one body.</summary>
    public LfsBatch() => _scanner = new JsonScanner(Shape, this);

    /// <summary>Whether the body so far is a whole batch that downloads.</summary>
    public bool Downloads => _scanner.Status == JsonStatus.Done && _names == 1 && _isPlain && _downloads;

    /// <summary>Whether a server may have all that it waits for, whatever else may come: a document, or what is none and a more lenient reader may take for one.</summary>
    public bool IsWhole => _scanner.Status is not (JsonStatus.Empty or JsonStatus.Open);

    /// <summary>Reads the next bytes of the body.</summary>
    public void Append(ReadOnlySpan<byte> bytes) => _scanner.Append(bytes);

    void IJsonSink.Name(int tag, JsonSpelling spelling)
    {
        _names++;
        _isPlain &= spelling == JsonSpelling.Plain;
    }

    void IJsonSink.Enter(int tag, bool isArray) => _isPlain &= tag == Root && !isArray;

    void IJsonSink.Leave(int tag)
    {
    }

    void IJsonSink.Number(int tag, ReadOnlySpan<byte> digits) => _isPlain = false;

    void IJsonSink.Text(int tag, ReadOnlySpan<byte> text, bool whole) => _downloads = tag == Operation && whole && text.SequenceEqual("download"u8);

    void IJsonSink.TextLength(int tag, int bytes)
    {
    }

    void IJsonSink.Literal(int tag, JsonLiteral literal) => _isPlain = false;
}
