using BotBottle.Core.Scan;

namespace BotBottle.Core.Routes;

/// <summary>
/// Decides whether an LFS batch request downloads (Git LFS API, batch). Only one plain <c>"operation": "download"</c> in a complete JSON object is a download.
/// A key that is given twice, escaped or in another case may be read differently by the server.
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

    /// <summary>Creates a reader for one body.</summary>
    public LfsBatch() => _scanner = new JsonScanner(Shape, this);

    /// <summary>True if the body so far is a complete batch that downloads.</summary>
    public bool Downloads => _scanner.Status == JsonStatus.Done && _names == 1 && _isPlain && _downloads;

    /// <summary>True if a server may already act on the body: a complete document, or an invalid one that a lenient reader may accept.</summary>
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
